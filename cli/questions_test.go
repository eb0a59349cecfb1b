package cli

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spoor/internal/realdata"
)

// The answers in testdata/questions.tsv were worked out from the real records
// with other tools: how many events a filter lets through, and the beginning of
// the SHA-256 of their ids, sorted, each ended by a newline.
func TestFiltersOnRealRecordsFindExactlyWhatOtherToolsFind(t *testing.T) {
	for _, folder := range []string{"invictus", "stratus"} {
		t.Run(folder, func(t *testing.T) {
			records := realdata.Folder(t, folder)
			surroundings(t)
			must(t, "import", records)
			asked := 0
			for _, q := range questions(t) {
				if q.folder != folder {
					continue
				}
				asked++
				ids := listedIDs(t, q.filter)
				var lines strings.Builder
				for _, id := range ids {
					lines.WriteString(id + "\n")
				}
				sum := sha256.Sum256([]byte(lines.String()))
				if len(ids) != q.events || hex.EncodeToString(sum[:8]) != q.ids {
					t.Errorf("%s: %d events with ids %x, want %d with %s", q.filter, len(ids), sum[:8], q.events, q.ids)
				}
			}
			if asked == 0 {
				t.Error("no question was asked")
			}
		})
	}
}

type question struct {
	folder, filter string
	events         int
	ids            string
}

func questions(t *testing.T) []question {
	t.Helper()
	file, err := os.Open("testdata/questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []question
	lines := bufio.NewScanner(file)
	lines.Scan()
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 4 {
			t.Fatalf("%q does not have four cells", lines.Text())
		}
		events, err := strconv.Atoi(cells[2])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, question{cells[0], cells[1], events, cells[3]})
	}
	return all
}

// listedIDs returns the ids of the events that a filter lets through, sorted.
func listedIDs(t *testing.T, filter string) []string {
	t.Helper()
	var ids []string
	for line := range strings.Lines(must(t, "list", "--format", "jsonl", filter)) {
		var record struct {
			ID string `json:"eventID"`
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, record.ID)
	}
	slices.Sort(ids)
	return ids
}
