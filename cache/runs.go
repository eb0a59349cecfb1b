package cache

import (
	"context"
	"slices"

	"spoor/cache/segment"
	"spoor/event"
	"spoor/query"
)

// runSpan is how many positions of an answer are parted into runs at a time. No
// run reaches over a multiple of it, so that where runs begin depends on the
// answer alone and the runs around any position are found by looking at a few
// thousand events, however many there are.
const runSpan = 8192

// alikeColumns are what events of one run have in common: actor, event,
// outcome, and how much they matter, so that nothing hides behind what is
// duller.
var alikeColumns = [...]segment.ID{
	segment.Name, segment.Users, segment.Source, segment.Failure, segment.Severity, segment.Verb,
	segment.Account, segment.ActorType, segment.InvokedBy,
}

// RunView says which runs of an answer are wanted.
type RunView struct {
	// At is a position of the answer, Before and After how many runs are wanted
	// on either side of the one that holds it.
	At, Before, After int
	// Differ are fields of which the distinct values in each run are counted.
	// Fields that no column holds count nothing.
	Differ []query.Field
}

// Run is a stretch of events that follow each other in the answer's order and
// are alike: the same actor, event, outcome and severity. A marked event is a
// run of its own.
type Run struct {
	// Offset is the position of the first event, Len how many there are.
	Offset, Len int
	// First and Last are the events at the ends, the same where Len is 1.
	First, Last Row
	// Distinct holds, for each field of RunView.Differ, how many values the run
	// has of it.
	Distinct []int
}

// Runs returns the runs around a position of the answer, one after the other.
// Like Page it is of the answer's snapshot as long as that is there.
func (a *Answer) Runs(ctx context.Context, v RunView) (runs []Run, err error) {
	if a.result == nil {
		return nil, nil
	}
	err = a.whileItLasts(ctx, func(r *result) error {
		runs, err = r.runs(ctx, a.cache, v)
		return err
	})
	return runs, err
}

// Alike reports whether two neighbours in an answer belong to one run.
func Alike(a, b *Row) bool {
	x, y := &a.Event, &b.Event
	return !a.Marked && !b.Marked &&
		x.Name == y.Name && x.Source == y.Source && x.Severity == y.Severity && x.Verb == y.Verb &&
		x.Account == y.Account && x.ActorType == y.ActorType && x.InvokedBy == y.InvokedBy &&
		sameValues(x, y, query.FieldUser) && sameValues(x, y, query.FieldError)
}

func sameValues(x, y *event.Event, field query.Field) bool {
	return slices.Equal(valuesOf(x, field), valuesOf(y, field))
}

func valuesOf(e *event.Event, field query.Field) (values []string) {
	query.Values(e, field, func(v string) { values = append(values, v) })
	return values
}

// run is a Run before its rows are read.
type run struct {
	offset int
	rows   []rowAt
}

func (r *result) runs(ctx context.Context, c *Cache, v RunView) ([]Run, error) {
	total := 0
	for _, n := range r.counts {
		total += n
	}
	if total == 0 {
		return nil, nil
	}
	at := min(max(0, v.At), total-1)
	span := at / runSpan
	found, err := r.runsOf(ctx, c, span)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	i := 0
	for i+1 < len(found) && found[i+1].offset <= at {
		i++
	}
	for lower := span - 1; i < v.Before && lower >= 0; lower-- {
		earlier, err := r.runsOf(ctx, c, lower)
		if err != nil {
			return nil, err
		}
		found = append(earlier, found...)
		i += len(earlier)
	}
	for upper := span + 1; len(found)-i-1 < v.After && upper*runSpan < total; upper++ {
		later, err := r.runsOf(ctx, c, upper)
		if err != nil {
			return nil, err
		}
		found = append(found, later...)
	}
	return r.fillRuns(ctx, c, found[max(0, i-v.Before):min(len(found), i+v.After+1)], v.Differ)
}

// runsOf parts the n-th span of positions into runs.
func (r *result) runsOf(ctx context.Context, c *Cache, n int) (found []run, err error) {
	rows, err := r.order.page(ctx, c, n*runSpan, runSpan)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	err = c.reading(ctx, func(rd *reading) error {
		marked, err := r.markedAmong(rd, rows)
		if err != nil {
			return err
		}
		columns := make([]*[len(alikeColumns)]*segment.Column, len(r.parts))
		begin := 0
		for i, at := range rows {
			if columns[at.part] == nil {
				columns[at.part] = new([len(alikeColumns)]*segment.Column)
				for k, id := range alikeColumns {
					if columns[at.part][k], err = rd.column(r.parts[at.part].sealed, id); err != nil {
						return err
					}
				}
			}
			if i == 0 {
				continue
			}
			was := rows[i-1]
			if !marked[at] && !marked[was] && alike(columns[was.part], was.row, columns[at.part], at.row) {
				continue
			}
			found = append(found, run{n*runSpan + begin, rows[begin:i]})
			begin = i
		}
		found = append(found, run{n*runSpan + begin, rows[begin:]})
		return nil
	})
	return found, err
}

// alike reports whether two rows have all of alikeColumns in common.
func alike(a *[len(alikeColumns)]*segment.Column, row int, b *[len(alikeColumns)]*segment.Column, other int) bool {
	for k := range a {
		if a == b {
			if a[k].Code(row) != a[k].Code(other) {
				return false
			}
		} else if a[k].Value(row) != b[k].Value(other) {
			return false
		}
	}
	return true
}

// markedAmong returns which of the rows carry a mark.
func (r *result) markedAmong(rd *reading, rows []rowAt) (map[rowAt]bool, error) {
	if len(r.snap.marks) == 0 {
		return nil, nil
	}
	oldest, newest := int64(1<<63-1), int64(-1<<63)
	for _, at := range rows {
		nanos := r.parts[at.part].times.Load().At(at.row)
		oldest, newest = min(oldest, nanos), max(newest, nanos)
	}
	marked := map[rowAt]bool{}
	for key, m := range r.snap.marks {
		if m.Ref.Nanos < oldest || m.Ref.Nanos > newest {
			continue
		}
		for i, p := range r.parts {
			if m.Ref.Nanos < p.manifest.First || m.Ref.Nanos > p.manifest.Last {
				continue
			}
			found, err := rd.rowsWith(p.sealed, key)
			if err != nil {
				return nil, err
			}
			for _, row := range found {
				marked[rowAt{i, row}] = true
			}
		}
	}
	return marked, nil
}

// fillRuns reads the rows at the ends of runs and counts what differs in them.
func (r *result) fillRuns(ctx context.Context, c *Cache, found []run, differ []query.Field) ([]Run, error) {
	out := make([]Run, len(found))
	err := c.reading(ctx, func(rd *reading) error {
		for i, of := range found {
			if err := ctx.Err(); err != nil {
				return err
			}
			to := &out[i]
			to.Offset, to.Len = of.offset, len(of.rows)
			if err := r.fill(rd, of.rows[0], &to.First); err != nil {
				return err
			}
			to.Last = to.First
			if to.Len > 1 {
				if err := r.fill(rd, of.rows[to.Len-1], &to.Last); err != nil {
					return err
				}
			}
			to.Distinct = make([]int, len(differ))
			for k, field := range differ {
				var err error
				if to.Distinct[k], err = r.distinct(rd, of.rows, field); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// distinct counts the values that rows have of a field.
func (r *result) distinct(rd *reading, rows []rowAt, field query.Field) (int, error) {
	id, ok := fieldColumn[field]
	if !ok {
		return 0, nil
	}
	codes, values := map[rowAt]bool{}, map[string]bool{}
	var column *segment.Column
	part := -1
	for _, at := range rows {
		if at.part != part {
			var err error
			if column, err = rd.column(r.parts[at.part].sealed, id); err != nil {
				return 0, err
			}
			part = at.part
		}
		code := column.Code(at.row)
		if codes[rowAt{part, code}] {
			continue
		}
		codes[rowAt{part, code}] = true
		if err := eachValue(id, column.At(code), func(v string) { values[v] = true }); err != nil {
			return 0, err
		}
	}
	return len(values), nil
}
