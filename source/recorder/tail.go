package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"spoor/source"
	"spoor/source/recorder/journal"
)

// tails reads all journals of a store as far as they go.
type tails struct {
	folder string
	tell   func(*source.Batch) error
	// live says that each batch is to be committed at once.
	live bool
	open map[string]*tail
}

// tail is one journal.
type tail struct {
	file *os.File
	// at is where the last whole batch ends that was handed over, size how long
	// the file was then.
	at, size int64
	records  int
	damaged  int64
}

func newTails(dir string, tell func(*source.Batch) error) *tails {
	return &tails{folder: filepath.Join(dir, journal.Folder), tell: tell, open: map[string]*tail{}}
}

// look hands over every whole batch that has come since the last look. gone says
// that a journal is not there any more: it was sealed.
func (t *tails) look(ctx context.Context) (gone bool, err error) {
	entries, err := os.ReadDir(t.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("look for journals: %w", err)
	}
	there := map[string]bool{}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !strings.HasSuffix(entry.Name(), journal.Suffix) {
			continue
		}
		there[entry.Name()] = true
		if t.open[entry.Name()] != nil {
			continue
		}
		file, err := journal.OpenFile(filepath.Join(t.folder, entry.Name()), os.O_RDONLY)
		if errors.Is(err, fs.ErrNotExist) {
			gone = true
			continue
		}
		if err != nil {
			return gone, fmt.Errorf("read a journal: %w", err)
		}
		t.open[entry.Name()] = &tail{file: file, size: -1}
	}
	for _, name := range slices.Sorted(maps.Keys(t.open)) {
		one := t.open[name]
		if err := t.read(ctx, one); err != nil {
			return gone, err
		}
		// What came before the journal was removed can still be read from the
		// open file, and was.
		if !there[name] {
			one.file.Close()
			delete(t.open, name)
			gone = true
		}
	}
	return gone, nil
}

// read hands over what of a journal is new.
func (t *tails) read(ctx context.Context, one *tail) error {
	info, err := one.file.Stat()
	if err != nil {
		return fmt.Errorf("read the journal %s: %w", one.file.Name(), err)
	}
	if info.Size() == one.size {
		return nil
	}
	// What stands behind the last whole batch is read anew each time: a recorder
	// cuts off what it could not write whole.
	if _, err := one.file.Seek(one.at, io.SeekStart); err != nil {
		return fmt.Errorf("read the journal %s: %w", one.file.Name(), err)
	}
	scan := journal.NewScanner(one.file, one.at)
	for {
		b, err := scan.Next()
		if errors.Is(err, io.EOF) {
			one.size = info.Size()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the journal %s: %w", one.file.Name(), err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		one.records += len(b.Lines)
		one.damaged += b.Damaged
		if err := t.tell(t.batch(one, b)); err != nil {
			return err
		}
		one.at = b.End
	}
}

func (t *tails) batch(one *tail, b *journal.Batch) *source.Batch {
	out := &source.Batch{From: source.From{Kind: Kind, Place: one.file.Name(), Fetched: time.Now().UTC()}}
	for i, line := range b.Lines {
		out.Records = append(out.Records, source.Record{Raw: line, Position: b.At[i]})
	}
	if t.live {
		out.Committed = func() {}
	}
	return out
}

// end tells how the reading of every journal ended. Each is to be read again
// another time, since it may have grown.
func (t *tails) end() error {
	for _, name := range slices.Sorted(maps.Keys(t.open)) {
		one := t.open[name]
		end := &source.FileEnd{
			Place: one.file.Name(), Bytes: one.at, Unpacked: one.at, Records: one.records, Again: true,
		}
		switch {
		case one.damaged > 0:
			end.Status, end.Reason = source.Partial, fmt.Sprintf("%d bytes of the journal are damaged", one.damaged)
		case one.records == 0:
			end.Status = source.Empty
		}
		b := &source.Batch{From: source.From{Kind: Kind, Place: end.Place, Fetched: time.Now().UTC()}, End: end}
		if err := t.tell(b); err != nil {
			return err
		}
	}
	return nil
}

func (t *tails) close() {
	for _, one := range t.open {
		one.file.Close()
	}
}
