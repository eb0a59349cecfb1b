package guard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
)

// The layout of a bbolt file, version 2, as go.etcd.io/bbolt/internal/common
// writes it in the machine's own byte order.
const (
	boltMagic   = 0xED0CDAED
	boltVersion = 2

	pageHeaderSize = 16
	metaSize       = 64
	// noFreelist stands for a freelist that is not kept in the file.
	noFreelist = ^uint64(0)
)

var order = binary.NativeEndian

// meta is a bbolt meta page: two stand at the beginning of the file, and the
// newer valid one tells what the file holds.
type meta struct {
	pageSize  int64
	root      uint64
	freelist  uint64
	highWater uint64 // pages from this one on are not in use
	tx        uint64
}

// size is how many bytes of the file m needs.
func (m meta) size() int64 { return int64(m.highWater) * m.pageSize }

// Damaged says what is wrong with a cache file that is not what bbolt wrote.
type Damaged struct {
	Path   string
	Reason string
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("the cache %s is damaged: %s", d.Path, d.Reason)
}

func damaged(path, format string, args ...any) error {
	return &Damaged{Path: path, Reason: fmt.Sprintf(format, args...)}
}

// CheckFile reports whether the file at path is safe to map into memory: its
// meta pages are whole and it is as long as the newer of them says. A missing
// or an empty file is one that bbolt would create, and fine. It returns a
// *Damaged where the file is not what bbolt wrote, and takes microseconds.
//
// With one meta page broken bbolt would go by the other, and show what was held
// before the last commit as if it were all: see Mend.
func CheckFile(path string) error {
	if err := CheckKind(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the cache: %w", err)
	}
	defer f.Close()
	_, err = checkFile(f, bothMetas)
	return err
}

// CheckKind says so where there is something that can be no cache: a folder, a pipe,
// which would be waited for, or a device, which looks like an empty file.
func CheckKind(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return notAFile(path, info)
	}
	return nil
}

func notAFile(path string, info fs.FileInfo) error {
	if info.IsDir() {
		return fmt.Errorf("the cache %s is a folder: name a file in it", path)
	}
	return fmt.Errorf("the cache %s is no ordinary file", path)
}

// metas says how many whole meta pages a file must have.
type metas bool

const (
	bothMetas metas = true
	oneMeta   metas = false
)

// checkFile returns the meta page to go by; its page size is 0 for an empty
// file.
func checkFile(f *os.File, want metas) (meta, error) {
	info, err := f.Stat()
	if err != nil {
		return meta{}, fmt.Errorf("look at the cache: %w", err)
	}
	size := info.Size()
	switch {
	case !info.Mode().IsRegular():
		return meta{}, notAFile(f.Name(), info)
	case size == 0:
		return meta{}, nil
	}
	first, err := readMeta(f, 0)
	if err != nil && !errors.Is(err, errNoMeta) {
		return meta{}, fmt.Errorf("read the cache: %w", err)
	}
	firstOK := err == nil
	second, secondOK, err := secondMeta(f, size, first, firstOK)
	if err != nil {
		return meta{}, fmt.Errorf("read the cache: %w", err)
	}
	var newest meta
	switch {
	case firstOK && secondOK && second.tx > first.tx, secondOK && !firstOK:
		newest = second
	case firstOK:
		newest = first
	case !looksLikeBolt(f):
		return meta{}, damaged(f.Name(), "it is not a spoor cache, or its first bytes were overwritten")
	default:
		return meta{}, damaged(f.Name(), "neither of its two meta pages is whole")
	}
	if want == bothMetas && !(firstOK && secondOK) && size >= 2*newest.pageSize {
		return meta{}, damaged(f.Name(), "one of its two meta pages is broken, so that what was written last may be missing")
	}
	if size < newest.size() {
		return meta{}, damaged(f.Name(), "it was cut short: it has %d bytes and needs %d", size, newest.size())
	}
	if size < 2*newest.pageSize {
		return meta{}, damaged(f.Name(), "it was cut short: it has %d bytes and needs at least %d", size, 2*newest.pageSize)
	}
	if err := newest.plausible(); err != nil {
		return meta{}, damaged(f.Name(), "%v", err)
	}
	return newest, nil
}

func (m meta) plausible() error {
	switch {
	case m.root < 2 || m.root >= m.highWater:
		return fmt.Errorf("its meta page puts the root on page %d of %d", m.root, m.highWater)
	case m.freelist != noFreelist && (m.freelist < 2 || m.freelist >= m.highWater):
		return fmt.Errorf("its meta page puts the freelist on page %d of %d", m.freelist, m.highWater)
	}
	return nil
}

// secondMeta finds the second meta page: one page after the first, whose size
// is only known when the first is whole. Otherwise every size that bbolt
// itself tries is tried.
func secondMeta(f *os.File, size int64, first meta, firstOK bool) (meta, bool, error) {
	if firstOK {
		m, err := readMeta(f, first.pageSize)
		if errors.Is(err, errNoMeta) {
			return meta{}, false, nil
		}
		return m, err == nil, err
	}
	for at := int64(1024); at <= 16<<20 && at < size; at *= 2 {
		m, err := readMeta(f, at)
		if errors.Is(err, errNoMeta) {
			continue
		}
		return m, err == nil && m.pageSize == at, err
	}
	return meta{}, false, nil
}

var errNoMeta = errors.New("no meta page")

// readMeta reads the meta page that starts at offset; errNoMeta says that there
// is none, or none that is whole.
func readMeta(f *os.File, offset int64) (meta, error) {
	page := make([]byte, pageHeaderSize+metaSize)
	if _, err := f.ReadAt(page, offset); err != nil {
		if errors.Is(err, io.EOF) {
			return meta{}, errNoMeta
		}
		return meta{}, err
	}
	b := page[pageHeaderSize:]
	sum := fnv.New64a()
	sum.Write(b[:56])
	m := meta{
		pageSize:  int64(order.Uint32(b[8:])),
		root:      order.Uint64(b[16:]),
		freelist:  order.Uint64(b[32:]),
		highWater: order.Uint64(b[40:]),
		tx:        order.Uint64(b[48:]),
	}
	whole := order.Uint32(b) == boltMagic && order.Uint32(b[4:]) == boltVersion && order.Uint64(b[56:]) == sum.Sum64() &&
		m.pageSize >= 1024 && m.pageSize <= 16<<20 && m.pageSize&(m.pageSize-1) == 0 && m.highWater < 1<<46/uint64(m.pageSize)
	if !whole {
		return meta{}, errNoMeta
	}
	return m, nil
}

func looksLikeBolt(f *os.File) bool {
	word := make([]byte, 4)
	for _, at := range []int64{pageHeaderSize, int64(os.Getpagesize()) + pageHeaderSize} {
		if _, err := f.ReadAt(word, at); err == nil && order.Uint32(word) == boltMagic {
			return true
		}
	}
	return false
}
