package text

import "encoding/binary"

// vocabulary numbers words in the order they come in, and keeps which blocks
// they are in. Most words come once, so what is written for a word lies behind
// what was written for the last; only the table is written all over.
type vocabulary struct {
	table []place // open addressing, at most three quarters taken
	shift int     // a hash shifted by it is a place in the table
	text  []byte  // all words behind each other
	ends  []uint32
	// posts are the words of the blocks, each once a block, in the order they came
	// in; begins says where those of each block begin.
	posts  []uint32
	begins []int
}

// place is a word in the table, where it is known by its hash.
type place struct {
	hash uint64 // 0 in a place that is free
	word uint32
	last uint32 // the block it was seen in last
}

func newVocabulary() vocabulary {
	const bits = 14
	return vocabulary{table: make([]place, 1<<bits), shift: 64 - bits}
}

func (v *vocabulary) blocks() int { return len(v.begins) }

// next begins a block.
func (v *vocabulary) next() { v.begins = append(v.begins, len(v.posts)) }

// forget makes v as it was when it was new, but for the room it has.
func (v *vocabulary) forget() {
	clear(v.table)
	v.text, v.ends, v.posts, v.begins = v.text[:0], v.ends[:0], v.posts[:0], v.begins[:0]
}

// note posts a token, which may be new.
func (v *vocabulary) note(t *token) {
	hash, block := t.hash(), uint32(len(v.begins))
	for i := int(hash >> v.shift); ; i++ {
		p := &v.table[i&(len(v.table)-1)]
		switch p.hash {
		case hash:
			if p.last != block {
				p.last = block
				v.posts = append(v.posts, p.word)
			}
			return
		case 0:
			*p = place{hash, uint32(len(v.ends)), block}
			v.posts = append(v.posts, p.word)
			v.add(t)
			return
		}
	}
}

// add puts a word behind the others.
func (v *vocabulary) add(t *token) {
	n := len(v.text)
	for i := 0; i < t.length; i += 8 {
		v.text = binary.LittleEndian.AppendUint64(v.text, t.eights[i>>3])
	}
	v.text = v.text[:n+t.length]
	v.ends = append(v.ends, uint32(len(v.text)))
	if len(v.ends)*4 > len(v.table)*3 {
		v.grow()
	}
}

func (v *vocabulary) grow() {
	old := v.table
	v.table = make([]place, 2*len(old))
	v.shift--
	for _, p := range old {
		if p.hash == 0 {
			continue
		}
		i := int(p.hash >> v.shift)
		for v.table[i&(len(v.table)-1)].hash != 0 {
			i++
		}
		v.table[i&(len(v.table)-1)] = p
	}
}

// bytes is the text of a word.
func (v *vocabulary) bytes(word uint32) []byte {
	from := uint32(0)
	if word > 0 {
		from = v.ends[word-1]
	}
	return v.text[from:v.ends[word]]
}

// postings are the blocks of every word.
type postings struct {
	blocks []uint16
	ends   []uint32
}

// of are the blocks of a word, rising.
func (p *postings) of(word uint32) []uint16 {
	from := uint32(0)
	if word > 0 {
		from = p.ends[word-1]
	}
	return p.blocks[from:p.ends[word]]
}

// postings sorts the posts by word.
func (v *vocabulary) postings() *postings {
	p := &postings{make([]uint16, len(v.posts)), make([]uint32, len(v.ends)+1)}
	// While they are put into place, the end of each word's blocks is where the
	// next of them belongs.
	for _, word := range v.posts {
		p.ends[word+1]++
	}
	for word := range v.ends {
		p.ends[word+1] += p.ends[word]
	}
	for k, from := range v.begins {
		to := len(v.posts)
		if k+1 < len(v.begins) {
			to = v.begins[k+1]
		}
		for _, word := range v.posts[from:to] {
			p.blocks[p.ends[word]] = uint16(k)
			p.ends[word]++
		}
	}
	return p
}
