package coverage_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"spoor/cache/coverage"
)

var start = time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC)

func at(second int) time.Time { return start.Add(time.Duration(second) * time.Second) }

func span(from, to int, state coverage.State) coverage.Span {
	return coverage.Span{From: at(from), To: at(to), State: state}
}

func TestWhatOneReportMakesOfAnother(t *testing.T) {
	const (
		n = coverage.NeverFetched
		o = coverage.Observed
		l = coverage.Delivered
		f = coverage.Filtered
		v = coverage.Provisional
		c = coverage.Complete
		u = coverage.Unavailable
		d = coverage.Damaged
		p = coverage.Pruned
	)
	// A row for what was known, a column for what is told now.
	table := [coverage.States][coverage.States]coverage.State{
		//   n  o  l  f  v  c  u  d  p
		n: {n, o, l, f, v, c, u, d, p},
		o: {o, o, l, f, v, c, o, d, p},
		l: {l, l, l, f, v, c, l, d, p},
		f: {f, f, f, f, v, c, f, d, p},
		v: {v, v, v, v, v, c, v, d, p},
		c: {c, c, c, c, c, c, c, d, p},
		u: {u, o, l, f, v, c, u, d, p},
		d: {d, d, l, f, v, c, d, d, p},
		p: {p, p, l, f, v, c, p, d, p},
	}
	for old, row := range table {
		for fresh, want := range row {
			var s coverage.Set
			s.Add(span(0, 10, coverage.State(old)))
			s.Add(span(0, 10, coverage.State(fresh)))
			got := n
			if spans := s.Spans(); len(spans) > 0 {
				got = spans[0].State
			}
			if got != want {
				t.Errorf("%d, then %d: got %d, want %d", old, fresh, got, want)
			}
		}
	}
}

func TestPagesOfOneFetchBecomeOneSpan(t *testing.T) {
	var s coverage.Set
	for second := 100; second > 0; second-- {
		page := span(second-1, second, coverage.Complete)
		page.AsOf = at(1000 - second)
		s.Add(page)
	}
	want := span(0, 100, coverage.Complete)
	want.AsOf = at(999)
	if diff := cmp.Diff([]coverage.Span{want}, s.Spans()); diff != "" {
		t.Error(diff)
	}
}

func TestSpansThatBecomeOneWereFoundOutWhenTheLastWas(t *testing.T) {
	early, late := span(0, 10, coverage.Complete), span(10, 20, coverage.Complete)
	early.AsOf, late.AsOf = at(100), at(200)
	want := span(0, 20, coverage.Complete)
	want.AsOf = at(200)
	for _, order := range [][]coverage.Span{{early, late}, {late, early}} {
		var s coverage.Set
		for _, sp := range order {
			s.Add(sp)
		}
		if diff := cmp.Diff([]coverage.Span{want}, s.Spans()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFailuresForDifferentReasonsStayApart(t *testing.T) {
	var s coverage.Set
	denied, throttled := span(0, 10, coverage.Unavailable), span(10, 20, coverage.Unavailable)
	denied.Reason, throttled.Reason = "access denied", "throttled"
	s.Add(throttled)
	s.Add(denied)
	if diff := cmp.Diff([]coverage.Span{denied, throttled}, s.Spans()); diff != "" {
		t.Error(diff)
	}
}

func TestTheLaterOfTwoLikeReportsCounts(t *testing.T) {
	early, late := span(0, 10, coverage.Provisional), span(0, 10, coverage.Provisional)
	early.AsOf, late.AsOf = at(100), at(200)
	for _, order := range [][]coverage.Span{{early, late}, {late, early}} {
		var s coverage.Set
		for _, sp := range order {
			s.Add(sp)
		}
		if diff := cmp.Diff([]coverage.Span{late}, s.Spans()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWhatWasFetchedCountsWheneverAFailureWasFoundOut(t *testing.T) {
	refused, fetched := span(0, 10, coverage.Unavailable), span(0, 10, coverage.Observed)
	refused.Reason, refused.AsOf, fetched.AsOf = "access denied", at(200), at(100)
	for _, order := range [][]coverage.Span{{refused, fetched}, {fetched, refused}} {
		var s coverage.Set
		for _, sp := range order {
			s.Add(sp)
		}
		if diff := cmp.Diff([]coverage.Span{fetched}, s.Spans()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAWindowHoldsNothingThatOnlyTouchesIt(t *testing.T) {
	var s coverage.Set
	s.Add(span(0, 10, coverage.Complete))
	s.Add(span(20, 30, coverage.Observed))
	if got := s.Within(at(10), at(20)); len(got) > 0 {
		t.Errorf("between two spans there is %v", got)
	}
	if diff := cmp.Diff([]coverage.Span{span(9, 10, coverage.Complete), span(20, 21, coverage.Observed)}, s.Within(at(9), at(21))); diff != "" {
		t.Error(diff)
	}
}

func TestTimesStayApartWhereMoreMayCome(t *testing.T) {
	for _, state := range []coverage.State{coverage.Provisional, coverage.Delivered} {
		var s coverage.Set
		early, late := span(0, 10, state), span(5, 20, state)
		early.AsOf, late.AsOf = at(100), at(200)
		s.Add(late)
		s.Add(early)
		early.To = at(5)
		if diff := cmp.Diff([]coverage.Span{early, late}, s.Spans()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOpenSpansGoThroughBytes(t *testing.T) {
	for _, sp := range []coverage.Span{
		{State: coverage.Delivered},
		{To: at(5), State: coverage.Observed},
		{From: at(5), State: coverage.Complete, AsOf: at(9)},
		{From: time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), State: coverage.Observed},
	} {
		var s coverage.Set
		s.Add(sp)
		throughBytes(t, &s)
	}
}

func TestWhatWasNeverFetchedCannotBeLost(t *testing.T) {
	var s coverage.Set
	s.Add(span(10, 20, coverage.Complete))
	refused := span(30, 40, coverage.Unavailable)
	refused.Reason = "access denied"
	s.Add(refused)
	s.Lose(coverage.Span{To: at(35), State: coverage.Pruned})
	want := []coverage.Span{span(10, 20, coverage.Pruned), refused}
	if diff := cmp.Diff(want, s.Spans()); diff != "" {
		t.Error(diff)
	}
}

func TestOpenSpansReachForEver(t *testing.T) {
	var s coverage.Set
	s.Add(coverage.Span{State: coverage.Delivered})
	s.Add(coverage.Span{From: at(5), To: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC), State: coverage.Complete})
	want := []coverage.Span{
		{To: at(5), State: coverage.Delivered},
		{From: at(5), State: coverage.Complete},
	}
	if diff := cmp.Diff(want, s.Spans()); diff != "" {
		t.Error(diff)
	}
	missing := s.Missing(time.Time{}, time.Time{}, func(st coverage.State) bool { return st == coverage.Complete })
	want = want[:1]
	if diff := cmp.Diff(want, missing); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmptySpanSaysNothing(t *testing.T) {
	var s coverage.Set
	s.Add(span(5, 5, coverage.Complete))
	s.Add(span(6, 5, coverage.Complete))
	s.Add(span(0, 5, coverage.NeverFetched))
	if got := s.Spans(); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

// model is a Set told second by second.
type model [60]coverage.State

func (m *model) change(from, to int, now func(coverage.State) coverage.State) {
	for i := max(from, 0); i < to && i < len(m); i++ {
		m[i] = now(m[i])
	}
}

// told is the rule in the words of the design: damage and pruning always
// count, a failure only where nothing is known, nothing promises less than it
// did, and observing does not hide a loss.
func told(old, fresh coverage.State) coverage.State {
	worth := map[coverage.State]int{
		coverage.NeverFetched: 0, coverage.Unavailable: 1, coverage.Observed: 2, coverage.Pruned: 3, coverage.Damaged: 3,
		coverage.Delivered: 4, coverage.Filtered: 5, coverage.Provisional: 6, coverage.Complete: 7,
	}
	if fresh == coverage.Pruned || fresh == coverage.Damaged || worth[fresh] >= worth[old] {
		return fresh
	}
	return old
}

func TestASetIsWhatItsSecondsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s coverage.Set
		var m model
		states := rapid.Custom(func(t *rapid.T) coverage.State {
			return coverage.State(rapid.IntRange(0, coverage.States-1).Draw(t, "state"))
		})
		seconds := rapid.IntRange(0, len(m))
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			from, to := seconds.Draw(t, "from"), seconds.Draw(t, "to")
			switch rapid.SampledFrom([]string{"add", "add", "add", "lose"}).Draw(t, "what") {
			case "add":
				state := states.Draw(t, "state")
				s.Add(span(from, to, state))
				m.change(from, to, func(old coverage.State) coverage.State { return told(old, state) })
			case "lose":
				s.Lose(span(from, to, coverage.Pruned))
				m.change(from, to, func(old coverage.State) coverage.State {
					if old == coverage.NeverFetched || old == coverage.Unavailable {
						return old
					}
					return coverage.Pruned
				})
			}
			s = *throughBytes(t, &s)
		}
		checkAgainst(t, &s, &m, seconds.Draw(t, "window from"), seconds.Draw(t, "window to"))
	})
}

func throughBytes(t rapid.TB, s *coverage.Set) *coverage.Set {
	b, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	back := new(coverage.Set)
	if err := back.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.Spans(), back.Spans()); diff != "" {
		t.Fatalf("through bytes: %s", diff)
	}
	return back
}

func checkAgainst(t *rapid.T, s *coverage.Set, m *model, from, to int) {
	var seen model
	var before coverage.Span
	for _, sp := range s.Spans() {
		if !sp.From.Before(sp.To) || sp.From.Before(before.To) {
			t.Fatalf("%v after %v", sp, before)
		}
		if sp.From.Equal(before.To) && sp.State == before.State {
			t.Fatalf("%v and %v could be one", before, sp)
		}
		for i := range seen {
			if !at(i).Before(sp.From) && at(i).Before(sp.To) {
				seen[i] = sp.State
			}
		}
		before = sp
	}
	if diff := cmp.Diff(m, &seen); diff != "" {
		t.Fatal(diff)
	}
	if from >= to {
		return
	}
	enough := func(state coverage.State) bool { return state >= coverage.Provisional && state <= coverage.Complete }
	var missing, wantMissing [len(m)]bool
	for _, sp := range s.Missing(at(from), at(to), enough) {
		if enough(sp.State) || sp.From.Before(at(from)) || sp.To.After(at(to)) {
			t.Fatalf("missing: %v", sp)
		}
		for i := range missing {
			missing[i] = missing[i] || !at(i).Before(sp.From) && at(i).Before(sp.To)
		}
	}
	for i := from; i < to; i++ {
		wantMissing[i] = !enough(m[i])
	}
	if missing != wantMissing {
		t.Fatalf("missing %v, want %v", missing, wantMissing)
	}
}

func TestWhatNoSetWritesIsNotRead(t *testing.T) {
	written := []byte{1, 2, 0, 20, byte(coverage.Complete), 0, 0, 10, 20, byte(coverage.Delivered), 0, 0} // 0 to 20, 25 to 45
	if err := new(coverage.Set).UnmarshalBinary(written); err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string][]byte{
		"spans that overlap":       slices.Concat(written[:7], []byte{9}, written[8:]),
		"a span never fetched":     slices.Concat(written[:4], []byte{byte(coverage.NeverFetched)}, written[5:]),
		"a span in no such state":  slices.Concat(written[:4], []byte{coverage.States}, written[5:]),
		"an empty span":            slices.Concat(written[:3], []byte{0}, written[4:]),
		"bytes behind the last":    slices.Concat(written, []byte{0}),
		"fewer spans than it says": written[:7],
	} {
		if err := new(coverage.Set).UnmarshalBinary(b); !errors.Is(err, coverage.ErrEncoding) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	var s coverage.Set
	s.Add(span(0, 10, coverage.Complete))
	refused := span(10, 20, coverage.Unavailable)
	refused.Reason, refused.AsOf = "access denied", at(30)
	s.Add(refused)
	s.Add(coverage.Span{From: at(50), State: coverage.Delivered})
	seed, err := s.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(seed[:len(seed)-1])
	f.Add([]byte{})
	f.Add([]byte{2, 0})
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s coverage.Set
		if err := s.UnmarshalBinary(b); err != nil {
			if !errors.Is(err, coverage.ErrEncoding) || len(s.Spans()) > 0 {
				t.Fatal(err)
			}
			return
		}
		// What can be read can be used, and read again.
		s.Add(span(0, 10, coverage.Observed))
		again, err := s.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := new(coverage.Set).UnmarshalBinary(again); err != nil {
			t.Fatal(err)
		}
	})
}
