package demo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/gzip"
)

// WriteS3Layout writes the corpus into a folder as a trail delivers it to a
// bucket: one small gzip file for every five minutes, account and Region in
// which anything happened. It returns how many files it wrote. Files that stand
// there already are written over.
func (c *Corpus) WriteS3Layout(ctx context.Context, dir string) (files int, err error) {
	w := writer{seed: c.seed}
	made := make(map[string]bool)
	var text []byte
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return 0, fmt.Errorf("write a corpus: %w", err)
	}
	err = c.deliver(ctx, func(d *delivery) error {
		text = append(text[:0], `{"Records":[`...)
		for i := range d.events {
			if i > 0 {
				text = append(text, ',')
			}
			text = w.append(text, &d.events[i])
		}
		text = append(text, "]}"...)
		packed.Reset()
		zip.Reset(&packed)
		if _, err := zip.Write(text); err != nil {
			return fmt.Errorf("pack a corpus: %w", err)
		}
		if err := zip.Close(); err != nil {
			return fmt.Errorf("pack a corpus: %w", err)
		}
		path := filepath.Join(dir, filepath.FromSlash(d.key()))
		if folder := filepath.Dir(path); !made[folder] {
			if err := os.MkdirAll(folder, 0o700); err != nil {
				return fmt.Errorf("write a corpus: %w", err)
			}
			made[folder] = true
		}
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			return fmt.Errorf("write a corpus: %w", err)
		}
		files++
		return nil
	})
	return files, err
}
