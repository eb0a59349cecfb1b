package query

// WindowOf takes the times out of x's top-level conjunction: the window they
// span together, and the rest of x. The window of times that exclude each other
// contains nothing.
func WindowOf(x Expr) (Window, Expr) {
	var window Window
	rest := withoutConjuncts(x, func(part Expr) bool {
		at, ok := part.(Time)
		if ok {
			window = window.Intersect(at.Window)
		}
		return ok
	})
	return window, rest
}

// Intersect returns the times that lie in both windows.
func (w Window) Intersect(v Window) Window {
	if w.From.IsZero() || v.From.After(w.From) {
		w.From = v.From
	}
	if w.To.IsZero() || !v.To.IsZero() && v.To.Before(w.To) {
		w.To = v.To
	}
	return w
}

// IsOpen reports whether the window contains every time.
func (w Window) IsOpen() bool { return w.From.IsZero() && w.To.IsZero() }

// Absolute returns x with every time written out in UTC, so that its text means
// the same in any zone and at any later time.
func Absolute(x Expr) Expr {
	return Map(x, func(x Expr) Expr {
		if at, ok := x.(Time); ok {
			return Time{Window: at.Window}
		}
		return x
	})
}
