package guard

import (
	"fmt"
	"io"
	"os"
)

// The kinds of page and the size of an element of a branch or leaf page.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	elementSize      = 16
	bucketElement    = 0x01
	bucketHeaderSize = 16
)

// pages reads the pages of one file, and trusts none of them.
type pages struct {
	file *os.File
	meta meta
}

// page is a page and those that it overflows into, or the page of an inline
// bucket, which has neither number nor place of its own.
type page struct {
	id    uint64
	flags uint16
	count int
	// span is how many pages it takes up.
	span uint64
	// base is where it starts in the file, size how many bytes it has.
	base, size int64
	elements   []element
}

// broken is what is wrong with one page.
type broken struct {
	page   uint64
	reason string
}

func (b *broken) Error() string { return fmt.Sprintf("page %d %s", b.page, b.reason) }

func brokenPage(id uint64, format string, args ...any) error {
	return &broken{id, fmt.Sprintf(format, args...)}
}

// read reads the header of page id and its elements.
func (ps *pages) read(id uint64) (*page, error) {
	if id < 2 || id >= ps.meta.highWater {
		return nil, brokenPage(id, "is not one of the %d pages in use", ps.meta.highWater)
	}
	p, err := ps.readAt(int64(id)*ps.meta.pageSize, 0)
	if err != nil {
		return nil, err
	}
	if p.id != id {
		return nil, brokenPage(id, "says that it is page %d", p.id)
	}
	return p, nil
}

// readAt reads a page that starts at base; size is its size if that is known.
func (ps *pages) readAt(base, size int64) (*page, error) {
	header := make([]byte, pageHeaderSize)
	if _, err := ps.file.ReadAt(header, base); err != nil {
		return nil, fmt.Errorf("read the cache: %w", err)
	}
	p := &page{
		id:    order.Uint64(header),
		flags: order.Uint16(header[8:]),
		count: int(order.Uint16(header[10:])),
		span:  uint64(order.Uint32(header[12:])) + 1,
		base:  base,
		size:  size,
	}
	if size == 0 {
		if p.id+p.span > ps.meta.highWater {
			return nil, brokenPage(p.id, "runs over the end of the file")
		}
		p.size = int64(p.span) * ps.meta.pageSize
	}
	switch p.flags {
	case branchPage, leafPage:
	case freelistPage:
		return p, nil
	default:
		return nil, brokenPage(p.id, "is of no known kind (%#x)", p.flags)
	}
	length := int64(p.count) * elementSize
	if pageHeaderSize+length > p.size {
		return nil, brokenPage(p.id, "says that it has %d elements, more than fit", p.count)
	}
	raw := make([]byte, length)
	if _, err := ps.file.ReadAt(raw, base+pageHeaderSize); err != nil && length > 0 {
		return nil, fmt.Errorf("read the cache: %w", err)
	}
	end, err := p.parse(raw)
	if err != nil {
		return nil, err
	}
	if needs := (end + ps.meta.pageSize - 1) / ps.meta.pageSize; size == 0 && needs != int64(p.span) {
		return nil, brokenPage(p.id, "takes up %d pages and fills %d", p.span, needs)
	}
	if p.flags == branchPage && p.count == 0 {
		return nil, brokenPage(p.id, "leads nowhere")
	}
	return p, nil
}

// element is one element of a page: for a branch the child it leads to, for a
// leaf a key with its value or a bucket.
type element struct {
	child  uint64
	bucket bool
	// key and value are where they are in the file.
	key, keySize, value, valueSize int64
}

// parse decodes the elements of a page and returns where their data end. bbolt
// writes keys and values right behind the elements and each other, so that
// nearly every change to an element shows.
func (p *page) parse(raw []byte) (end int64, err error) {
	p.elements = make([]element, p.count)
	end = pageHeaderSize + int64(len(raw))
	for i := range p.elements {
		b, e := raw[i*elementSize:], &p.elements[i]
		var at int64
		if p.flags == branchPage {
			at, e.keySize, e.child = int64(order.Uint32(b)), int64(order.Uint32(b[4:])), order.Uint64(b[8:])
		} else {
			flags := order.Uint32(b)
			if flags&^bucketElement != 0 {
				return 0, brokenPage(p.id, "has an element of no known kind (%#x)", flags)
			}
			e.bucket = flags != 0
			at, e.keySize, e.valueSize = int64(order.Uint32(b[4:])), int64(order.Uint32(b[8:])), int64(order.Uint32(b[12:]))
		}
		// An element gives the place of its key as a distance from itself.
		start := pageHeaderSize + int64(i)*elementSize + at
		if start != end || start+e.keySize+e.valueSize > p.size {
			return 0, brokenPage(p.id, "has an element that is not where it belongs")
		}
		e.key = p.base + start
		e.value = e.key + e.keySize
		end = start + e.keySize + e.valueSize
	}
	return end, nil
}

// bucket reads the header of a bucket: the page of its root, or the page that
// stands right in the value.
func (ps *pages) bucket(p *page, e element) (root uint64, inline *page, err error) {
	if e.valueSize < bucketHeaderSize {
		return 0, nil, brokenPage(p.id, "has a bucket without a header")
	}
	header := make([]byte, bucketHeaderSize)
	if _, err := ps.file.ReadAt(header, e.value); err != nil {
		return 0, nil, fmt.Errorf("read the cache: %w", err)
	}
	if root = order.Uint64(header); root != 0 {
		return root, nil, nil
	}
	size := e.valueSize - bucketHeaderSize
	if size < pageHeaderSize {
		return 0, nil, brokenPage(p.id, "has an inline bucket without a page")
	}
	inline, err = ps.readAt(e.value+bucketHeaderSize, size)
	if err == nil && inline.flags != leafPage {
		err = brokenPage(p.id, "has an inline bucket whose page is not a leaf")
	}
	return 0, inline, err
}

// freelist reads the list of free pages, checked to be in order and in use by
// nobody else.
func (ps *pages) freelist() (list []uint64, own *page, err error) {
	if ps.meta.freelist == noFreelist {
		return nil, nil, nil
	}
	p, err := ps.read(ps.meta.freelist)
	if err != nil {
		return nil, nil, fmt.Errorf("the freelist: %w", err)
	}
	if p.flags != freelistPage {
		return nil, nil, brokenPage(p.id, "should be the freelist")
	}
	content := io.NewSectionReader(ps.file, p.base+pageHeaderSize, p.size-pageHeaderSize)
	count, at := uint64(p.count), int64(0)
	if p.count == 0xFFFF {
		// A longer list has its length in front.
		number := make([]byte, 8)
		if _, err := content.ReadAt(number, 0); err != nil {
			return nil, nil, fmt.Errorf("read the cache: %w", err)
		}
		count, at = order.Uint64(number), 8
	}
	if count > uint64(content.Size()-at)/8 {
		return nil, nil, brokenPage(p.id, "says that %d pages are free, more than it can list", count)
	}
	bytes := make([]byte, 8*count)
	if _, err := content.ReadAt(bytes, at); err != nil && count > 0 {
		return nil, nil, fmt.Errorf("read the cache: %w", err)
	}
	list = make([]uint64, count)
	before := uint64(1)
	for i := range list {
		id := order.Uint64(bytes[8*i:])
		if id <= before || id >= ps.meta.highWater || id >= p.id && id < p.id+p.span {
			return nil, nil, brokenPage(p.id, "is a freelist that names page %d after page %d", id, before)
		}
		list[i], before = id, id
	}
	return list, p, nil
}
