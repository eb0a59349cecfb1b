package lookuptest

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
)

// When lets only the requests that are chosen meet a fault.
func When(chosen func(*Request) bool, fault Fault) Fault {
	return func(r *Request, next Service) *Answer {
		if chosen(r) {
			return fault(r, next)
		}
		return next(r)
	}
}

// Lookups lets only LookupEvents requests meet a fault.
func Lookups(fault Fault) Fault {
	return When(func(r *Request) bool { return r.Nth > 0 }, fault)
}

// InRegion lets only requests to a Region meet a fault.
func InRegion(region string, fault Fault) Fault {
	return When(func(r *Request) bool { return r.Region == region }, fault)
}

// WithKey lets only requests with an access key meet a fault.
func WithKey(accessKey string, fault Fault) Fault {
	return When(func(r *Request) bool { return r.AccessKey == accessKey }, fault)
}

// Nth lets only certain LookupEvents requests of each Region meet a fault,
// counted from 1.
func Nth(fault Fault, n ...int) Fault {
	return When(func(r *Request) bool { return slices.Contains(n, r.Nth) }, fault)
}

// Every lets every n-th LookupEvents request of each Region meet a fault.
func Every(n int, fault Fault) Fault {
	return When(func(r *Request) bool { return r.Nth > 0 && r.Nth%n == 0 }, fault)
}

// After lets the LookupEvents requests of each Region that follow the n-th meet
// a fault.
func After(n int, fault Fault) Fault {
	return When(func(r *Request) bool { return r.Nth > n }, fault)
}

// WithToken lets only requests for a further page meet a fault.
func WithToken(fault Fault) Fault {
	return When(func(r *Request) bool { return r.Token() != "" }, fault)
}

// AtRandom lets a share of the LookupEvents requests meet a fault. Which ones
// follows from the seed and the order of requests.
func AtRandom(seed uint64, share float64, fault Fault) Fault {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, seed))
	return Lookups(When(func(*Request) bool {
		mu.Lock()
		defer mu.Unlock()
		return random.Float64() < share
	}, fault))
}

// Switch turns a fault on and off: credentials that expire and are renewed.
type Switch struct{ on atomic.Bool }

// Set turns it on or off. It begins off.
func (s *Switch) Set(on bool) { s.on.Store(on) }

// Guards lets requests meet a fault while the switch is on.
func (s *Switch) Guards(fault Fault) Fault {
	return When(func(*Request) bool { return s.on.Load() }, fault)
}
