package gateway

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// localNames are the names that always mean this machine, for addresses such as
// bucket.localhost. The second is LocalStack's public name for 127.0.0.1.
var localNames = []string{"localhost", "localhost.localstack.cloud"}

// admit says why a request is kept out that no AWS client sends, empty for one
// that is let in. Web pages are the danger on loopback: a browser names the page
// in Origin, and in Host the name by which the page reached this machine.
func (g *Gateway) admit(r *http.Request) string {
	if r.Method == http.MethodConnect || r.URL.Host != "" || r.RequestURI == "*" {
		return "the gateway is an endpoint, not a proxy: set AWS_ENDPOINT_URL, not HTTP_PROXY"
	}
	if r.Header.Get("Upgrade") != "" {
		return "connections are not upgraded"
	}
	if g.anyHost {
		return ""
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || !isLocal(u.Host) {
			return "web pages are not answered"
		}
	}
	// A page can have the browser ask with GET without naming the page.
	if r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return "web pages are not answered"
	}
	if !isLocal(r.Host) {
		return "only requests to localhost or a loopback address are answered"
	}
	return ""
}

// isLocal reports whether a host, with a port or without, can only be this
// machine.
func isLocal(host string) bool {
	host = hostOf(host)
	for _, name := range localNames {
		if host == name || strings.HasSuffix(host, "."+name) {
			return true
		}
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	// bucket.127.0.0.1 is how some clients put a bucket before an address.
	return strings.HasSuffix(host, ".127.0.0.1")
}

// hostOf is a host without its port, brackets and final dot, in lower case.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// namesGateway reports whether the Host that a request was signed for is this
// very gateway, by its port: what was signed for another endpoint on this
// machine must not be passed on to AWS.
func (g *Gateway) namesGateway(r *http.Request) bool {
	if g.anyHost {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	_, want, err := net.SplitHostPort(local.String())
	if err != nil {
		return false
	}
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80"
	}
	return port == want
}
