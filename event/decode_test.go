package event_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spoor/event"
	"spoor/internal/realdata"
)

// realRecord is a record of the real data with the file it stands in.
type realRecord struct {
	file string
	raw  []byte
	env  *event.Envelope
}

// realRecords returns every record below a folder of the real data.
func realRecords(t testing.TB, folder string) []realRecord {
	t.Helper()
	root := realdata.Folder(t, folder)
	var all []realRecord
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
			z, err := gzip.NewReader(bytes.NewReader(raw))
			if err != nil {
				return err
			}
			if raw, err = io.ReadAll(z); err != nil {
				return err
			}
		}
		for _, r := range recordsOf(t, path, raw) {
			r.file = filepath.Base(path)
			all = append(all, r)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", root, err)
	}
	if len(all) == 0 {
		t.Fatalf("no records below %s", root)
	}
	return all
}

func recordsOf(t testing.TB, path string, raw []byte) []realRecord {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	var out []realRecord
	for {
		var m json.RawMessage
		if err := dec.Decode(&m); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var list []json.RawMessage
		var file struct {
			Records         []json.RawMessage
			CloudTrailEvent string
		}
		switch {
		case json.Unmarshal(m, &list) == nil:
		case json.Unmarshal(m, &file) != nil:
			t.Fatalf("%s: neither a list nor an object", path)
		case file.Records != nil:
			list = file.Records
		case file.CloudTrailEvent != "":
			env, err := event.DecodeEnvelope(m)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			out = append(out, realRecord{raw: []byte(file.CloudTrailEvent), env: &env})
		default:
			list = []json.RawMessage{m}
		}
		for _, r := range list {
			out = append(out, realRecord{raw: r})
		}
	}
}

func TestEveryRealRecordDecodes(t *testing.T) {
	for folder, want := range map[string]int{
		"invictus": 2900, "stratus": 310, "cloud-snitch": 21, "grycap": 142, "rubysoho07": 37, "lookup-events": 6,
	} {
		t.Run(folder, func(t *testing.T) {
			records := realRecords(t, folder)
			if len(records) != want {
				t.Errorf("%d records, want %d", len(records), want)
			}
			var d event.Decoder
			for _, r := range records {
				var ev event.Event
				if err := d.Decode(r.raw, r.env, &ev); err != nil {
					t.Errorf("%s: %v\n%.200s", r.file, err, r.raw)
					continue
				}
				if ev.ID == "" || ev.Time.IsZero() || ev.Name == "" || ev.Category == "" || ev.Verb == event.VerbUnknown {
					t.Errorf("%s: %s lacks what every event has: %+v", r.file, ev.ID, ev)
				}
				if strings.HasPrefix(ev.ID, "sha256:") {
					t.Errorf("%s: a real id was not seen", r.file)
				}
			}
		})
	}
}
