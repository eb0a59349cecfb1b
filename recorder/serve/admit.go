package serve

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// admit keeps out what no AWS client sends. Web pages are the danger on
// loopback: a browser lets them send requests anywhere, and, where a page's own
// name is made to point to 127.0.0.1, read the answers. Both show: browsers name
// the page in Origin, and the page's name stands in Host.
func (h *Handler) admit(r *http.Request) *failure {
	switch {
	case r.Method != http.MethodPost:
		return &failure{"UnknownOperationException", http.StatusMethodNotAllowed, "Requests are sent with POST."}
	case r.Header.Get("Origin") != "":
		return &failure{"AccessDeniedException", http.StatusForbidden, "Web pages are not answered."}
	case !h.anyHost && !isLoopback(r.Host):
		return &failure{"AccessDeniedException", http.StatusForbidden,
			"Only requests to localhost or a loopback address are answered."}
	}
	return nil
}

// isLoopback reports whether a host, with a port or without, can only be this
// machine.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
