package gateway

import "time"

// StallAfter changes how long a connection may give or take nothing, before the
// gateway serves.
func (g *Gateway) StallAfter(d time.Duration) { g.stall = d }
