package config

import "testing"

func TestOnlyWhatIsNearIsSuggested(t *testing.T) {
	candidates := []string{"theme", "zone", "columns", "accounts"}
	for word, want := range map[string]string{
		"theme": "theme", "them": "theme", "htme": "theme", "colums": "columns", "colmuns": "columns", "acounts": "accounts", "zoen": "zone", "columnsss": "columns",
		"region": "", "xyz": "", "c": "", "zxyw": "", "columnsandmore": "",
	} {
		if got := nearest(word, candidates); got != want {
			t.Errorf("for %q %q is suggested, want %q", word, got, want)
		}
	}
}
