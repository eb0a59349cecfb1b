package store

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"spoor/event"
	"spoor/source/recorder/journal"
)

// abandoned is how old a half-written file is before nobody can be at work on
// it any more.
const abandoned = time.Hour

// care seals what recorders that were killed left behind, and removes what is
// older than is to be kept.
func (s *Store) care(ctx context.Context) error {
	entries, err := os.ReadDir(s.journals())
	if err != nil {
		return fmt.Errorf("look for unsealed journals: %w", err)
	}
	for _, entry := range entries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		path := filepath.Join(s.journals(), entry.Name())
		switch {
		case strings.HasSuffix(path, journal.Suffix):
			s.adopt(path)
		case strings.HasSuffix(path, temporarySuffix):
			if info, err := entry.Info(); err == nil && s.o.Now().Sub(info.ModTime()) > abandoned {
				os.Remove(path)
			}
		}
	}
	if s.o.Keep > 0 {
		return s.removeOld(ctx)
	}
	return nil
}

// adopt seals a journal unless its recorder is still at work.
func (s *Store) adopt(path string) {
	left, err := adopt(path)
	if err == nil && left != nil {
		err = s.seal(left)
	}
	if err != nil {
		s.o.Warn(err)
	}
}

// ofOurs are trail files where a recorder puts them.
var ofOurs = regexp.MustCompile(`^AWSLogs/[0-9]{12}/CloudTrail/[a-z0-9-]+/([0-9]{4}/[0-9]{2}/[0-9]{2})/[0-9]{12}_CloudTrail_[a-z0-9-]+_[0-9]{8}T[0-9]{4}Z_[A-Z2-7]{16}\.json\.gz$`)

// removeOld removes sealed files whose day ended longer ago than is to be kept,
// and folders that are empty then. A store may hold copies of what a trail
// delivered: nothing is removed in which not every record is local.
func (s *Store) removeOld(ctx context.Context) error {
	s.careful.Lock()
	defer s.careful.Unlock()
	const day = 24 * time.Hour
	before := s.o.Now().Add(-s.o.Keep)
	root := filepath.Join(s.o.Dir, "AWSLogs")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		relative, err := filepath.Rel(s.o.Dir, path)
		if err != nil || entry.IsDir() {
			return err
		}
		m := ofOurs.FindStringSubmatch(filepath.ToSlash(relative))
		if m == nil {
			return nil
		}
		made, err := time.Parse("2006/01/02", m[1])
		if err != nil || !made.Add(day).Before(before) || !isLocal(path) {
			return nil
		}
		if err := os.Remove(path); err != nil {
			return err
		}
		s.removeEmpty(filepath.Dir(relative))
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what is older than %v: %w", s.o.Keep, err)
	}
	return nil
}

// removeEmpty removes a day's folder and those above it as far as they are
// empty.
func (s *Store) removeEmpty(folder string) {
	for ; strings.Count(filepath.ToSlash(folder), "/") > 0; folder = filepath.Dir(folder) {
		if os.Remove(filepath.Join(s.o.Dir, folder)) != nil {
			return
		}
	}
}

// isLocal reports whether a trail file holds nothing but local records.
func isLocal(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return false
	}
	var file struct{ Records []json.RawMessage }
	const most = 4 * sealAtOnce
	if err := json.NewDecoder(io.LimitReader(z, most)).Decode(&file); err != nil {
		return false
	}
	for _, raw := range file.Records {
		if ev, err := event.Decode(raw, nil); err != nil || !ev.Flags.Has(event.FlagLocal) {
			return false
		}
	}
	return true
}
