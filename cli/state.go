package cli

import "spoor/source"

// stateName is the word for a state of coverage.
func stateName(state uint8) string {
	switch source.State(state) {
	case source.Observed:
		return "observed"
	case source.Delivered:
		return "delivered"
	case source.Filtered:
		return "filtered"
	case source.Provisional:
		return "provisional"
	case source.Complete:
		return "complete"
	case source.Unavailable:
		return "failed"
	case source.Damaged:
		return "damaged"
	case source.Pruned:
		return "pruned"
	}
	return "never fetched"
}
