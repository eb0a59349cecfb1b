package compare

import (
	"slices"

	"spoor/event"
	"spoor/ui/jsontree"
)

// mostLines is how many values of one record are compared; records of events
// that act on very many things hold more.
const mostLines = 4000

// line is one path, with what each record says there. Its texts are clean.
type line struct {
	path   string
	values []string
	// has says which of the records have a value there.
	has     []bool
	differs bool
}

// leaf is one value of a record; shown is written in its place where it is a
// secret.
type leaf struct{ path, value, shown string }

// leaves returns the values of a record in the order in which they stand.
func leaves(record []byte) ([]leaf, error) {
	tree, err := jsontree.New(record)
	if err != nil {
		return nil, err
	}
	var all []leaf
	var walk func(jsontree.ID)
	walk = func(id jsontree.ID) {
		if len(all) >= mostLines {
			return
		}
		if children := tree.Children(id); tree.Container(id) && len(children) > 0 {
			for _, child := range children {
				walk(child)
			}
			return
		}
		l := leaf{path: tree.Path(id), value: tree.Value(id)}
		if l.shown = l.value; tree.Secret(id) {
			l.shown = event.Masked
		}
		all = append(all, l)
	}
	walk(jsontree.Root)
	return all, nil
}

// align puts records beside each other, path by path. What only one of them has
// stands after what stands before it there.
func align(records [][]leaf) []line {
	var paths []string
	known := map[string]bool{}
	for _, record := range records {
		at := 0
		for _, l := range record {
			if known[l.path] {
				if i := slices.Index(paths[at:], l.path); i >= 0 {
					at += i + 1
				}
				continue
			}
			known[l.path] = true
			paths = slices.Insert(paths, at, l.path)
			at++
		}
	}
	index := make(map[string]int, len(paths))
	lines := make([]line, len(paths))
	raw := make([][]string, len(paths))
	for i, path := range paths {
		index[path] = i
		lines[i] = line{path: event.Clean(path), values: make([]string, len(records)), has: make([]bool, len(records))}
		raw[i] = make([]string, len(records))
	}
	for k, record := range records {
		for _, l := range record {
			i := index[l.path]
			lines[i].values[k], lines[i].has[k], raw[i][k] = event.Clean(l.shown), true, l.value
		}
	}
	for i := range lines {
		for k := range records {
			if lines[i].has[k] != lines[i].has[0] || raw[i][k] != raw[i][0] {
				lines[i].differs = true
			}
		}
	}
	return lines
}
