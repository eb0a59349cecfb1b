package guard

import (
	"errors"
	"fmt"
	"os"
)

// fewLeaves is how many leaves of values below one branch are read all the
// same. So what is small is checked whole.
const fewLeaves = 8

// maxDepth is far more levels than any tree has that fits on a disk.
const maxDepth = 64

// CheckTree reports whether bbolt can find its way through the file at path:
// that the freelist can be loaded, that no path through the trees of its
// buckets leads in a circle, and that all of them stay within the file. It
// reads the branch pages and the leaves that hold buckets, a few hundred pages
// in a file of a gigabyte, and of large buckets not the leaves that hold values,
// for which their owner keeps a list of keys and checksums. The caller
// keeps others from writing meanwhile. It returns a *Damaged.
func CheckTree(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the cache: %w", err)
	}
	defer f.Close()
	return checkTree(f, bothMetas)
}

func checkTree(f *os.File, want metas) error {
	m, err := checkFile(f, want)
	if err != nil || m.pageSize == 0 {
		return err
	}
	ps := &pages{file: f, meta: m}
	w := &pathWalk{pages: ps, seen: map[uint64]bool{}}
	_, _, err = ps.freelist()
	if err == nil {
		err = w.tree(m.root, 0)
	}
	if err == nil {
		err = w.noWayBack()
	}
	if page, ok := errors.AsType[*broken](err); ok {
		return damaged(f.Name(), "%v", page)
	}
	return err
}

// pathWalk follows the branches of all trees.
type pathWalk struct {
	*pages
	// seen are the pages it went through.
	seen map[uint64]bool
	// leaves are pages that were not read because they should be leaves that
	// hold values, each with the branch that leads to it.
	leaves []leafOf
}

type leafOf struct{ branch, leaf uint64 }

func (w *pathWalk) tree(id uint64, depth int) error {
	if w.seen[id] || depth > maxDepth {
		return brokenPage(id, "is led to twice")
	}
	w.seen[id] = true
	p, err := w.read(id)
	if err != nil {
		return err
	}
	switch p.flags {
	case branchPage:
		return w.branch(p, depth)
	case leafPage:
		_, err := w.leaf(p, depth)
		return err
	}
	return brokenPage(id, "is no part of a tree but a tree leads to it")
}

// branch goes through the children of p. All leaves of a tree are equally
// deep, and a bucket holds either buckets or values, so the first child tells
// what the others are.
func (w *pathWalk) branch(p *page, depth int) error {
	for i, e := range p.elements {
		if i == 0 {
			values, err := w.firstChild(e.child, depth+1)
			if err != nil {
				return err
			}
			if values && p.count > fewLeaves {
				return w.skipLeaves(p)
			}
			continue
		}
		if err := w.tree(e.child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// firstChild walks through the first child of a branch and reports whether it
// is a leaf that holds values only.
func (w *pathWalk) firstChild(id uint64, depth int) (values bool, err error) {
	p, err := w.read(id)
	if err != nil {
		return false, err
	}
	if p.flags != leafPage {
		return false, w.tree(id, depth)
	}
	if w.seen[id] {
		return false, brokenPage(id, "is led to twice")
	}
	w.seen[id] = true
	buckets, err := w.leaf(p, depth)
	return !buckets, err
}

func (w *pathWalk) skipLeaves(p *page) error {
	for _, e := range p.elements[1:] {
		if e.child < 2 || e.child >= w.meta.highWater {
			return brokenPage(p.id, "leads to page %d, which is not one of the %d in use", e.child, w.meta.highWater)
		}
		w.leaves = append(w.leaves, leafOf{p.id, e.child})
	}
	return nil
}

// leaf goes through the buckets in p and reports whether there are any.
func (w *pathWalk) leaf(p *page, depth int) (buckets bool, err error) {
	for _, e := range p.elements {
		if !e.bucket {
			continue
		}
		buckets = true
		root, inline, err := w.bucket(p, e)
		if err != nil {
			return buckets, err
		}
		if inline != nil {
			_, err = w.leaf(inline, depth+1)
		} else {
			err = w.tree(root, depth+1)
		}
		if err != nil {
			return buckets, err
		}
	}
	return buckets, nil
}

// noWayBack makes sure that what was taken for a leaf without a look is not a
// page that the walk came through: that would be a circle.
func (w *pathWalk) noWayBack() error {
	for _, l := range w.leaves {
		if w.seen[l.leaf] {
			return brokenPage(l.leaf, "is led to twice")
		}
	}
	return nil
}
