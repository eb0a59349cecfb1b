package trail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"spoor/source"
)

// looked is a Contents by which every file is looked at, and none is a copy.
type looked struct{}

func (looked) OfSize(context.Context, int64) (bool, error)           { return true, nil }
func (looked) Same(context.Context, [sha256.Size]byte) (bool, error) { return false, nil }

// held is a batch that is not free yet, with what its records were.
type held struct {
	*source.Batch
	were []source.Record
}

// spoil gives the batch back and makes it useless. It reports what had changed before.
func (h held) spoil() (changed []source.Record) {
	for i, r := range h.Records {
		if !bytes.Equal(r.Raw, h.were[i].Raw) || !bytes.Equal(r.Envelope, h.were[i].Envelope) {
			changed = append(changed, h.were[i])
		}
	}
	if h.Free == nil {
		return changed
	}
	for _, r := range h.Records {
		for _, b := range [][]byte{r.Raw, r.Envelope} {
			for i := range b {
				b[i] = '#'
			}
		}
	}
	h.Free()
	return changed
}

// readInTurn reads files one after another, and gives back batches when it likes.
func readInTurn(chunk int, files []string, dice *rand.Rand) (read []*file, changed []source.Record, err error) {
	var now *file
	var out []held
	r := newReader(nil, chunk, func(b *source.Batch) error {
		h := held{Batch: b}
		for _, x := range b.Records {
			x.Raw, x.Envelope = bytes.Clone(x.Raw), bytes.Clone(x.Envelope)
			h.were = append(h.were, x)
		}
		now.records = append(now.records, h.were...)
		if b.End != nil {
			now.FileEnd = *b.End
		}
		for out = append(out, h); len(out) > 0 && dice.IntN(3) > 0; {
			i := dice.IntN(len(out))
			changed = append(changed, out[i].spoil()...)
			out = append(out[:i], out[i+1:]...)
		}
		return nil
	})
	if dice.IntN(2) == 0 {
		r.contents = looked{}
	}
	for _, content := range files {
		now = new(file)
		read = append(read, now)
		err := r.read(context.Background(), listed{place: "x", size: int64(len(content)), open: func(context.Context, *listed) (io.ReadCloser, error) {
			return kept{strings.NewReader(content)}, nil
		}})
		if err != nil {
			return nil, nil, err
		}
	}
	for _, h := range out {
		changed = append(changed, h.spoil()...)
	}
	return read, changed, nil
}

// kept is a file that can be gone back in.
type kept struct{ *strings.Reader }

func (kept) Close() error { return nil }

func TestWhatIsGivenBackSpoilsNothingElse(t *testing.T) {
	row := strings.Repeat("a,b,2026-03-02T10:14:05Z,c,d,e,f,\"g \"\"h\"\"\",i,,j,k,true,l,m,n\n", 9)
	piece := rapid.SampledFrom([]string{
		list(rec(1), rec(2)), rec(3) + "\n", indented + "\n", lookupEnvelope(rec(4), `"x"`), message(rec(5)), strings.Repeat(rec(6)+"\n", 40), csvHead + "\n" + row,
		`{"eventVersion":"` + strings.Repeat("x", 3000) + `"}`, digestFile, strings.Repeat(" ", 600), "2026-03-02T10:14:05Z " + rec(7) + "\n", list(rec(8))[:50], row,
		strings.Repeat(message(rec(9))+",", 30), `{"Records":[` + strings.Repeat(rec(1)+",", 100) + rec(2) + "]}",
	})
	rapid.Check(t, func(rt *rapid.T) {
		chunk := 1 << rapid.IntRange(7, 14).Draw(rt, "chunk")
		type reading struct {
			files   []string
			got     []*file
			changed []source.Record
			err     error
		}
		var all []*reading
		var work sync.WaitGroup
		for range rapid.IntRange(1, 3).Draw(rt, "readers") {
			r := new(reading)
			for range rapid.IntRange(1, 6).Draw(rt, "files") {
				content := strings.Join(rapid.SliceOfN(piece, 0, 5).Draw(rt, "pieces"), "")
				if rapid.Bool().Draw(rt, "packed") {
					content = zipped(t, content)
				}
				r.files = append(r.files, content)
			}
			dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
			all = append(all, r)
			work.Go(func() { r.got, r.changed, r.err = readInTurn(chunk, r.files, dice) })
		}
		work.Wait()
		for _, r := range all {
			if r.err != nil {
				rt.Fatal(r.err)
			}
			if len(r.changed) > 0 {
				rt.Fatalf("changed before it was given back: %s", r.changed[0].Raw)
			}
			for i, content := range r.files {
				sameOutcome(rt, []byte(content), readStored(rt, strings.NewReader(content), false), r.got[i])
			}
		}
	})
}
