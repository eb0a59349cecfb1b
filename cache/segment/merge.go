package segment

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"spoor/cache/text"
)

// Part is a stored segment that is to be merged. What its functions return must
// stay valid and unchanged until Merge returns.
type Part struct {
	Manifest *Manifest
	// Section returns the stored bytes of a section that the manifest lists.
	Section func(ID) ([]byte, error)
	// Tail returns the ids of a block's records, by its place in the manifest.
	Tail func(k int) (Tail, error)
	// Block returns the stored bytes of a block. Only blocks that are too small
	// to be kept are asked for.
	Block func(k int) ([]byte, error)
	// Origins are the numbers of the part's provenances.
	Origins []uint64
}

// Merged is the outcome of Merge.
type Merged struct {
	Encoded
	// Origins are the numbers of all provenances, for SetOrigins, which has been
	// called.
	Origins []uint64
	// Rows says for each part where its rows have gone.
	Rows [][]int
	// Dropped are the keys of blocks whose records were packed anew.
	Dropped []uint64
}

// smallBlock is the unpacked size below which a block is packed anew together
// with others when its segment is merged.
const smallBlock = blockSize / 4

// Repacks reports whether Merge packs the records of a block anew, and so asks
// for its bytes.
func Repacks(ref BlockRef) bool { return ref.Full < smallBlock }

// Merge puts segments together into one of at most MaxRows rows. Blocks of
// records are kept as they are, but for small ones; columns are recoded. key
// computes a row's identity from account, Region and event id.
func Merge(ctx context.Context, parts []Part, key func(account, region, id string) [16]byte) (*Merged, error) {
	m := &merging{parts: parts, out: &Merged{}}
	for _, p := range parts {
		m.rows += p.Manifest.Rows
	}
	if m.rows > MaxRows {
		return nil, fmt.Errorf("merge: %d rows are too many", m.rows)
	}
	steps := []func() error{
		m.open, func() error { return m.sort(key) }, m.blocks, func() error { return m.columns(ctx) }, m.identities, m.finish,
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return m.out, nil
}

// source is a row of a part.
type source struct {
	part, row int
	nanos     int64
	key       [16]byte
}

type merging struct {
	parts []Part
	out   *Merged
	rows  int
	times []*Times
	// others are the event ids and request ids that are no UUIDs, by part and
	// row.
	others [2][]*Others
	places []*Places
	order  []source
	// ids are the event ids and request ids of all rows.
	ids idKeys
	// moved says where the blocks of each part are now, -1 for those packed
	// anew; repacked indexes the new ones.
	moved    [][]int
	repacked *text.Builder
	newAt    []int
}

func (m *merging) section(p *Part, id ID) ([]byte, error) {
	if _, ok := p.Manifest.Section(id); !ok {
		return nil, nil
	}
	return p.Section(id)
}

func (m *merging) open() error {
	for i := range m.parts {
		p := &m.parts[i]
		b, err := m.section(p, RowTimes)
		if err != nil {
			return err
		}
		t, err := p.Manifest.OpenTimes(b)
		if err != nil {
			return err
		}
		for which, id := range []ID{EventIDs, RequestIDs} {
			if b, err = m.section(p, id); err != nil {
				return err
			}
			others, err := p.Manifest.OpenOthers(id, b)
			if err != nil {
				return err
			}
			m.others[which] = append(m.others[which], others)
		}
		if b, err = m.section(p, RecordPlaces); err != nil {
			return err
		}
		places, err := p.Manifest.OpenPlaces(b)
		if err != nil {
			return err
		}
		m.times, m.places = append(m.times, t), append(m.places, places)
	}
	return nil
}

func (m *merging) sort(key func(account, region, id string) [16]byte) error {
	m.order = make([]source, 0, m.rows)
	for i := range m.parts {
		account, err := m.column(i, Account)
		if err != nil {
			return err
		}
		region, err := m.column(i, Region)
		if err != nil {
			return err
		}
		for k, ref := range m.parts[i].Manifest.Blocks {
			tail, err := m.parts[i].Tail(k)
			if err != nil {
				return err
			}
			for record := range ref.Records {
				row := m.places[i].Row(k, record)
				id, ok := tail.ID(EventIDs, record)
				if !ok {
					id = m.others[eventID][i].At(row)
				}
				request, ok := tail.ID(RequestIDs, record)
				if !ok {
					request = m.others[requestID][i].At(row)
				}
				m.ids.add(id, request)
				m.order = append(m.order, source{i, row, m.times[i].At(row), key(account.Value(row), region.Value(row), id)})
			}
		}
	}
	slices.SortFunc(m.order, func(a, b source) int {
		switch {
		case a.nanos < b.nanos:
			return -1
		case a.nanos > b.nanos:
			return 1
		}
		if c := bytes.Compare(a.key[:], b.key[:]); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.row, b.row))
	})
	m.out.Rows = make([][]int, len(m.parts))
	for i, p := range m.parts {
		m.out.Rows[i] = make([]int, p.Manifest.Rows)
	}
	for row, s := range m.order {
		m.out.Rows[s.part][s.row] = row
	}
	man := &m.out.Manifest
	man.Rows = m.rows
	if m.rows > 0 {
		man.First, man.Last = m.order[0].nanos, m.order[m.rows-1].nanos
	}
	return nil
}

func (m *merging) column(part int, id ID) (*Column, error) {
	p := &m.parts[part]
	b, err := m.section(p, id)
	if err != nil {
		return nil, err
	}
	return p.Manifest.OpenColumn(id, b)
}

func (m *merging) columns(ctx context.Context) error {
	remap, numbers := m.origins()
	m.out.Origins = numbers
	encoded := make([][]byte, columnEnd)
	failed := make([]error, columnEnd)
	var jobs []func()
	for id := ID(1); id < columnEnd; id++ {
		jobs = append(jobs, func() { encoded[id], failed[id] = m.recode(id, remap) })
	}
	if err := side(ctx, jobs); err != nil {
		return err
	}
	for id, b := range encoded {
		if failed[id] != nil {
			return failed[id]
		}
		if b != nil {
			m.out.section(ID(id), b)
		}
	}
	return nil
}

// origins numbers the provenances of all parts as one list.
func (m *merging) origins() (remap [][]string, numbers []uint64) {
	known := map[uint64]int{}
	for _, p := range m.parts {
		places := make([]string, len(p.Origins))
		for i, n := range p.Origins {
			k, ok := known[n]
			if !ok {
				k = len(numbers)
				known[n] = k
				numbers = append(numbers, n)
			}
			places[i] = string(binary.BigEndian.AppendUint32(nil, uint32(k)))
		}
		remap = append(remap, places)
	}
	return remap, numbers
}

// recode puts one column of all parts together.
func (m *merging) recode(id ID, origins [][]string) ([]byte, error) {
	d := newDictionary(m.rows)
	cols := make([]*Column, len(m.parts))
	codes := make([][]uint32, len(m.parts))
	for i := range m.parts {
		c, err := m.column(i, id)
		if err != nil {
			return nil, err
		}
		cols[i] = c
		codes[i] = make([]uint32, c.Len())
		for code := range c.Len() {
			value := c.At(code)
			if id == From {
				k, err := OriginOf(value)
				if err == nil && k >= len(origins[i]) {
					err = fmt.Errorf("provenance %d of %d: %w", k, len(origins[i]), ErrDamaged)
				}
				if err != nil {
					return nil, err
				}
				value = origins[i][k]
			}
			codes[i][code] = d.code(value)
		}
	}
	for _, s := range m.order {
		d.rows = append(d.rows, uint16(codes[s.part][cols[s.part].Code(s.row)]))
	}
	c := d.column()
	if c.Len() > 1 || c.Len() == 1 && c.At(0) != "" {
		return c.encode(id), nil
	}
	return nil, nil
}

func (m *merging) identities() error {
	positions := make([][]int64, len(m.parts))
	for i := range m.parts {
		p := &m.parts[i]
		b, err := m.section(p, Positions)
		if err != nil {
			return err
		}
		if positions[i], err = p.Manifest.OpenPositions(b); err != nil {
			return err
		}
	}
	for which, id := range []ID{EventIDs, RequestIDs} {
		others := encodeOthers(m.rows, func(row int) string {
			s := m.order[row]
			return m.others[which][s.part].At(s.row)
		})
		if others != nil {
			m.out.AddRaw(id, others)
		}
	}
	list := make([]int64, m.rows)
	for row, s := range m.order {
		list[row] = positions[s.part][s.row]
	}
	m.out.section(Positions, encodePositions(list))
	return nil
}

func (m *merging) finish() error {
	nanos := make([]int64, m.rows)
	keys := make([][16]byte, m.rows)
	for row, s := range m.order {
		nanos[row], keys[row] = s.nanos, s.key
	}
	words, err := m.words()
	if err != nil {
		return err
	}
	m.out.section(TextIndex, words)
	m.out.section(RowTimes, newTimes(nanos).encode())
	m.out.section(KeyIndex, encodeIndex(keys))
	m.out.section(IDFilter, m.ids.encode())
	m.out.section(KeyFilter, newFilter(keys, keyBytes).encode())
	m.out.SetOrigins(m.out.Origins)
	return nil
}
