package cache

import (
	"cmp"
	"slices"
)

// turns returns in which order the rows of a page are best read: those of one
// block after each other. Neighbours in time may lie in any number of blocks,
// many Regions' say, and each of these is then unpacked once for a page.
func (r *result) turns(rd *reading, at []rowAt) ([]int, error) {
	blocks := make([]int, len(at))
	order := make([]int, len(at))
	for i, a := range at {
		places, err := rd.places(r.parts[a.part].sealed)
		if err != nil {
			return nil, err
		}
		blocks[i], _ = places.Of(a.row)
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(at[x].part, at[y].part), cmp.Compare(blocks[x], blocks[y]), cmp.Compare(x, y))
	})
	return order, nil
}
