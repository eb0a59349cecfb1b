package cache

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEverythingAboutAFileIsRemembered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		bytes := rapid.SliceOfN(rapid.Byte(), 1, 64)
		f := File{
			Place: text.Draw(t, "place"), Bytes: rapid.Int64().Draw(t, "bytes"), Unpacked: rapid.Int64().Draw(t, "unpacked"),
			SHA256: bytes.Draw(t, "sum"), ETag: text.Draw(t, "etag"), VersionID: text.Draw(t, "version"),
			ModTime: time.Unix(0, rapid.Int64Min(0).Draw(t, "time")).UTC(), Status: rapid.Byte().Draw(t, "status"), Reason: text.Draw(t, "reason"),
			Records: rapid.Int().Draw(t, "records"), Lost: rapid.Int().Draw(t, "lost"),
		}
		if rapid.Bool().Draw(t, "digest") {
			f.Digest = bytes.Draw(t, "digest")
			f.DigestMetadata = rapid.MapOfN(text, text, 1, 4).Draw(t, "metadata")
		}
		got, err := decodeFile(encodeFile(&f))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, *got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheSignatureOfADigestIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache")
	c, err := Open(t.Context(), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	f := File{
		Place: "s3://logs/digest.json.gz", ETag: "e", VersionID: "3", Digest: []byte("{}"),
		DigestMetadata: map[string]string{"signature": "abcd", "signature-algorithm": "SHA256withRSA"},
	}
	if _, err := c.Append(t.Context(), &Batch{Files: []File{f}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err = Open(t.Context(), Options{Path: path, ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	files, _, err := c.FilesFrom(t.Context(), "", 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]File{f}, files); diff != "" {
		t.Error(diff)
	}
}
