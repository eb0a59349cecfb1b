package segment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"spoor/event"
)

// TestColumnsHoldWhatEventsHaveHoweverManyThereAre builds segments of as many events,
// with as many values and callers, as are handled in another way from there on.
func TestColumnsHoldWhatEventsHaveHoweverManyThereAre(t *testing.T) {
	for _, size := range []struct{ rows, values int }{
		{1, 1}, {64, 64}, {rowsAtOnce - 1, 3}, {rowsAtOnce, rowsAtOnce}, {rowsAtOnce + 1, 2}, {2*rowsAtOnce + 1, 2*rowsAtOnce + 1}, {1000, 1 << 8}, {1000, 1<<8 + 1},
		{MaxRows, MaxRows}, {MaxRows, 5},
	} {
		if testing.Short() && size.rows > 1000 && size.rows != size.values {
			continue
		}
		entries := manyEntries(size.rows, size.values)
		enc, err := Build(context.Background(), entries)
		if err != nil {
			t.Fatal(err)
		}
		part := stored(enc, nil)
		for id := ID(1); id < columnEnd; id++ {
			b, err := part.Section(id)
			if err != nil {
				t.Fatal(err)
			}
			c, err := part.Manifest.OpenColumn(id, b)
			if err != nil {
				t.Fatalf("%v: %s: %v", size, id, err)
			}
			for row := range entries {
				if got, want := c.Value(row), valueIn(id, &entries[row]); got != want {
					t.Fatalf("%v: %s of row %d is %q, want %q", size, id, row, got, want)
				}
			}
		}
	}
}

// valueIn is what a column says of an entry.
func valueIn(id ID, e *Entry) string {
	switch spec := &columns[id]; {
	case id == Shape:
		return string([]byte{e.Shape})
	case id == From:
		return string([]byte{0, 0, 0, byte(e.Origin)})
	case spec.text != nil:
		return *spec.text(e.Event)
	default:
		return string(spec.get(e.Event, nil))
	}
}

// manyEntries are entries with so many values in most columns. Two values are by one
// caller, who is not always known.
func manyEntries(rows, values int) (entries []Entry) {
	dice := rand.New(rand.NewPCG(uint64(rows), uint64(values)))
	callers := make([]*event.Caller, values)
	for i := range callers {
		callers[i] = new(event.Caller)
	}
	for i := range rows {
		k := i
		if values < rows {
			k = dice.IntN(values)
		}
		who := fmt.Sprint(k / 2)
		e := Entry{Shape: uint8(k % 5), Origin: dice.IntN(3), Position: int64(i), Event: &event.Event{
			ID: fmt.Sprintf("%08x-0000-4000-8000-%012x", i, k), RequestID: fmt.Sprint(k), Time: time.Unix(int64(i/3), 0).UTC(),
			Name: fmt.Sprint("n", k), IP: fmt.Sprint(k), Error: fmt.Sprint("e", k), Message: fmt.Sprint("m", dice.IntN(3)),
			User: "u" + who, Role: fmt.Sprint("r", k/2%300), ARN: "arn" + who, MFA: event.MFA(k / 2 % 3),
			Flags: event.Flags(7 * k), Severity: event.Severity(k % event.Severities), Verb: event.Verb(k % 8), Origin: event.Origin(k % 9),
		}}
		if k%5 > 0 {
			e.Event.Targets = []event.Target{{Type: fmt.Sprint("T", k), Name: "x"}}
		}
		e.Record = fmt.Appendf(nil, `{"a":{"userName":"u%s"},"n":"%d"}`, who, i)
		if dice.IntN(3) > 0 {
			e.Caller = callers[k/2]
		}
		e.Key = keyOf("", "", e.Event.ID)
		entries = append(entries, e)
	}
	Order(entries)
	return entries
}
