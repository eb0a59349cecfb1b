package text

import (
	"unicode"
	"unicode/utf8"
)

// Find returns the stretch of s, in bytes, that first says the same as words,
// ignoring case: -1, -1 if none does, or there are no words. The two need not be
// equally long.
func Find(s, words string) (from, to int) {
	if words == "" {
		return -1, -1
	}
	first, _ := utf8.DecodeRuneInString(words)
	first = fold(first)
	for i, r := range s {
		if fold(r) != first {
			continue
		}
		if end := foldedPrefix(s[i:], words); end >= 0 {
			return i, i + end
		}
	}
	return -1, -1
}

// foldedPrefix returns how long the beginning of s is that says the same as
// words, -1 if it does not.
func foldedPrefix(s, words string) int {
	i := 0
	for _, want := range words {
		r, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 || fold(r) != fold(want) {
			return -1
		}
		i += size
	}
	return i
}

func fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}
