package trail

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// naiveEnd is valueEnd written one byte at a time.
func naiveEnd(data []byte) (int, verdict) {
	var open []byte
	inString := false
	before := byte(0)
	for i := 0; i < len(data); i++ {
		c := data[i]
		if inString {
			switch c {
			case '\\':
				if i++; i == len(data) {
					return len(data), unfinished
				}
				if data[i] == '\n' {
					return i, broken
				}
			case '"':
				inString = false
				before = c
			case '\n':
				return i, broken
			}
			continue
		}
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '\\':
			// Outside strings a backslash is no JSON, but it hides a quote all
			// the same.
			if i++; i < len(data) && data[i] != '"' && data[i] != '\\' {
				i--
			}
			before = c
			continue
		case '"':
			inString = true
		case '{', '[':
			if len(open) > 0 {
				inObject := open[len(open)-1] == '{'
				if inObject != (before == ':') || !inObject && before != ',' && before != '[' {
					return i, broken
				}
			}
			if open = append(open, c); len(open) > maxDepth {
				return i, broken
			}
		case '}', ']':
			if open[len(open)-1] != c-2 {
				return i, broken
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1, whole
			}
		}
		before = c
	}
	return len(data), unfinished
}

func TestTheFastScanAgreesWithTheNaiveOne(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		`"`, `\`, `\\`, `\"`, `{`, `}`, `[`, `]`, `:`, `,`, `":{"`, `"},{"`, `"a":"b",`, `[{`, `}]`, " ", "\n", "\t",
		`é`, "\x80", `#`, "\x01", `[[`, `]]`, "plain text that fills a good part of one block of sixty-four", `{"k":"v"}`, `"k":{"v":[1,2]}`,
	})
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(rapid.SampledFrom([]string{"{", "[", `{"`, `{"a":`}).Draw(t, "start") +
			strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), ""))
		sameEnds(t, data)
	})
}

func TestABackslashEscapesWhereverItStands(t *testing.T) {
	for before := range 200 {
		for _, text := range []string{`\"`, `\"}`, `\\`, `\\\"]`, `\\\\`, `\"\"{`} {
			data := `{"a":"` + strings.Repeat("x", before) + text + `","b":[{}]}`
			sameEnds(t, []byte(data))
			if n, v := closeEnd([]byte(data + `,{"c":1}`)); v != whole || n != len(data) {
				t.Errorf("%s ends at %d with verdict %d", data, n, v)
			}
		}
	}
}

func FuzzValueEnd(f *testing.F) {
	for _, data := range []string{
		sampleRecord(1), sampleRecord(1) + "\n" + sampleRecord(2), indented, `{"a": {"b": [1, {"c": 2}]}, "d": "e"}`, `{"a":  {}}`,
		`["` + strings.Repeat("x", 40) + `[\"]"]`, `{"` + strings.Repeat("é", 20) + `":{}}`, strings.Repeat("[", 70) + strings.Repeat("]", 70),
		`[` + strings.Repeat(" ", 40) + `]`, `{"a":"b` + "\n" + `"}`, `{"a":{]}`, `{"` + strings.Repeat("x", 28) + "\xff\xfb\"\":{}}",
	} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 0 && (data[0] == '{' || data[0] == '[') {
			sameEnds(t, data)
		}
	})
}

// sameEnds fails the test where the scans of a value differ from the naive one.
func sameEnds(t rapid.TB, data []byte) {
	t.Helper()
	wantN, wantV := naiveEnd(data)
	if n, v := closeEnd(data); n != wantN || v != wantV {
		t.Fatalf("closeEnd(%q) = %d %d, want %d %d", data, n, v, wantN, wantV)
	}
	if n := plainEnd(data); n != 0 && (n != wantN || wantV != whole) {
		t.Fatalf("plainEnd(%q) = %d, want %d %d", data, n, wantN, wantV)
	}
}

func TestRecordsArePlain(t *testing.T) {
	for _, data := range []string{
		sampleRecord(1), sampleRecord(1) + "\n" + sampleRecord(2), "[" + sampleRecord(1) + ",\n" + sampleRecord(2) + "]",
		`{"a": {"b": [1, {"c": 2}], "d_e": "[x]"}, "f": [[], {}]}`, "{}", `{"a":1}` + "\xff", `{"` + strings.Repeat("\\\\", 40) + `"}`,
	} {
		if n, _ := closeEnd([]byte(data)); plainEnd([]byte(data)) != n && !strings.Contains(data[:n], "\n") {
			t.Errorf("%s: has to be looked at closely", data)
		}
	}
}

func TestALostBracketIsNoticedAtTheNextRecord(t *testing.T) {
	good := `{"eventVersion":"1.08","a":{"b":[1,{"c":2}]},"d":"e"}`
	for i, c := range []byte(good) {
		if i == 0 || !bytes.ContainsRune([]byte("{}[]"), rune(c)) {
			continue
		}
		damaged := good[:i] + good[i+1:]
		for _, between := range []string{"\n", ",", ",\n", ""} {
			n, v := valueEnd([]byte(damaged + between + good))
			if v == whole && n > len(damaged) || v == unfinished || v == broken && n > len(damaged)+len(between) {
				t.Errorf("without byte %d and with %q between: ends at %d with verdict %d; the damaged one is %d long", i, between, n, v, len(damaged))
			}
		}
	}
}

func TestNestingHasALimit(t *testing.T) {
	deep := bytes.Repeat([]byte("["), 10*maxDepth)
	if n, v := valueEnd(deep); v != broken || n != maxDepth {
		t.Errorf("ends at %d with verdict %d", n, v)
	}
}

func BenchmarkValueEnd(b *testing.B) {
	data := []byte(sampleRecord(1))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, v := valueEnd(data); v != whole {
			b.Fatal("not whole")
		}
	}
}
