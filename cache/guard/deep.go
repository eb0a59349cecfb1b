package guard

import (
	"bytes"
	"errors"
	"fmt"
	"os"
)

// maxProblems is how many problems are listed: after that many, more of them
// tell nothing new.
const maxProblems = 20

// CheckPages reads every page of the file at path that is not the inside of a
// value, and says in a line each what is wrong: pages led to twice or never,
// keys out of order, elements outside their page, free pages in use. Nothing
// wrong gives an empty list. The caller keeps others from writing meanwhile.
// An error says that the file could not be read.
func CheckPages(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the cache: %w", err)
	}
	defer f.Close()
	m, err := checkFile(f, bothMetas)
	if unfit, ok := errors.AsType[*Damaged](err); ok {
		return []string{unfit.Reason}, nil
	}
	if err != nil || m.pageSize == 0 {
		return nil, err
	}
	d := &deepWalk{pages: &pages{file: f, meta: m}, used: make([]bool, m.highWater)}
	d.used[0], d.used[1] = true, true
	free := d.free()
	d.tree(m.root, nil, nil, 0)
	if len(d.problems) == 0 {
		d.account(free)
	}
	return d.problems, d.failed
}

// deepWalk goes through all pages.
type deepWalk struct {
	*pages
	used     []bool
	problems []string
	failed   error // reading failed, for a reason that is not in the file
}

// note keeps err as a problem, or as the failure that ends the walk.
func (d *deepWalk) note(err error) {
	var page *broken
	switch {
	case err == nil:
	case !errors.As(err, &page):
		d.failed = err
	case len(d.problems) < maxProblems:
		d.problems = append(d.problems, page.Error())
	}
}

func (d *deepWalk) done() bool { return d.failed != nil || len(d.problems) >= maxProblems }

// use counts the pages of p as used, and reports whether none was before.
func (d *deepWalk) use(p *page) bool {
	for id := p.id; id < p.id+p.span; id++ {
		if d.used[id] {
			d.note(brokenPage(id, "is led to twice"))
			return false
		}
		d.used[id] = true
	}
	return true
}

func (d *deepWalk) free() []uint64 {
	list, own, err := d.freelist()
	d.note(err)
	if own != nil {
		d.use(own)
	}
	return list
}

// tree goes through the tree below page id, whose keys lie from low on and
// before high; nil is open.
func (d *deepWalk) tree(id uint64, low, high []byte, depth int) {
	if d.done() {
		return
	}
	p, err := d.read(id)
	switch {
	case err != nil:
		d.note(err)
	case depth > maxDepth:
		d.note(brokenPage(id, "is deeper than any tree"))
	case p.flags == freelistPage:
		d.note(brokenPage(id, "is no part of a tree but a tree leads to it"))
	case d.use(p):
		d.content(p, low, high, depth)
	}
}

func (d *deepWalk) content(p *page, low, high []byte, depth int) {
	keys := make([][]byte, p.count)
	for i, e := range p.elements {
		var err error
		keys[i], err = d.key(p, e)
		if err == nil && !inOrder(keys, i, low, high) {
			err = brokenPage(p.id, "has keys out of order")
		}
		if err != nil {
			d.note(err)
			return
		}
	}
	for i, e := range p.elements {
		switch {
		case d.done():
			return
		case p.flags == branchPage:
			next := high
			if i+1 < len(keys) {
				next = keys[i+1]
			}
			d.tree(e.child, keys[i], next, depth+1)
		case e.bucket:
			root, inline, err := d.bucket(p, e)
			switch {
			case err != nil:
				d.note(err)
			case inline == nil:
				d.tree(root, nil, nil, depth+1)
			case depth < maxDepth:
				d.content(inline, nil, nil, depth+1)
			}
		}
	}
}

// maxKey is the longest key that bbolt takes.
const maxKey = 32768

func (d *deepWalk) key(p *page, e element) ([]byte, error) {
	if e.keySize > maxKey {
		return nil, brokenPage(p.id, "has a key of %d bytes", e.keySize)
	}
	key := make([]byte, e.keySize)
	if _, err := d.file.ReadAt(key, e.key); err != nil && e.keySize > 0 {
		return nil, fmt.Errorf("read the cache: %w", err)
	}
	return key, nil
}

func inOrder(keys [][]byte, i int, low, high []byte) bool {
	if i > 0 && bytes.Compare(keys[i-1], keys[i]) >= 0 {
		return false
	}
	return bytes.Compare(low, keys[i]) <= 0 && (high == nil || bytes.Compare(keys[i], high) < 0)
}

// account makes sure that every page is either used or free.
func (d *deepWalk) account(free []uint64) {
	isFree := make(map[uint64]bool, len(free))
	for _, id := range free {
		isFree[id] = true
		if d.used[id] {
			d.note(brokenPage(id, "is in use and listed as free"))
		}
	}
	if d.meta.freelist == noFreelist {
		return
	}
	for id := range d.used {
		if !d.used[id] && !isFree[uint64(id)] {
			d.note(brokenPage(uint64(id), "is neither in use nor free"))
		}
	}
}
