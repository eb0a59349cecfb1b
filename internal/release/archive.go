package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file in an archive.
type entry struct {
	name string
	text []byte
	mode fs.FileMode
}

// archiveName is the name of a system's archive.
func archiveName(version, target string) string {
	ending := ".tar.gz"
	if strings.HasPrefix(target, "windows/") {
		ending = ".zip"
	}
	return "spoor_" + version + "_" + strings.ReplaceAll(target, "/", "_") + ending
}

// pack writes an archive. The same entries and date make the same bytes.
func pack(name string, entries []entry, date time.Time) error {
	var b bytes.Buffer
	write := packTar
	if filepath.Ext(name) == ".zip" {
		write = packZip
	}
	if err := write(&b, entries, date); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}

func packTar(w io.Writer, entries []entry, date time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: int64(e.mode), Size: int64(len(e.text)), ModTime: date, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		if _, err := t.Write(e.text); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func packZip(w io.Writer, entries []entry, date time.Time) error {
	z := zip.NewWriter(w)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: date}
		header.SetMode(e.mode)
		into, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := into.Write(e.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// writeChecksums lists the SHA-256 of files in the form that sha256sum reads.
func writeChecksums(folder string, names []string) error {
	names = slices.Sorted(slices.Values(names))
	var list strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return fmt.Errorf("hash what was written: %w", err)
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(text), name)
	}
	return os.WriteFile(filepath.Join(folder, "checksums.txt"), []byte(list.String()), 0o644)
}
