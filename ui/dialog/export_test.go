package dialog

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"spoor/export"
	"spoor/keymap"
	"spoor/ui/pane"
)

func TestTheFormatIsTheOneThatTheNameOfTheFileEndsIn(t *testing.T) {
	for _, c := range []struct {
		ending string
		want   export.Format
	}{
		{".zip", export.Evidence}, {".JSONL", export.JSONL}, {".csv", export.CSV}, {".json", export.JSON},
		{".txt", export.JSON}, {"", export.JSON},
	} {
		e := NewExport(0, 3, "")
		for range endings[export.JSON] {
			e.Type(tea.KeyPressMsg{Code: tea.KeyBackspace})
		}
		typed(e, "evidence"+c.ending)
		got := e.Do(keymap.PickChoose)
		if want := (pane.Export{Format: c.want, Name: "evidence" + c.ending}); got != want {
			t.Errorf("%q: %+v, want %+v", c.ending, got, want)
		}
	}
}

func TestAChoiceThatDoesNotFitEndsInAnEllipsis(t *testing.T) {
	got := drawn(NewExport(0, 1_234_567, "x"), 40, 12)
	if !strings.Contains(got, "all of the answer: 1,23…") {
		t.Errorf("drawn as\n%s", got)
	}
}

func TestTabGoesOnlyWhereThereIsSomethingToChoose(t *testing.T) {
	for selected, want := range map[int]export.Format{0: export.JSONL, 2: export.JSON} {
		e := NewExport(selected, 3, "evidence")
		e.Do(keymap.PickDown)
		e.Type(tea.KeyPressMsg{Code: tea.KeyRight})
		if got := e.Do(keymap.PickChoose).(pane.Export); got.Format != want || got.Picked {
			t.Errorf("%d selected: %+v", selected, got)
		}
	}
	e := NewExport(0, 3, "evidence")
	e.Do(keymap.PickDown)
	e.Do(keymap.PickUp)
	typed(e, "-17")
	if got := e.Do(keymap.PickChoose).(pane.Export).Name; got != "evidence.json-17" {
		t.Errorf("the file is %q", got)
	}
}
