package keymap

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryActionIsBoundDescribedAndNamedInKebabCase(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := map[Action]bool{}
	for _, b := range defaults {
		if len(b.Keys) == 0 {
			t.Errorf("%s has no key", b.Action)
		}
		if b.Help == "" || strings.HasSuffix(b.Help, ".") {
			t.Errorf("%s: help %q", b.Action, b.Help)
		}
		if !kebab.MatchString(string(b.Action)) {
			t.Errorf("%q is not kebab case", b.Action)
		}
		if seen[b.Action] {
			t.Errorf("%s stands twice", b.Action)
		}
		seen[b.Action] = true
	}
}

func TestNoDefaultKeyMeansTwoThingsInOnePlace(t *testing.T) {
	if c := Default().conflicts(); len(c) > 0 {
		t.Error(c)
	}
}

func TestDefaultKeysAreWrittenAsTheTerminalNamesThem(t *testing.T) {
	for _, b := range defaults {
		for _, k := range b.Keys {
			if got, err := parseKey(k); err != nil || got != k {
				t.Errorf("%s: %q is named %q (%v)", b.Action, k, got, err)
			}
		}
	}
}

func TestWhileTextIsTypedNoPrintableKeyFires(t *testing.T) {
	for _, b := range defaults {
		if !b.Context.Typing() {
			continue
		}
		for _, b := range Default().Bindings(b.Context) {
			if i := slices.IndexFunc(b.Keys, printable); i >= 0 {
				t.Errorf("%s fires on %q while text is typed", b.Action, b.Keys[i])
			}
		}
	}
}

func TestAKeyIsLookedUpFromTheFocusOutwards(t *testing.T) {
	m := Default()
	for _, c := range []struct {
		in   Context
		key  string
		want Action
	}{
		{Facet, "space", ToggleValue},
		{Facet, "j", Down},
		{Facet, "q", Quit},
		{Facet, "ctrl+c", Interrupt},
		{Time, "j", None},
		{Filter, "q", None},
		{Filter, "ctrl+c", Interrupt},
	} {
		if got := m.Resolve(c.in, c.key); got != c.want {
			t.Errorf("%s in %s is %q, want %q", c.key, c.in, got, c.want)
		}
	}
}

func TestAKeyOnAnotherLayoutMeansWhatStandsInItsPlace(t *testing.T) {
	if got := Default().Resolve(Screen, "й", "q"); got != Quit {
		t.Errorf("й is %q", got)
	}
}

func TestOverridesReplaceTheKeysOfAnAction(t *testing.T) {
	m, problems := New([]Override{{Action: "quit", Keys: []string{"Ctrl-Q", "Z"}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for key, want := range map[string]Action{"ctrl+q": Quit, "Z": Quit, "q": None} {
		if got := m.Resolve(Screen, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestAnOverrideThatCannotBeTakenIsNamedWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		override Override
		want     string
	}{
		{Override{Action: "zoom-pan", Keys: []string{"x"}, Place: "c.toml:3"}, `c.toml:3: there is no action "zoom-pan"; did you mean "zoom-pane"?`},
		{Override{Action: "undo", Keys: []string{"shift+u"}, Place: "c.toml:4"}, `c.toml:4: keys of undo: "shift+u" reaches no program: write the character that shift gives, such as "U"`},
		{Override{Action: "undo", Keys: []string{"f"}, Place: "c.toml:5"}, `c.toml:5: key "f" means both edit-filter and undo in screen`},
		{Override{Action: "accept-filter", Keys: []string{"x"}, Place: "c.toml:6"}, `c.toml:6: keys of accept-filter: "x" is text while the filter is typed`},
	} {
		_, problems := New([]Override{c.override})
		if len(problems) != 1 || problems[0].Error() != c.want {
			t.Errorf("problems %q\nwant %q", problems, c.want)
		}
	}
}

func TestAParsedKeyParsesToItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.OneOf(
			rapid.StringN(0, 8, -1),
			rapid.Custom(func(t *rapid.T) string {
				parts := rapid.SliceOfN(rapid.SampledFrom(append(slices.Clone(modifiers), "Control", "OPTION")), 0, 3).Draw(t, "mods")
				base := rapid.SampledFrom(append(slices.Clone(named), "a", "Z", "+", "-", "?", "é", "return")).Draw(t, "base")
				return strings.Join(append(parts, base), rapid.SampledFrom([]string{"+", "-"}).Draw(t, "join"))
			}),
		).Draw(t, "written")
		key, err := parseKey(written)
		if err != nil {
			return
		}
		if again, err := parseKey(key); err != nil || again != key {
			t.Fatalf("%q gives %q, which gives %q (%v)", written, key, again, err)
		}
	})
}

func TestTheTableHoldsEveryAction(t *testing.T) {
	table := Default().Markdown()
	for _, b := range defaults {
		if !strings.Contains(table, "`"+string(b.Action)+"`") {
			t.Errorf("%s is not in the table", b.Action)
		}
	}
}
