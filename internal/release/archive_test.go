package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var packed = []entry{{"spoor", []byte("a program"), 0o755}, {"man/spoor.1", []byte("a page"), 0o644}}

var date = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func TestTheSameFilesMakeTheSameArchive(t *testing.T) {
	for _, target := range []string{"linux/amd64", "windows/amd64"} {
		var before []byte
		for range 2 {
			name := filepath.Join(t.TempDir(), archiveName("1.2.3", target))
			if err := pack(name, packed, date); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if before != nil && !bytes.Equal(before, text) {
				t.Errorf("%s differs from one time to the next", filepath.Base(name))
			}
			before = text
		}
	}
}

func TestAnArchiveHoldsItsFilesWithModesAndOneTime(t *testing.T) {
	var b bytes.Buffer
	if err := packTar(&b, packed, date); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for r, i := tar.NewReader(z), 0; i < len(packed); i++ {
		header, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || header.Name != packed[i].name || header.Mode != int64(packed[i].mode) || !header.ModTime.Equal(date) || !bytes.Equal(text, packed[i].text) {
			t.Errorf("got %+v, %q, %v", header, text, err)
		}
	}
	b.Reset()
	if err := packZip(&b, packed, date); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.File {
		if f.Name != packed[i].name || f.Mode().Perm() != packed[i].mode || !f.Modified.Equal(date) {
			t.Errorf("got %+v", f.FileHeader)
		}
	}
}

func TestChecksumsAreInTheFormThatSha256sumReads(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b", "a"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeChecksums(folder, []string{"b", "a"}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(folder, "checksums.txt"))
	want := fmt.Sprintf("%x  a\n%x  b\n", sha256.Sum256([]byte("a")), sha256.Sum256([]byte("b")))
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTheDateOfTheSourceMayBeGiven(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	if at, err := sourceDate(t.Context()); err != nil || at.Unix() != 1700000000 {
		t.Errorf("got %s, %v", at, err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	if _, err := sourceDate(t.Context()); err == nil {
		t.Error("a date that is none was accepted")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "0")
	if at, err := sourceDate(t.Context()); err != nil || !at.Equal(earliest) {
		t.Errorf("got %s, %v", at, err)
	}
}
