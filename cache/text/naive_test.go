package text

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/source"
	"spoor/source/demo"
)

// naive is the index by its rules alone: every word of every record.
type naive struct {
	holding map[string]map[uint16]bool // blocks, by word
	escaped map[int]bool
	blocks  int
}

func newNaive() *naive {
	return &naive{holding: map[string]map[uint16]bool{}, escaped: map[int]bool{}}
}

var (
	tokenRuns   = regexp.MustCompile(`[0-9A-Za-z]+`)
	jsonEscape  = regexp.MustCompile(`^(u....|[bfnrt])`)
	plainLetter = regexp.MustCompile(`^u00(3[0-9]|[46][1-9a-f]|[57][0-9a])`)
)

func (x *naive) add(record string) {
	for _, at := range tokenRuns.FindAllStringIndex(record, -1) {
		token := lowered(record[at[0]:at[1]])
		for from := 0; ; from += maxPiece {
			x.note(token[from:min(from+maxToken, len(token))])
			if from+maxToken >= len(token) {
				break
			}
		}
		if at[0] > 0 && record[at[0]-1] == '\\' {
			// What it seems to begin with may be an escape.
			first := token[:min(maxToken, len(token))]
			if escape := jsonEscape.FindString(first); escape != "" {
				x.note(first[len(escape):])
			}
			if plainLetter.MatchString(first) {
				x.escaped[x.blocks-1] = true
			}
		}
	}
}

func (x *naive) note(token string) {
	hexadecimal := strings.Trim(token, "0123456789abcdef") == ""
	digits, letters := strings.ContainsAny(token, "0123456789"), strings.ContainsAny(token, "abcdef")
	if token == "" || hexadecimal && digits && (len(token) == 4 || len(token) > 4 && letters) {
		return
	}
	if x.holding[token] == nil {
		x.holding[token] = map[uint16]bool{}
	}
	x.holding[token][uint16(x.blocks-1)] = true
}

func (x *naive) encode() []byte {
	w := newWriter(x.blocks)
	for _, token := range slices.Sorted(maps.Keys(x.holding)) {
		w.add([]byte(token), slices.Sorted(maps.Keys(x.holding[token])))
	}
	return w.finish(slices.Sorted(maps.Keys(x.escaped)))
}

// values are what comes again and again in records.
var values = []string{
	`{}`, `{"type":"Role","userName":"payroll","x":null}`, `{"u":"Pay-roll","id":"0a1b2c3d-4000-4000-8000-deadbeef0011"}`,
	`{"n":2026,"list":["face",{"a":"b\\"}],"long":"` + strings.Repeat("abcdefghij", 9) + `"}`, `{"\u0061":"\n11","é":{"é":"ſ"}}`,
}

func TestTheIndexIsThatOfANaiveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if seldom := rapid.IntRange(0, 3).Draw(t, "used before"); seldom == 0 {
			build(drawBlocks(t)).Done()
		}
		b, want := NewBuilder(), newNaive()
		for range rapid.IntRange(0, 40).Draw(t, "blocks") {
			b.Block()
			want.blocks++
			for range rapid.IntRange(0, 4).Draw(t, "records") {
				record := drawText(t, 12, "record")
				if rapid.Bool().Draw(t, "with a value that comes again") {
					record += rapid.SampledFrom([]string{"", "x:", `"payroll":`, `",`}).Draw(t, "before") +
						rapid.SampledFrom(values).Draw(t, "value") + drawText(t, 12, "behind")
				}
				b.Add([]byte(record))
				want.add(record)
			}
		}
		stored := b.Encode()
		b.Done()
		compare(t, stored, want.encode())
	})
}

func TestTheIndexOfRealisticRecordsIsThatOfANaiveOne(t *testing.T) {
	for name, records := range map[string][][]byte{
		"demo":   firstRecords(t, demo.New(demo.End), 3000),
		"corpus": firstRecords(t, demo.NewCorpus(100_000, 1), 3000),
	} {
		b, want := NewBuilder(), newNaive()
		for i, record := range records {
			if i%100 == 0 {
				b.Block()
				want.blocks++
			}
			b.Add(record)
			want.add(string(record))
		}
		t.Log(name, len(records), "records,", len(want.holding), "words")
		compare(t, b.Encode(), want.encode())
		b.Done()
	}
}

// FuzzTheIndexIsThatOfANaiveOne takes a text for records of a line each.
func FuzzTheIndexIsThatOfANaiveOne(f *testing.F) {
	f.Add("{\"eventName\":\"AssumeRole\",\"n\":1}\n{\"eventName\":\"AssumeRole\",\"n\":12}\n{\"eventName\":\"ListRoles\",\"n\":\"\\u0061b\"}")
	f.Add("0a2f6239-cef4-4e8b-9d52-1b2c3d4e5f60,7dfc13b8-9e8b-4a24-bc11-8529ce487832\n7dfc13b8-9e8b-4a24-bc11-8529ce487832,0a2f6239-cef4-4e8b-9d52-1b2c3d4e5f60")
	f.Add(strings.Repeat("abcdefghij", 9) + "\n" + strings.Repeat("abcdefghij", 7))
	// Behind an escape, what looks like an id begins with a word.
	f.Add(`{"a":"\b1234567-cef4-4e8b-9d52-1b2c3d4e5f60"}` + "\n" + `{"a":"\f7654321-cef4-4e8b-9d52-1b2c3d4e5f60"}`)
	// Says further on what it said itself, but for the last word.
	f.Add(strings.Repeat("\xd0", 8) + "\xd1" + strings.Repeat("\xd0", 14) + "\n\n\xd0\n" + strings.Repeat("\xd0", 17) + ",R")
	f.Fuzz(func(t *testing.T, text string) {
		b, want := NewBuilder(), newNaive()
		for i, record := range strings.Split(text, "\n") {
			if i%8 == 0 {
				b.Block()
				want.blocks++
			}
			b.Add([]byte(record))
			want.add(record)
		}
		compare(t, b.Encode(), want.encode())
		b.Done()
	})
}

// firstRecords are the first n of a source.
func firstRecords(t testing.TB, from source.Source, n int) (records [][]byte) {
	enough := errors.New("enough")
	err := from.Pull(t.Context(), func(batch *source.Batch) error {
		for _, r := range batch.Records {
			if len(records) == n {
				return enough
			}
			records = append(records, bytes.Clone(r.Raw))
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		t.Fatal(err)
	}
	return records
}

// compare says where two stored indexes differ first.
func compare(t interface{ Fatal(...any) }, got, want []byte) {
	if bytes.Equal(got, want) {
		return
	}
	x, err := Open(got)
	if err != nil {
		t.Fatal(err)
	}
	y, err := Open(want)
	if err != nil {
		t.Fatal(err)
	}
	have, need := bytes.Split(x.vocabulary, []byte{0}), bytes.Split(y.vocabulary, []byte{0})
	for i := range min(len(have), len(need)) {
		if !bytes.Equal(have[i], need[i]) {
			t.Fatal(fmt.Sprintf("word %d of %d is %q; of the %d it should be, %q", i, len(have), have[i], len(need), need[i]))
		}
	}
	t.Fatal(fmt.Sprintf("words %d, %d; postings alike %t; escaped %v, %v", len(have), len(need), bytes.Equal(x.postings, y.postings), x.escaped, y.escaped))
}

func TestTheIndexOfRecordsThatVaryIsThatOfANaiveOne(t *testing.T) {
	parts := append([]string{
		`"eventName":"`, `AssumeRole`, `",`, `"arn":"arn:aws:iam::111122223333:role/`, `media-node`, `sessions`, `session`, ",", ",,", `"}`, `\`,
		"0a2f6239-cef4-4e8b-9d52-1b2c3d4e5f60", "0a2f6239-cef4-4e8b-9d52-000000000000", "7dfc13b8-9e8b-4a24-bc11-8529ce487832", "7dfc13b8-9e8b-4a24-bc11-8529ce487832x",
		`\b1234567-cef4-4e8b-9d52-1b2c3d4e5f60`, `\` + "b7654321-9e8b-4a24-bc11-8529ce487832", "1234567-cef4-4e8b-9d52-1b2c3d4e5f60",
	}, fragments...)
	part := rapid.SampledFrom(parts)
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.SliceOfN(part, 1, 30).Draw(t, "first")
		b, want := NewBuilder(), newNaive()
		for i := range rapid.IntRange(1, 30).Draw(t, "records") {
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				at := rapid.IntRange(0, len(record)).Draw(t, "at")
				record = slices.Concat(record[:at], rapid.SliceOfN(part, 0, 2).Draw(t, "new"), record[min(at+rapid.IntRange(0, 2).Draw(t, "old"), len(record)):])
			}
			if i%10 == 0 {
				b.Block()
				want.blocks++
			}
			text := strings.Join(record, "")
			b.Add([]byte(text))
			want.add(text)
		}
		compare(t, b.Encode(), want.encode())
		b.Done()
	})
}

func TestAnIdIsPassedOverIfAllItsPartsAreLeftOut(t *testing.T) {
	part := func(t *rapid.T, n int) string {
		const mixed = "0123456789abcdefABCDEF"
		of := rapid.SampledFrom([]string{mixed, mixed, mixed, mixed, mixed, mixed, "0123456789", "abcdef", mixed + "g."}).Draw(t, "of")
		return rapid.StringOfN(rapid.RuneFrom([]rune(of)), n, n, -1).Draw(t, "part")
	}
	rapid.Check(t, func(t *rapid.T) {
		id := part(t, 8) + "-" + part(t, 4) + "-" + part(t, 4) + "-" + part(t, 4) + "-" + part(t, 12)
		all := true
		for p := range strings.SplitSeq(id, "-") {
			all = all && isLeftOut(lowered(p))
		}
		behind := rapid.SampledFrom([]string{"", `"`, "-", "a"}).Draw(t, "behind")
		if got, want := uuidLeftOut([]byte(id+behind)), all && behind != "a"; got != want {
			t.Fatalf("%s: %t", id+behind, got)
		}
	})
}

func TestNoTokenAndNoEscapeReachesAcrossAPlaceToBeginAt(t *testing.T) {
	for text, want := range map[string]int{
		``: 0, `one`: 0, `one.`: 4, `one.two`: 4, `one.two\`: 4, `one."\\n`: 5, `one\u0061`: 0, `one,é`: 6, `one,étwo`: 6,
	} {
		if got := tokenBefore([]byte(text), 0, len(text)); got != want {
			t.Errorf("%s: %d; want %d", text, got, want)
		}
	}
}

func TestTheIndexOfManyWordsIsThatOfANaiveOne(t *testing.T) {
	for range 2 { // the second time with a builder that has grown
		b, want := NewBuilder(), newNaive()
		for range 3 {
			b.Block()
			want.blocks++
			for i := range 15_000 {
				word := fmt.Sprintf("w%d", (i+want.blocks*5000)*7)
				b.Add([]byte(word))
				want.add(word)
			}
		}
		compare(t, b.Encode(), want.encode())
		b.Done()
	}
}

func TestWordsComeInOrderHoweverMuchTheyHaveInCommon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stem := rapid.StringMatching(`[g-z]{0,30}`).Draw(t, "stem")
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		b, want := NewBuilder(), newNaive()
		b.Block()
		want.blocks++
		for range rapid.IntRange(0, 1000).Draw(t, "words") {
			word := stem[:dice.IntN(len(stem)+1)]
			for range 1 + dice.IntN(20) {
				word += string("ghz09"[dice.IntN(5)])
			}
			b.Add([]byte(word))
			want.add(word)
		}
		compare(t, b.Encode(), want.encode())
		b.Done()
	})
}
