package trail

import (
	"regexp"
	"time"
)

// How a trail lays out its keys: PREFIX/AWSLogs/ORGANISATION/ACCOUNT/FOLDER/REGION/
// YYYY/MM/DD/FILE, prefix and organisation only where there is one, day and the
// time in the file's name those of delivery (CloudTrail User Guide, Finding your
// CloudTrail log files).
var (
	// ofRegion is a folder that holds the years of one Region.
	ofRegion = regexp.MustCompile(`(^|/)CloudTrail(-[A-Za-z]+)?/[a-z0-9-]+/$`)
	// ofAccount is a folder that holds one folder for each service that delivers
	// logs.
	ofAccount = regexp.MustCompile(`(^|/)AWSLogs/(o-[a-z0-9]+/)?[0-9]{12}/$`)
	// ofTrail is any folder of a trail's layout above those of the Regions.
	ofTrail = regexp.MustCompile(`(^|/)AWSLogs/(o-[a-z0-9]+/)?([0-9]{12}/(CloudTrail(-[A-Za-z]+)?/)?)?$`)
	// ofDay finds the day in the key of an object.
	ofDay = regexp.MustCompile(`(?:^|/)CloudTrail(?:-[A-Za-z]+)?/[a-z0-9-]+/([0-9]{4}/[0-9]{2}/[0-9]{2})/[^/]+$`)
	// ofDelivery takes the folder of a Region apart.
	ofDelivery = regexp.MustCompile(`(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?([0-9]{12})/(CloudTrail(?:-[A-Za-z]+)?)/([a-z0-9-]+)/$`)
	// ofTime finds the time of delivery in the name of an object.
	ofTime = regexp.MustCompile(`_([0-9]{8}T[0-9]{4})Z_[^/_]+$`)
)

// layoutOfDays is how keys write a day.
const layoutOfDays = "2006/01/02"

// deliveredAt returns when a trail delivered an object, as its key says: to the
// minute, else to the day, else zero.
func deliveredAt(key string) time.Time {
	m := ofDay.FindStringSubmatch(key)
	if m == nil {
		return time.Time{}
	}
	if at := ofTime.FindStringSubmatch(key); at != nil {
		if t, err := time.Parse("20060102T1504", at[1]); err == nil && t.Format(layoutOfDays) == m[1] {
			return t
		}
	}
	t, err := time.Parse(layoutOfDays, m[1])
	if err != nil {
		return time.Time{}
	}
	return t
}

// parts are what the folder of a delivery is named by.
type parts struct{ account, folder, region string }

func partsOf(folder string) (parts, bool) {
	m := ofDelivery.FindStringSubmatch(folder)
	if m == nil {
		return parts{}, false
	}
	p := parts{account: m[1], folder: m[2], region: m[3]}
	categories, _ := p.covers()
	return p, len(categories) > 0
}

// covers returns the categories of the events that the folder holds, and how
// long after it happened an event may still be on its way there. CloudTrail
// delivers about every five minutes and promises nothing; Insights events come
// within about half an hour (CloudTrail User Guide, How CloudTrail works; Getting
// and viewing CloudTrail log files).
func (p parts) covers() (categories []string, lateness time.Duration) {
	switch p.folder {
	case "CloudTrail":
		return []string{"Management", "Data"}, 15 * time.Minute
	case "CloudTrail-Insight":
		return []string{"Insight"}, time.Hour
	case "CloudTrail-NetworkActivity":
		return []string{"NetworkActivity"}, 15 * time.Minute
	case "CloudTrail-Aggregated":
		return []string{"Aggregated"}, 15 * time.Minute
	}
	return nil, 0 // digests, and what is still to come
}
