package trail

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"spoor/internal/realdata"
	"spoor/source"
)

func TestRealRecordsAreHandedOverWhole(t *testing.T) {
	for _, folder := range []struct {
		name           string
		files, records int
		shape          source.Shape
	}{
		{"invictus", 55, 2900, source.ShapeRecord},
		{"stratus", 35, 310, source.ShapeRecord},
		{"cloud-snitch", 2, 21, source.ShapeRecord},
		{"grycap", 1, 142, source.ShapeRecord},
		{"rubysoho07", 37, 37, source.ShapeRecord},
		{"lookup-events", 1, 6, source.ShapeLookup},
	} {
		t.Run(folder.name, func(t *testing.T) {
			root := realdata.Folder(t, folder.name)
			read := pull(t, Options{}, root)
			records := 0
			for place, f := range read {
				records += f.Records
				if f.Status != source.Read && !(f.Status == source.Empty && f.Records == 0) {
					t.Errorf("%s: %d %s", place, f.Status, f.Reason)
				}
				if f.Lost != 0 || len(f.SHA256) != sha256.Size {
					t.Errorf("%s: %d lost, SHA-256 %x", place, f.Lost, f.SHA256)
				}
				for _, r := range f.records {
					if !json.Valid(r.Raw) || r.Shape != folder.shape || (r.Envelope != nil) != (r.Shape == source.ShapeLookup) {
						t.Errorf("%s: shape %d, record %.80q, envelope %.80q", place, r.Shape, r.Raw, r.Envelope)
					}
				}
				if filepath.Ext(place) == ".gz" {
					continue
				}
				stored, err := os.ReadFile(place)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range f.records {
					outer := r.Raw
					if r.Envelope != nil {
						outer = r.Envelope
					}
					if string(stored[r.Position:r.Position+int64(len(outer))]) != string(outer) {
						t.Errorf("%s: other bytes at %d", place, r.Position)
					}
				}
			}
			if len(read) != folder.files || records != folder.records {
				t.Errorf("%d files with %d records, want %d with %d", len(read), records, folder.files, folder.records)
			}
			files, bytes, err := New(Options{}, root).Size(t.Context())
			if err != nil || files != folder.files || bytes == 0 {
				t.Errorf("sized as %d files, %d bytes, %v", files, bytes, err)
			}
		})
	}
}

func TestARealDigestFileIsRecognised(t *testing.T) {
	for place, f := range pull(t, Options{}, realdata.Folder(t, "digest")) {
		if f.Status != source.Skipped || f.Reason != "digest file" || !json.Valid(f.Digest) || int64(len(f.Digest)) != f.Unpacked {
			t.Errorf("%s: %d %q, %d of %d bytes kept", place, f.Status, f.Reason, len(f.Digest), f.Unpacked)
		}
		if sum := sha256.Sum256(f.Digest); string(sum[:]) != string(f.SHA256) {
			t.Errorf("%s: the digest kept has another SHA-256", place)
		}
	}
}
