package detail

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/event"
	"spoor/internal/realdata"
	"spoor/ui/canvas"
	"spoor/ui/jsontree"
)

// realRecords calls see with every record of the genuine trail files in a
// folder.
func realRecords(t *testing.T, folder string, see func(record []byte)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(realdata.Folder(t, folder), "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("find trail files in %s: %d, %v", folder, len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var records []json.RawMessage
		if json.Unmarshal(raw, &records) != nil {
			var delivery struct{ Records []json.RawMessage }
			if err := json.Unmarshal(raw, &delivery); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			records = delivery.Records
		}
		for _, r := range records {
			see(r)
		}
	}
}

func TestEveryRealRecordIsShownWholeAndItsSecretsAreNot(t *testing.T) {
	folders := []string{"stratus"}
	if !testing.Short() {
		folders = append(folders, "invictus")
	}
	for _, folder := range folders {
		seen, secrets := 0, 0
		realRecords(t, folder, func(record []byte) {
			// Every fifth of many tells as much.
			if seen++; folder == "invictus" && seen%5 != 0 {
				return
			}
			for _, size := range [][2]int{{54, 6}, {100, 200}} {
				s := show(t, string(record), size[0], size[1])
				if s.tree == nil {
					t.Fatalf("no tree of %s", record)
				}
				s.showWhole(true)
				s.tree.FoldFrom(100)
				text := s.text()
				for _, line := range strings.Split(text, "\n") {
					if canvas.Width(line) != size[0] {
						t.Fatalf("a line is %d wide: %q", canvas.Width(line), line)
					}
				}
				for _, row := range s.tree.Rows() {
					if value := s.tree.Value(row.ID); s.tree.Secret(row.ID) {
						secrets++
						if strings.Contains(text, event.Cut(value, 20)) {
							t.Errorf("a secret of %d characters is shown", len(value))
						}
					}
				}
				if got := s.tree.Value(jsontree.Root); got != string(record) {
					t.Fatal("the record is not what it was")
				}
			}
		})
		t.Logf("%s: %d records, %d secrets", folder, seen, secrets)
		if seen == 0 {
			t.Errorf("no records in %s", folder)
		}
	}
}
