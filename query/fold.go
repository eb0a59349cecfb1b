package query

import (
	"unicode"
	"unicode/utf8"
)

// Fold returns s as the language compares it: two texts are the same, ignoring
// case, when their folded forms are the same bytes.
//
// ASCII letters become lower case. Every other rune becomes the smallest
// non-ASCII rune that differs from it only by case (Unicode's simple folding),
// so that an ASCII text is never found in anything but ASCII letters: the
// Kelvin sign is no k. Bytes that are no UTF-8 stay as they are. Folding a
// folded text changes nothing, and folding never joins or splits at an ASCII
// byte, so an ASCII text can be searched for byte by byte.
func Fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return string(AppendFold(make([]byte, 0, len(s)+4), s))
		}
	}
	return s
}

// AppendFold appends the folded form of s to dst.
func AppendFold[T string | []byte](dst []byte, s T) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			dst = append(dst, lowerASCII(c))
			i++
			continue
		}
		r, size := decodeRune(s[i:])
		if r == utf8.RuneError && size <= 1 {
			dst = append(dst, c)
			i++
			continue
		}
		dst = utf8.AppendRune(dst, foldRune(r))
		i += size
	}
	return dst
}

func decodeRune[T string | []byte](s T) (rune, int) {
	var head [utf8.UTFMax]byte
	n := copy(head[:], s)
	return utf8.DecodeRune(head[:n])
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// foldRune returns what stands for the non-ASCII rune r and all its cases.
func foldRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		if other >= utf8.RuneSelf && other < least {
			least = other
		}
	}
	return least
}

// equalFold reports whether s folds to folded.
func equalFold(s, folded string) bool {
	i := 0
	for ; i < len(s) && i < len(folded); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return Fold(s[i:]) == folded[i:]
		}
		if lowerASCII(c) != folded[i] {
			return false
		}
	}
	return i == len(s) && i == len(folded)
}

// indexFold finds the first place in s whose folded form is needle, which is
// folded and not empty. It returns the bounds of that place in s, or -1, -1.
func indexFold[T string | []byte](s T, needle string) (start, end int) {
	first := needle[0]
	upper := first
	if 'a' <= first && first <= 'z' {
		upper = first - 'a' + 'A'
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != first && c != upper && c < utf8.RuneSelf {
			continue
		}
		if n := foldedPrefix(s[i:], needle); n >= 0 {
			return i, i + n
		}
		if c >= utf8.RuneSelf {
			if r, size := decodeRune(s[i:]); r != utf8.RuneError {
				i += size - 1
			}
		}
	}
	return -1, -1
}

// foldedPrefix returns how many bytes of s fold to needle, or -1 when s does
// not begin with it.
func foldedPrefix[T string | []byte](s T, needle string) int {
	i, j := 0, 0
	for j < len(needle) {
		if i == len(s) {
			return -1
		}
		c := s[i]
		if c < utf8.RuneSelf {
			if lowerASCII(c) != needle[j] {
				return -1
			}
			i++
			j++
			continue
		}
		r, size := decodeRune(s[i:])
		if r == utf8.RuneError && size <= 1 {
			if c != needle[j] {
				return -1
			}
			i++
			j++
			continue
		}
		var folded [utf8.UTFMax]byte
		n := utf8.EncodeRune(folded[:], foldRune(r))
		if len(needle)-j < n || needle[j:j+n] != string(folded[:n]) {
			return -1
		}
		i += size
		j += n
	}
	return i
}
