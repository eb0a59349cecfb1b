package serve

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// perSecond is how many LookupEvents requests AWS allows for an account and
// Region (AWS General Reference, CloudTrail quotas).
const perSecond = 2

// throttle holds a bucket for each Region.
type throttle struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// manyBuckets is when buckets that have filled up again are thrown away: the
// names of Regions come from outside.
const manyBuckets = 256

// allow takes one request out of a Region's bucket, if it holds one.
func (t *throttle) allow(region string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	bucket, ok := t.buckets[region]
	if !ok {
		if len(t.buckets) >= manyBuckets {
			for name, b := range t.buckets {
				if b.TokensAt(now) >= perSecond {
					delete(t.buckets, name)
				}
			}
		}
		if t.buckets == nil {
			t.buckets = map[string]*rate.Limiter{}
		}
		bucket = rate.NewLimiter(perSecond, perSecond)
		t.buckets[region] = bucket
	}
	return bucket.AllowN(now, 1)
}
