package text

import "strings"

// Need says what a block must hold for a search to find anything in it: all
// pieces of at least one alternative.
type Need struct {
	// Any says that nothing can be told: every block may hold a match.
	Any          bool
	Alternatives [][]Piece
	// Values says that the search looks at values with JSON's escapes undone, so
	// that blocks with escaped letters may hold a match as well.
	Values bool
}

// Piece is a run of letters and digits, in lower case, that must be part of a
// word.
type Piece struct {
	Text string
	// Start and End say that the word begins and ends where the piece does.
	Start, End bool
}

// need returns the need for all of the pieces.
func need(pieces []Piece) Need {
	if len(pieces) == 0 {
		return Need{Any: true}
	}
	return Need{Alternatives: [][]Piece{pieces}}
}

// Literal returns what a search for a text, ignoring case, needs.
func Literal(text string) Need { return need(pieces(text, false, false)) }

// Whole returns what a search for a value that is the text, ignoring case, and
// has something else on both sides, needs.
func Whole(text string) Need {
	n := need(pieces(text, true, true))
	n.Values = true
	return n
}

// pieces cuts a text into the words it must lie in; start and end say whether
// something that is no letter or digit stands before and behind it.
func pieces(text string, start, end bool) []Piece {
	var out []Piece
	for i := 0; i < len(text); {
		if kinds[text[i]]&wordByte == 0 {
			i++
			continue
		}
		from := i
		for i < len(text) && kinds[text[i]]&wordByte != 0 {
			i++
		}
		p := Piece{strings.ToLower(text[from:i]), from > 0 || start, i < len(text) || end}
		if len(p.Text) > maxPiece {
			p.Text, p.End = p.Text[:maxPiece], false
		}
		if p.Start && p.End && isLeftOut(p.Text) || !(p.Start && p.End) && mayBeLeftOut(p.Text) {
			continue
		}
		if len(p.Text) < 2 && !(p.Start && p.End) {
			continue // nearly every block has it
		}
		out = append(out, p)
	}
	return out
}

// And returns what two searches need that must both find something in one
// record.
func And(a, b Need) Need {
	values := a.Values || b.Values
	switch {
	case a.Any:
		b.Values = values
		return b
	case b.Any:
		a.Values = values
		return a
	}
	out := Need{Values: values}
	for _, x := range a.Alternatives {
		for _, y := range b.Alternatives {
			out.Alternatives = append(out.Alternatives, append(append([]Piece{}, x...), y...))
		}
	}
	return out
}

// Or returns what two searches need of which one must find something.
func Or(a, b Need) Need {
	return Need{Any: a.Any || b.Any, Values: a.Values || b.Values, Alternatives: append(append([][]Piece{}, a.Alternatives...), b.Alternatives...)}
}
