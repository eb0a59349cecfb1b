package gateway

import "time"

// StallAfter changes how long a connection may give or take nothing, before the
// gateway serves.
func (g *Gateway) StallAfter(d time.Duration) { g.stall = d }

// BreakOffAfter changes how long calls that are under way have when the gateway
// ends, before it serves.
func (g *Gateway) BreakOffAfter(d time.Duration) { g.patience = d }
