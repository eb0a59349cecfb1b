package text

// AddKnown is Add for a record of which the bytes from from to to, a whole JSON
// object, are the value with the number n: one of those that come again and
// again, which a block need be shown only once. Numbers are small, and given by
// the caller: two values of one builder with the same number are the same bytes.
//
// No token reaches out of an object, whose braces stand between tokens, and no
// escape into it, so the three pieces can be taken by themselves.
func (b *Builder) AddKnown(record []byte, from, to int, n int) {
	b.follow(record[:from], &b.earlier.heads)
	if b.firstInBlock(n) {
		b.follow(record[from:to], &b.earlier.values)
	}
	b.follow(record[to:], &b.earlier.tails)
}

// firstInBlock reports whether the block has not had the known value n before,
// which it has from now on.
func (b *Builder) firstInBlock(n int) bool {
	if more := n + 1 - len(b.known); more > 0 {
		b.known = append(b.known, make([]int32, more)...)
	}
	if b.known[n] == int32(b.vocabulary.blocks()) {
		return false
	}
	b.known[n] = int32(b.vocabulary.blocks())
	return true
}
