package event

import "strings"

// arnParts are the parts of an ARN, which is
// arn:partition:service:region:account:resource.
type arnParts struct {
	partition, service, region, account, resource string
}

func parseARN(s string) (p arnParts, ok bool) {
	rest, ok := strings.CutPrefix(s, "arn:")
	if !ok {
		return p, false
	}
	for _, part := range []*string{&p.partition, &p.service, &p.region, &p.account} {
		if *part, rest, ok = strings.Cut(rest, ":"); !ok {
			return p, false
		}
	}
	p.resource = rest
	return p, p.partition != "" && p.service != "" && rest != ""
}
