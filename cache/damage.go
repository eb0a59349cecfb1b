package cache

import (
	"errors"
	"fmt"

	"spoor/cache/guard"
	"spoor/cache/segment"
)

// errDamaged is the root of every error about stored bytes that are not what
// was written.
var errDamaged = segment.ErrDamaged

// LeftOut names the parts of the cache that answers leave out because they are
// damaged, as far as that was found out: a line each.
func (c *Cache) LeftOut() []string {
	_, warnings := c.snap.Load().usable()
	return warnings
}

// IsDamage reports whether an error comes from damage to the file: Check says what
// is damaged, and Repair keeps the rest.
func IsDamage(err error) bool { return errors.Is(err, errDamaged) || guard.IsDamage(err) }

// partDamage says which segment an error of damage comes from.
type partDamage struct {
	part *sealed
	err  error
}

func (e *partDamage) Error() string {
	return fmt.Sprintf("segment %d (%d events): %v", e.part.id, e.part.manifest.Rows, e.err)
}

func (e *partDamage) Unwrap() error { return e.err }

// damaged names the segment that damage was found in; other errors pass as
// they are.
func (s *sealed) damaged(err error) error {
	var already *partDamage
	if err == nil || !IsDamage(err) || errors.As(err, &already) {
		return err
	}
	return &partDamage{s, err}
}

// guarded runs a read of the segment, turning the faults and panics that a
// damaged file causes into an error that names it.
func (s *sealed) guarded(f func() error) error { return s.damaged(guard.Do(f)) }

// usable returns the parts that are not set aside, and a line for each that is.
func (s *snapshot) usable() (parts []*part, warnings []string) {
	warnings = s.damaged
	for i, p := range s.parts {
		d := p.broken.Load()
		if d == nil {
			if parts != nil {
				parts = append(parts, p)
			}
			continue
		}
		if parts == nil {
			parts = append(make([]*part, 0, len(s.parts)), s.parts[:i]...)
			warnings = append([]string(nil), warnings...)
		}
		warnings = append(warnings, d.Error())
	}
	if parts == nil {
		parts = s.parts
	}
	return parts, warnings
}
