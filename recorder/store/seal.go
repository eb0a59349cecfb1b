package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"spoor/event"
	"spoor/source/recorder/journal"
)

// unknownAccount and unknownRegion stand in paths for what records do not say.
// Emulators use the same account.
const (
	unknownAccount = "000000000000"
	unknownRegion  = "unknown"
)

// sealAtOnce bounds what of a journal is in memory while it is sealed.
const sealAtOnce = 16 << 20

// shelf is what one trail file holds the records of.
type shelf struct{ account, region, day string }

// delivery is what goes into one trail file.
type delivery struct {
	records bytes.Buffer
	newest  time.Time
}

// seal puts the records of a journal into trail files and removes the journal.
// Until the disk holds all of them the journal stays, so that a kill at any
// instant loses nothing, and sealing it again gives the same files.
func (s *Store) seal(j *file) error {
	s.careful.Lock()
	defer s.careful.Unlock()
	name := j.f.Name()
	damaged, err := s.sealInto(j)
	if err != nil {
		return errors.Join(fmt.Errorf("seal %s: %w: its records stay there", name, err), j.f.Close())
	}
	if damaged > 0 {
		kept := name + ".damaged"
		err := errors.Join(os.Rename(name, kept), j.f.Close(), syncFolder(s.journals()))
		return errors.Join(fmt.Errorf("%s: %d bytes are damaged, everything else was sealed: the journal is kept as it is", kept, damaged), err)
	}
	if err := j.discard(); err != nil {
		return fmt.Errorf("remove the sealed journal: %w", err)
	}
	return nil
}

func (s *Store) sealInto(j *file) (damaged int64, err error) {
	if _, err := j.f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	shelves := map[shelf]*delivery{}
	scan, held := journal.NewScanner(j.f, 0), 0
	for {
		b, err := scan.Next()
		if errors.Is(err, io.EOF) {
			return damaged, s.deliver(shelves)
		}
		if err != nil {
			return damaged, err
		}
		damaged += b.Damaged
		for _, line := range b.Lines {
			if err := shelve(shelves, line); err != nil {
				damaged += int64(len(line))
				continue
			}
			held += len(line)
		}
		if held >= sealAtOnce {
			if err := s.deliver(shelves); err != nil {
				return damaged, err
			}
			clear(shelves)
			held = 0
		}
	}
}

// shelve adds a record to those of its account, Region and day.
func shelve(shelves map[shelf]*delivery, line []byte) error {
	ev, err := event.Decode(line, nil)
	if err != nil {
		return err
	}
	at := shelf{account: unknownAccount, region: unknownRegion, day: ev.Time.UTC().Format("2006/01/02")}
	if isAccount.MatchString(ev.Account) {
		at.account = ev.Account
	}
	// The Region is what a client says: nothing else may get into a path.
	if isRegion.MatchString(ev.Region) && !isDevice.MatchString(ev.Region) {
		at.region = ev.Region
	}
	d := shelves[at]
	if d == nil {
		d = &delivery{}
		shelves[at] = d
		d.records.WriteString(`{"Records":[`)
	} else {
		d.records.WriteByte(',')
	}
	d.records.Write(line)
	if ev.Time.After(d.newest) {
		d.newest = ev.Time
	}
	return nil
}

var (
	isAccount = regexp.MustCompile(`^[0-9]{12}$`)
	isRegion  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	// isDevice tells the names that no folder can have on Windows.
	isDevice = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)
)

// deliver writes the trail files, in an order that is always the same.
func (s *Store) deliver(shelves map[shelf]*delivery) error {
	order := slices.SortedFunc(maps.Keys(shelves), func(a, b shelf) int {
		return strings.Compare(a.account+a.region+a.day, b.account+b.region+b.day)
	})
	for _, at := range order {
		d := shelves[at]
		d.records.WriteString("]}\n")
		if err := s.writeTrailFile(at, d); err != nil {
			return err
		}
	}
	return nil
}

// writeTrailFile writes one trail file where and under the name that a trail
// would give it (CloudTrail User Guide, Finding your CloudTrail log files). What
// is random in the name there follows from the content here.
func (s *Store) writeTrailFile(at shelf, d *delivery) error {
	content := d.records.Bytes()
	sum := sha256.Sum256(content)
	folder := filepath.Join("AWSLogs", at.account, "CloudTrail", at.region, filepath.FromSlash(at.day))
	name := fmt.Sprintf("%s_CloudTrail_%s_%s_%s.json.gz", at.account, at.region, d.newest.UTC().Format("20060102T1504Z"),
		base32.StdEncoding.EncodeToString(sum[:])[:16])
	temporary, err := s.pack(content)
	if err != nil {
		return err
	}
	// A recorder that removes old files may remove the empty folder beneath.
	const tries = 3
	for range tries {
		if err = os.MkdirAll(filepath.Join(s.o.Dir, folder), 0o700); err != nil {
			break
		}
		if err = os.Rename(temporary, filepath.Join(s.o.Dir, folder, name)); !errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return s.syncDown(folder)
}

// temporarySuffix ends the names of trail files that are being written.
const temporarySuffix = ".tmp"

// pack writes the content of a trail file beside the journals.
func (s *Store) pack(content []byte) (path string, err error) {
	f, err := os.CreateTemp(s.journals(), "seal-*"+temporarySuffix) // mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	z := gzip.NewWriter(f)
	if _, err := z.Write(content); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// syncDown makes a folder and all folders between it and the store durable:
// another recorder may have made them without having come so far itself.
func (s *Store) syncDown(folder string) error {
	for ; ; folder = filepath.Dir(folder) {
		if err := syncFolder(filepath.Join(s.o.Dir, folder)); err != nil {
			return err
		}
		if folder == "." {
			return nil
		}
	}
}
