package text

// What a byte is to the index.
const (
	hexDigit  = 1 << iota // 0–9 a–f A–F
	digit                 // 0–9
	wordByte              // 0–9 a–z A–Z
	hexLetter             // a–f A–F
)

// kinds says what every byte is; lower is its lower case.
var kinds, lower = func() (kinds [256]uint8, lower [256]byte) {
	for i := range 256 {
		c := byte(i)
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
		switch {
		case '0' <= c && c <= '9':
			kinds[i] = digit | hexDigit | wordByte
		case 'a' <= c && c <= 'f':
			kinds[i] = hexLetter | hexDigit | wordByte
		case 'g' <= c && c <= 'z':
			kinds[i] = wordByte
		}
	}
	return kinds, lower
}()

// maxToken is the longest token kept. Of what is longer, windows of this length
// are kept, each beginning maxPiece after the one before, so that every piece of
// at most maxPiece lies in one of them whole.
const (
	maxToken = 64
	maxPiece = maxToken / 2
)

// leftOut reports whether a token of which all bytes are hexadecimal digits is
// too much like a part of an id to be kept: four digits, or digits and letters
// mixed.
func leftOut(length int, digits, letters bool) bool {
	return length >= 4 && digits && (letters || length == 4)
}

// mayBeLeftOut reports whether a piece may be part of a token that is left out.
func mayBeLeftOut(piece string) bool {
	for i := range len(piece) {
		if kinds[piece[i]]&hexDigit == 0 {
			return false
		}
	}
	return true
}

// isLeftOut reports whether a piece, being a whole token, is left out.
func isLeftOut(piece string) bool {
	var digits, letters bool
	for i := range len(piece) {
		k := kinds[piece[i]]
		if k&hexDigit == 0 {
			return false
		}
		digits = digits || k&digit != 0
		letters = letters || k&hexLetter != 0
	}
	return leftOut(len(piece), digits, letters)
}
