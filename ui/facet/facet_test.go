package facet

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"spoor/cache"
	"spoor/keymap"
	"spoor/query"
	"spoor/ui/canvas"
	"spoor/ui/pane"
	"spoor/ui/theme"
)

func values(counts ...any) *cache.Answer {
	f := cache.Facet{Field: query.FieldSource}
	for i := 0; i < len(counts); i += 2 {
		f.Values = append(f.Values, cache.FacetValue{Value: counts[i].(string), Count: counts[i+1].(int)})
	}
	f.Distinct = len(f.Values)
	return &cache.Answer{Facets: []cache.Facet{f}}
}

func shownOn(t *testing.T, a *cache.Answer) *Pane {
	t.Helper()
	p := New(kinds[2], nil)
	p.SetSize(22, 4)
	p.Show(a)
	return p
}

func draw(t *testing.T, p *Pane, name string) string {
	t.Helper()
	th, err := theme.For(name, theme.Terminal{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := canvas.New(p.w, p.h)
	p.Draw(c.All(), pane.Env{Theme: th, Focused: true, Zone: time.UTC})
	return c.Text()
}

func typeText(p *Pane, s string) {
	for _, r := range s {
		p.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestValuesAreListedWithTheirCountsAndWhatTheFilterSaysOfThem(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 18204, "s3.amazonaws.com", 412, "", 7, "kms.amazonaws.com", 1))
	x, err := query.Parse("source:s3 -source:kms", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.SetFilter(x)
	want := "▌● s3             412 \n" +
		" − kms              1 \n" +
		"   iam         18,204 \n" +
		"   (none)           7 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
	if got := p.Head(); got.Note != "● 1 − 1" || got.Count != "4" {
		t.Errorf("head %+v", got)
	}
}

func TestWithoutGroundsAShareIsABarBesideTheCount(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 800, "s3.amazonaws.com", 400, "kms.amazonaws.com", 1))
	lines := strings.Split(draw(t, p, theme.Mono), "\n")
	for i, want := range []string{"█ 800", "▄ 400", "▁   1"} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("%q holds no %q", lines[i], want)
		}
	}
}

func TestNarrowingKeepsWhatMatchesAndChoosesIt(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 9, "s3.amazonaws.com", 8, "secretsmanager.amazonaws.com", 7))
	if _, ok := p.Do(keymap.NarrowValues).(pane.Reask); !ok {
		t.Error("more values are not asked for")
	}
	if p.Context() != keymap.Narrow {
		t.Fatal("no text is typed")
	}
	typeText(p, "smgr")
	if len(p.shown) != 1 || p.shown[0].Value != "secretsmanager.amazonaws.com" {
		t.Fatalf("shown are %v", p.shown)
	}
	got := p.Do(keymap.AcceptNarrow)
	if want := (pane.Choose{Field: query.FieldSource, Value: "secretsmanager.amazonaws.com", How: pane.Only}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(p.shown) != 3 || p.shown[p.cursor].Value != "secretsmanager.amazonaws.com" {
		t.Errorf("the cursor is on %q", p.shown[p.cursor].Value)
	}
}

func TestTheCursorStaysOnItsValueWhenCountsChange(t *testing.T) {
	p := shownOn(t, values("a", 3, "b", 2, "c", 1))
	p.Do(keymap.Down)
	p.Show(values("c", 9, "x", 8, "a", 3, "b", 2))
	if got := p.shown[p.cursor].Value; got != "b" {
		t.Errorf("the cursor is on %q", got)
	}
	p.Show(values("c", 9))
	if got := p.shown[p.cursor].Value; got != "c" {
		t.Errorf("the cursor is on %q", got)
	}
	p.Show(values())
	if got := p.Do(keymap.OnlyValue); got != nil {
		t.Errorf("nothing to choose gives %v", got)
	}
}

func TestTheOrderGoesThroughAllAndAsksAnew(t *testing.T) {
	p := shownOn(t, values("a", 1))
	var orders []cache.FacetOrder
	for range 5 {
		if asked, ok := p.Do(keymap.OrderValues).(pane.Several); !ok || asked[0] != (pane.Reask{}) {
			t.Fatal("it is not asked anew")
		}
		orders = append(orders, p.Want().Order)
	}
	want := []cache.FacetOrder{cache.RareFirst, cache.ByName, cache.ByLastSeen, cache.NewFirst, cache.ByCount}
	if !slices.Equal(orders, want) {
		t.Errorf("orders %v, want %v", orders, want)
	}
}

func TestWhatTheFilterNamesStaysAtTheTopThoughNothingIsLeftOfIt(t *testing.T) {
	p := shownOn(t, values("ec2.amazonaws.com", 9, "iam.amazonaws.com", 3))
	x, err := query.Parse("source:(IAM OR sts) -source:kms", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.SetFilter(x)
	want := "▌● iam              3 \n" +
		" ● sts              0 \n" +
		" − kms              0 \n" +
		"   ec2              9 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsExcludedByAPatternDoesNotHideWhatIsLeft(t *testing.T) {
	p := shownOn(t, values("ec2.amazonaws.com", 9, "ecs.amazonaws.com", 7, "kms.amazonaws.com", 5, "iam.amazonaws.com", 3))
	x, err := query.Parse("-source:ec* -source:kms", query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.SetFilter(x)
	want := "▌− kms              5 \n" +
		"   iam              3 \n" +
		" − ec2              9 \n" +
		" − ecs              7 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
	if p.Want().Limit != narrowLimit {
		t.Errorf("asks for %d values, though all of them may be excluded", p.Want().Limit)
	}
}

func TestAValueIsCopiedAsTheRecordsHaveIt(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 9, "", 3))
	if got, want := p.Do(keymap.CopyMenu), (pane.Copy{Text: "iam.amazonaws.com", What: "source"}); got != want {
		t.Errorf("copied is %v, want %v", got, want)
	}
	p.Do(keymap.Down)
	if got, ok := p.Do(keymap.CopyMenu).(pane.Notice); !ok {
		t.Errorf("copying nothing gives %v", got)
	}
}

func TestOnAWidePaneEachValueSaysWhenItWasSeen(t *testing.T) {
	p := New(kinds[2], nil)
	p.SetSize(widthForTimes, 2)
	a := values("iam.amazonaws.com", 9)
	a.Facets[0].Values[0].First = time.Date(2026, 11, 16, 3, 4, 0, 0, time.UTC)
	a.Facets[0].Values[0].Last = time.Date(2026, 11, 18, 5, 6, 0, 0, time.UTC)
	p.Show(a)
	if got := draw(t, p, theme.Dark); !strings.Contains(got, "16 Nov 03:04 – 18 Nov 05:06") {
		t.Errorf("drawn as\n%s", got)
	}
	a.Facets[0].Values[0].First = time.Date(2019, 11, 16, 3, 4, 0, 0, time.UTC)
	p.Show(a)
	if got := draw(t, p, theme.Dark); !strings.Contains(got, "  16 Nov 2019 – 18 Nov 2026 ") {
		t.Errorf("over several years drawn as\n%s", got)
	}
}

func TestTheLettersOfAShortenedValueAreThoseOfTheWhole(t *testing.T) {
	for _, c := range []struct{ label, cut, want string }{
		{"abcdef", "abcdef", "abcdef"}, {"abcdef", "abc…", "abc-"}, {"abcdefgh", "ab…gh", "ab-gh"},
	} {
		var got []byte
		for i := range c.cut {
			if at := uncut(c.label, c.cut, i); at < 0 {
				got = append(got, '-')
			} else {
				got = append(got, c.label[at])
			}
		}
		if string(got) != c.want {
			t.Errorf("%s as %s: %s, want %s", c.label, c.cut, got, c.want)
		}
	}
}

func TestWhatIsChosenInThePaneStaysInItsPlaceUntilTheFilterChangesElsewhere(t *testing.T) {
	p := shownOn(t, values("ec2.amazonaws.com", 9, "iam.amazonaws.com", 3, "kms.amazonaws.com", 2, "sts.amazonaws.com", 1))
	filter := func(text string) {
		x, err := query.Parse(text, query.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.SetFilter(x)
	}
	p.Do(keymap.Down)
	p.Do(keymap.ToggleValue)
	filter("source:iam")
	p.Do(keymap.Down)
	if got, want := p.Do(keymap.ToggleValue), (pane.Choose{Field: query.FieldSource, Value: "kms.amazonaws.com", How: pane.Toggle}); got != want {
		t.Errorf("the next value gives %+v, want %+v", got, want)
	}
	filter("source:(iam OR kms)")
	want := "   ec2              9 \n" +
		" ● iam              3 \n" +
		"▌● kms              2 \n" +
		"   sts              1 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("chosen in the pane, drawn as\n%s\nwant\n%s", got, want)
	}
	filter("source:kms")
	want = "▌● kms              2 \n" +
		"   ec2              9 \n" +
		"   iam              3 \n" +
		"   sts              1 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("changed elsewhere, drawn as\n%s\nwant\n%s", got, want)
	}
	p.Do(keymap.OnlyValue)
	filter("source:kms")
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("only this, drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestTheChoiceOfAFacetBeginsWithTheOneThatIsShown(t *testing.T) {
	p := shownOn(t, values("iam.amazonaws.com", 9))
	chooser := p.Do(keymap.ChooseFacet).(pane.Open).Dialog
	chosen := chooser.Do(keymap.MenuChoose).(pane.Several)
	if want := (pane.SetFacet{Name: p.Kind().Name}); chosen[1] != want {
		t.Errorf("chosen is %+v, want %+v", chosen[1], want)
	}
}

func TestNamesThatBeginAlikeAreCutWhereTheyCanBeToldApart(t *testing.T) {
	p := shownOn(t, values("aws-go-sdk-1722375070115152000", 30, "aws-go-sdk-1688990082523310002", 29, "aws-go-sdk-1688990565286187801", 15, "priya.nair@example.com", 3))
	want := "▌  aws-go-sdk-172… 30 \n" +
		"   aws-go-…3310002 29 \n" +
		"   aws-go-…6187801 15 \n" +
		"   priya.nair@exa…  3 "
	if got := draw(t, p, theme.Dark); got != want {
		t.Errorf("drawn as\n%s\nwant\n%s", got, want)
	}
}

func TestSessionsAreToldApartByTheirEnds(t *testing.T) {
	kind, err := Named("session")
	if err != nil {
		t.Fatal(err)
	}
	p := New(kind, nil)
	p.SetSize(24, 2)
	a := values("AROAEXAMPLEEXAMPLE:i-0abc 2026-11-18T03:00:00Z", 2, "AROAEXAMPLEEXAMPLE:i-0abc 2026-11-18T09:00:00Z", 1)
	a.Facets[0].Field = kind.Field
	p.Show(a)
	if got := draw(t, p, theme.Dark); !strings.Contains(got, "3:00:00Z") || !strings.Contains(got, "9:00:00Z") {
		t.Errorf("drawn as\n%s", got)
	}
}
