package event

import (
	"net/url"
	"strings"
	"time"
)

// historyHeld is how long Event history holds an event (CloudTrail User Guide,
// Working with CloudTrail Event history).
const historyHeld = 90 * 24 * time.Hour

// ConsoleLink is where the AWS console shows an event to whoever is signed in to
// its account. It is empty for what Event history does not hold: events other than
// those of management, what was recorded on this machine, and what is older than 90
// days; and for Regions whose console has an address that is not known here.
func ConsoleLink(ev *Event, now time.Time) string {
	if ev.ID == "" || strings.HasPrefix(ev.ID, contentIDStart) || ev.Category != "Management" || ev.Flags&FlagLocal != 0 ||
		now.Sub(ev.Time) > historyHeld {
		return ""
	}
	domain := consoleDomain(ev.Region)
	if domain == "" || !mayBeHost(ev.Region) {
		return ""
	}
	link := url.URL{
		Scheme: "https", Host: ev.Region + "." + domain, Path: "/cloudtrailv2/home",
		RawQuery: url.Values{"region": {ev.Region}}.Encode(), Fragment: "/events/" + ev.ID,
	}
	return link.String()
}

// consoleDomain is the domain of the console of a Region's partition.
func consoleDomain(region string) string {
	for _, partition := range []struct{ prefix, domain string }{
		{"cn-", "console.amazonaws.cn"},
		{"us-gov-", "console.amazonaws-us-gov.com"},
		{"eusc-", "console.amazonaws-eusc.eu"},
		{"us-iso", ""},
		{"eu-iso", ""},
	} {
		if strings.HasPrefix(region, partition.prefix) {
			return partition.domain
		}
	}
	return "console.aws.amazon.com"
}

// mayBeHost reports whether a Region's name can begin the name of a host: a record
// can say anything.
func mayBeHost(region string) bool {
	for _, c := range []byte(region) {
		if c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return strings.Contains(region, "-")
}
