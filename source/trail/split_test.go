package trail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/source"
)

// sameOutcome fails the test where two readings of the same bytes differ.
func sameOutcome(t rapid.TB, content []byte, a, b *file) {
	t.Helper()
	if a.Status != b.Status || a.Reason != b.Reason || a.Lost != b.Lost || !bytes.Equal(a.Digest, b.Digest) || !bytes.Equal(a.SHA256, b.SHA256) {
		t.Fatalf("%q\nread one way:  %d %q, %d lost\nread another: %d %q, %d lost", content, a.Status, a.Reason, a.Lost, b.Status, b.Reason, b.Lost)
	}
	if len(a.records) != len(b.records) {
		t.Fatalf("%q\n%d records one way, %d another", content, len(a.records), len(b.records))
	}
	for i, x := range a.records {
		y := b.records[i]
		if !bytes.Equal(x.Raw, y.Raw) || !bytes.Equal(x.Envelope, y.Envelope) || x.Position != y.Position || x.Shape != y.Shape {
			t.Fatalf("%q\nrecord %d one way: %+v\nanother: %+v", content, i, x, y)
		}
	}
}

// faithful fails the test where a record is not what stands in content.
func faithful(t rapid.TB, content []byte, f *file) {
	t.Helper()
	end := int64(0)
	for i, r := range f.records {
		outer := r.Envelope
		if outer == nil {
			outer = r.Raw
		}
		if r.Position < end || !bytes.HasPrefix(content[r.Position:], outer) || len(r.Raw) == 0 {
			t.Fatalf("%q\nrecord %d is said to be at %d, the one before ends at %d: %+v", content, i, r.Position, end, r)
		}
		end = r.Position + int64(len(outer))
		if r.Envelope == nil || r.Shape == source.ShapeCSV || bytes.Contains(outer, r.Raw) {
			continue
		}
		if !json.Valid(r.Envelope) {
			continue
		}
		if quoted, _ := json.Marshal(string(r.Raw)); !heldIn(r.Envelope, string(r.Raw)) {
			t.Fatalf("%q\nrecord %d is not in its envelope: %s", content, i, quoted)
		}
	}
	if f.Status == source.Empty && (f.Records > 0 || f.Lost > 0) || f.Status == source.Read && (f.Lost > 0 || f.Records == 0) ||
		f.Status == source.Partial && (f.Records == 0 || f.Reason == "") || f.Status == source.Failed && f.Records > 0 {
		t.Fatalf("%q\n%+v", content, f.FileEnd)
	}
}

// heldIn reports whether the envelope has a string at its top level, or is one,
// that stands for text.
func heldIn(envelope []byte, text string) bool {
	text = string([]rune(text)) // as encoding/json reads bytes that are not UTF-8
	var one string
	if json.Unmarshal(envelope, &one) == nil {
		return one == text
	}
	var many map[string]any
	if json.Unmarshal(envelope, &many) != nil {
		return false
	}
	for _, v := range many {
		if v == text {
			return true
		}
	}
	return false
}

func FuzzSplitting(f *testing.F) {
	for _, content := range []string{
		list(rec(1), rec(2)), "[" + rec(1) + "]", rec(1) + "\n" + rec(2), indented, digestFile,
		`{"Events":[` + lookupEnvelope(rec(1), "1") + `],"NextToken":"x"}`, message(rec(1)), `{"detail":` + rec(1) + `}`,
		"2026-03-02T10:14:05.123Z " + rec(1) + "\n", csvHead + "\na,b,c,d,e,f,g,h,i,\"[{\"\"x\"\":1}]\",k,l,m,n,o,p\n",
		`{"Records":[1,` + rec(1) + rec(2) + `,null,{"a":1}]} x {"eventVersion":`, `{Records:[` + rec(1), "\xef\xbb\xbf[]", `{"a":"\`,
		"{\"eventVersion\":\"a\nb\"}\n" + rec(1), `{"message":"{\"eventName\":\"\ud83d\"}"}`,
	} {
		f.Add([]byte(content), byte(1))
		f.Add([]byte(content), byte(37))
	}
	f.Fuzz(func(t *testing.T, content []byte, step byte) {
		for _, limit := range []int{maxRecord, 200} {
			whole := readPieces(t, content, len(content)+1, limit)
			faithful(t, content, whole)
			sameOutcome(t, content, whole, readPieces(t, content, int(step)+1, limit))
		}
	})
}

func TestWhereChunksEndMakesNoDifference(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		rec(1), rec(2), indented, rec(3)[:30], rec(4)[9:], lookupEnvelope(rec(5), `"x"`), message(rec(6)), message("hello"), list(rec(7), rec(8)),
		list(), digestFile, `{"a":1}`, `{"Records":[`, `]}`, `[`, `]`, `}`, `{`, `"`, `\`, ",", "\n", " ", "null", "text\n",
		`{"NextToken":"x","Events":[`, `{"message":"`, `2026-03-02T10:14:05Z `, strings.Repeat(" ", 70), byteOrderMark,
		`{"eventVersion":"` + strings.Repeat("x", 300) + `"}`, csvHead + "\n",
	})
	rapid.Check(t, func(t *rapid.T) {
		content := []byte(strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), ""))
		limit := rapid.SampledFrom([]int{maxRecord, 400, 250}).Draw(t, "limit")
		whole := readPieces(t, content, len(content)+1, limit)
		faithful(t, content, whole)
		sameOutcome(t, content, whole, readPieces(t, content, rapid.IntRange(1, 200).Draw(t, "step"), limit))
	})
}

func TestEveryRecordOfADamagedStreamBehindTheDamageIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var records []string
		for n := range rapid.IntRange(3, 8).Draw(t, "records") {
			records = append(records, rec(n))
		}
		hit := rapid.IntRange(0, len(records)-1).Draw(t, "hit")
		at := rapid.IntRange(1, len(records[hit])-1).Draw(t, "at")
		to := rapid.IntRange(at+1, len(records[hit])).Draw(t, "to")
		damaged := append([]string(nil), records...)
		damaged[hit] = records[hit][:at] + records[hit][to:]
		f := readPieces(t, []byte(strings.Join(damaged, "\n")), 1<<20, maxRecord)
		kept := fmt.Sprint(raws(f.records))
		for i, record := range records {
			// Cut off before its line break, a record can take with it no more
			// than the one on the next line.
			if i != hit && !strings.Contains(kept, record) {
				t.Fatalf("%s is lost to the damage in %s: kept %s (%s)", record, damaged[hit], kept, f.Reason)
			}
		}
	})
}
