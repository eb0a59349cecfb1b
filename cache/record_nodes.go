package cache

import (
	"spoor/cache/bitmap"
	"spoor/query"
)

// textNode looks into the records: bare text, or a path inside.
type textNode struct {
	key   string
	match func(record []byte) bool
	// text is set for bare text.
	text *query.TextMatcher
}

func (*textNode) slow() bool { return true }

func (n *textNode) rows(at *evaluation, within set) (set, error) {
	if within.none() {
		return noRows, nil
	}
	out := bitmap.New(at.part.rows())
	err := at.cache.reading(at.ctx, func(r *reading) error {
		row := 0
		for k, ref := range at.part.manifest.Blocks {
			from, to := row, row+ref.Records
			row = to
			if within.bits != nil && within.bits.CountRange(from, to) == 0 {
				continue
			}
			if err := at.ctx.Err(); err != nil {
				return err
			}
			b, err := r.block(at.part.sealed, k)
			if err != nil {
				return err
			}
			for i := range b.Len() {
				if (within.all || within.bits.Has(from+i)) && n.match(b.Record(i)) {
					out.Set(from + i)
				}
			}
		}
		return nil
	})
	return someRows(out), err
}

// identityNode compares event ids or request ids, which are not in columns.
type identityNode struct {
	key     string
	request bool
	match   func(string) bool
}

func (*identityNode) slow() bool { return false }

func (n *identityNode) rows(at *evaluation, _ set) (set, error) {
	return at.leaf(n.key, func() (set, error) {
		out := bitmap.New(at.part.rows())
		err := at.cache.reading(at.ctx, func(r *reading) error {
			ids, err := r.ids(at.part.sealed)
			if n.request {
				ids, err = r.requests(at.part.sealed)
			}
			if err != nil {
				return err
			}
			return ids.Each(func(row int, id string) {
				if n.match(id) {
					out.Set(row)
				}
			})
		})
		return someRows(out), err
	})
}

// markedNode finds the rows that carry a mark.
type markedNode struct{}

func (markedNode) slow() bool { return false }

func (markedNode) rows(at *evaluation, _ set) (set, error) {
	if len(at.marks) == 0 {
		return noRows, nil
	}
	out := bitmap.New(at.part.rows())
	err := at.cache.reading(at.ctx, func(r *reading) error {
		for key := range at.marks {
			rows, err := r.rowsWith(at.part.sealed, key)
			if err != nil {
				return err
			}
			for _, row := range rows {
				out.Set(row)
			}
		}
		return nil
	})
	return someRows(out), err
}
