package text

// Builder collects the vocabulary of blocks. It is used by one goroutine.
type Builder struct {
	vocabulary vocabulary
	earlier    earlier
	escaped    []int
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	select {
	case b := <-spare:
		return b
	default:
		return &Builder{vocabulary: newVocabulary()}
	}
}

// spare is a builder that has been done with: a few megabytes that are needed
// for every segment. (The collector would empty a pool each time.)
var spare = make(chan *Builder, 1)

// Done says that the builder is not used any more.
func (b *Builder) Done() {
	const most = 8 << 20 // bytes of words, so that a hostile batch costs memory once
	if cap(b.vocabulary.text) > most {
		return
	}
	b.vocabulary.forget()
	b.earlier.forget()
	b.escaped = nil
	select {
	case spare <- b:
	default:
	}
}

// Block begins the next block.
func (b *Builder) Block() {
	b.vocabulary.next()
	b.earlier.next()
}

// escape notes that the block has a letter or digit written as an escape.
func (b *Builder) escape() {
	block := b.vocabulary.blocks() - 1
	if n := len(b.escaped); n == 0 || b.escaped[n-1] != block {
		b.escaped = append(b.escaped, block)
	}
}

// Encode gives the stored form.
func (b *Builder) Encode() []byte {
	v := &b.vocabulary
	w := newWriter(v.blocks())
	w.vocabulary = make([]byte, 0, len(v.text)+len(v.ends)+1)
	postings := v.postings()
	for _, r := range v.inOrder() {
		w.add(v.bytes(r.word), postings.of(r.word))
	}
	return w.finish(b.escaped)
}
