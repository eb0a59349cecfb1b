package cache

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"spoor/cache/segment"
	"spoor/event"
)

func TestValuesOfAColumnAreThoseOfAnEventThatHasThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "a", "b", "é", "arn:x/y"})
		target := rapid.Custom(func(t *rapid.T) event.Target {
			return event.Target{Type: text.Draw(t, "type"), Name: text.Draw(t, "name")}
		})
		targets := string(segment.AppendTargets(nil, rapid.SliceOfN(target, 0, 12).Draw(t, "targets")))
		for column, field := range columnField {
			stored := text.Draw(t, "stored")
			switch {
			case column == segment.Targets:
				stored = targets
			case !segment.IsText(column):
				continue
			}
			var got, want []string
			if err := eachValue(column, stored, func(v string) { got = append(got, v) }); err != nil {
				t.Fatal(err)
			}
			if err := eachOfEvent(column, field, stored, func(v string) { want = append(want, v) }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s %q: %q, want %q", column, stored, got, want)
			}
		}
	})
}
