package event

import "slices"

// Clone returns a copy of the event that shares no memory with it, nor with
// the record it was decoded from.
func (e *Event) Clone() Event {
	c := *e
	c.Targets = slices.Clone(e.Targets)
	total := 0
	c.eachString(func(s *string) { total += len(*s) })
	buf := make([]byte, 0, total)
	c.eachString(func(s *string) {
		from := len(buf)
		buf = append(buf, *s...)
		*s = alias(buf[from:])
	})
	return c
}

// eachString calls f for every string of the event.
func (e *Event) eachString(f func(*string)) {
	for _, s := range [...]*string{
		&e.ID, &e.Source, &e.Name, &e.Region, &e.Account, &e.Category, &e.Type, &e.RequestID, &e.SharedID,
		&e.User, &e.Role, &e.ARN, &e.Principal, &e.AccessKey, &e.ActorType, &e.ActorAccount, &e.InvokedBy,
		&e.OnBehalfOf, &e.SourceIdentity, &e.SignInSession, &e.Session, &e.IP, &e.Agent, &e.VPCEndpoint, &e.TLS,
		&e.Error, &e.Message,
	} {
		f(s)
	}
	for i := range e.Targets {
		f(&e.Targets[i].Type)
		f(&e.Targets[i].Name)
	}
}
