package cli

import (
	"context"

	"spoor/cache"
	"spoor/event"
	"spoor/query"
)

// sayNoneMatch says of an empty answer what there is to be found, so that it is
// not taken for proof that nothing happened.
func (a *app) sayNoneMatch(ctx context.Context, store *cache.Cache, filter query.Expr) {
	first, last, n, err := store.Span(ctx)
	switch {
	case err != nil: // the answer stands without it
	case n == 0:
		a.say("no event matches: the cache is empty; 'spoor import' and 'spoor sync' fill it")
	case first.IsZero():
		a.say("no event matches, of the %s in the cache", grouped(n))
	default:
		a.say("no event matches, of the %s in the cache, from %s to %s; 'spoor cache info' says what was fetched", grouped(n), a.moment(first), a.moment(last))
	}
	if advice := query.Advice(filter); n > 0 && advice != "" {
		a.say("%s", event.Clean(advice))
	}
}
