package endtoend

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"spoor/source/demo"
)

// foreign reads a bundle by what ARCHITECTURE.md says of it alone, and returns
// the records by id.
func foreign(t *testing.T, name string) (records map[string]string, identity string) {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	var manifest struct {
		Format          string
		Version, Events int
		Members         []struct {
			Name   string
			Bytes  int
			SHA256 string
		}
	}
	if err := json.Unmarshal(files["manifest.json"], &manifest); err != nil || manifest.Format != "spoor evidence bundle" || manifest.Version != 1 {
		t.Fatalf("%+v, %v", manifest, err)
	}
	if len(files) != len(manifest.Members)+1 {
		t.Errorf("%d files, %d members", len(files), len(manifest.Members))
	}
	for _, m := range manifest.Members {
		if text := files[m.Name]; len(text) != m.Bytes || fmt.Sprintf("%x", sha256.Sum256(text)) != m.SHA256 {
			t.Errorf("%s is not what the manifest says", m.Name)
		}
	}
	records = map[string]string{}
	number := 0
	for chunk := 1; ; chunk++ {
		lines, ok := files[fmt.Sprintf("provenance/%04d.jsonl", chunk)]
		if !ok {
			break
		}
		var all struct{ Records []json.RawMessage }
		if err := json.Unmarshal(files[fmt.Sprintf("records/%04d.json", chunk)], &all); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(lines, []byte("\n")); got != len(all.Records) {
			t.Errorf("chunk %d: %d lines for %d records", chunk, got, len(all.Records))
		}
		for line := range strings.Lines(string(lines)) {
			var event struct {
				Event  int
				ID     string
				Record struct {
					Member        string
					Offset, Bytes int
					SHA256        string
				}
				Seen []struct{ Kind, Place string }
			}
			if err := json.Unmarshal([]byte(line), &event); err != nil {
				t.Fatal(err)
			}
			number++
			text := files[event.Record.Member][event.Record.Offset:][:event.Record.Bytes]
			if event.Event != number || fmt.Sprintf("%x", sha256.Sum256(text)) != event.Record.SHA256 || len(event.Seen) == 0 {
				t.Fatalf("line %d is not of its record: %s", number, line)
			}
			records[event.ID] = string(text)
		}
	}
	if number != manifest.Events {
		t.Errorf("%d events, %d in the manifest", number, manifest.Events)
	}
	return records, fmt.Sprintf("%x", sha256.Sum256(files["manifest.json"]))
}

func TestABundleIsReadByWhatIsWrittenOfItsFormat(t *testing.T) {
	folder := t.TempDir()
	if _, err := demo.NewCorpus(12_000, 4).WriteS3Layout(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	c := call{env: []string{"HOME=" + t.TempDir()}}
	c.must(t, "import", folder)
	file := filepath.Join(t.TempDir(), "case.zip")
	printed := strings.TrimSpace(c.must(t, "export", "-o", file))
	records, identity := foreign(t, file)
	if identity != printed {
		t.Errorf("the manifest's hash is %s, and export printed %s", identity, printed)
	}
	listed := 0
	for line := range strings.Lines(c.must(t, "list", "--format", "jsonl")) {
		var event struct{ EventID string }
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Fatal(err)
		}
		if listed++; records[event.EventID] != strings.TrimSuffix(line, "\n") {
			t.Fatalf("%s differs in the bundle", event.EventID)
		}
	}
	if listed == 0 || listed != len(records) {
		t.Errorf("%d records listed, %d in the bundle", listed, len(records))
	}
}
