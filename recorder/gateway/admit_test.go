package gateway

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// What was signed for another endpoint of this machine is not passed on to AWS;
// who answers under any name cannot tell.
func TestAHostIsTheGatewaysByItsPortOrWhateverItIs(t *testing.T) {
	own := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4566}
	for _, c := range []struct {
		host string
		own  bool
	}{{"localhost:4566", true}, {"bucket.localhost:4566", true}, {"localhost:9000", false}, {"localhost", false}, {"gateway.internal:443", false}} {
		r := httptest.NewRequest("GET", "/", nil)
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(own)))
		r.Host = c.host
		if got := (&Gateway{}).namesGateway(r); got != c.own {
			t.Errorf("%s: %v", c.host, got)
		}
		if !(&Gateway{anyHost: true}).namesGateway(r) {
			t.Errorf("%s is not, where any is answered", c.host)
		}
	}
}
