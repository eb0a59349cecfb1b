package query

// Match reports whether s satisfies x; nil is satisfied by everything. It
// prepares x each time: take a Predicate for more than a few events.
func Match(x Expr, s Subject) bool { return Compile(x).Match(s) }

// Predicate is an expression made ready for matching many events. It is
// immutable and safe for concurrent use.
type Predicate struct {
	holds func(Subject) bool
}

// Compile prepares x.
func Compile(x Expr) *Predicate { return &Predicate{compile(x)} }

// Match reports whether s satisfies the expression.
func (p *Predicate) Match(s Subject) bool { return p.holds(s) }

func compile(x Expr) func(Subject) bool {
	switch x := x.(type) {
	case And:
		parts := compileAll(x)
		return func(s Subject) bool {
			for _, holds := range parts {
				if !holds(s) {
					return false
				}
			}
			return true
		}
	case Or:
		parts := compileAll(x)
		return func(s Subject) bool {
			for _, holds := range parts {
				if holds(s) {
					return true
				}
			}
			return false
		}
	case Not:
		holds := compile(x.X)
		return func(s Subject) bool { return !holds(s) }
	case Term:
		m := x.Matcher()
		if x.Field == FieldPath {
			return func(s Subject) bool { return m.MatchRecord(s.Facts.Record) }
		}
		return func(s Subject) bool { return m.MatchEvent(s.Event) }
	case Flag:
		return x.Name.holds
	case Text:
		m := x.Matcher()
		return func(s Subject) bool { return m.Match(s.Facts.Record) }
	case Time:
		return func(s Subject) bool { return x.Window.Contains(s.Event.Time) }
	}
	return func(Subject) bool { return true }
}

func compileAll(parts []Expr) []func(Subject) bool {
	out := make([]func(Subject) bool, len(parts))
	for i, part := range parts {
		out[i] = compile(part)
	}
	return out
}
