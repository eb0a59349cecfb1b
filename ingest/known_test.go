package ingest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"spoor/cache"
	"spoor/ingest"
	"spoor/source"
)

func TestKnownSaysOfEveryFileWhatTheCacheSays(t *testing.T) {
	c := open(t)
	// Every other place is in the cache; some files failed, some have an ETag.
	var b cache.Batch
	place := func(n int) string { return fmt.Sprintf("logs/%d/%d.json.gz", n%7, n) }
	file := func(n int) cache.File {
		f := cache.File{Place: place(n), Bytes: int64(n % 10), ModTime: start.Add(time.Duration(n) * time.Minute)}
		if n%6 == 0 {
			f.Status = uint8(source.Failed)
		}
		if n%10 == 0 {
			f.ETag = fmt.Sprintf("etag-%d", n)
		}
		return f
	}
	const files = 20_000
	for n := 0; n < files; n += 2 {
		b.Files = append(b.Files, file(n))
	}
	if _, err := c.Append(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	check := func(known func(n int, size int64, mod time.Time, etag string) bool, n int) {
		t.Helper()
		f := file(n)
		there := n%2 == 0 && n%6 != 0
		for _, ask := range []struct {
			size int64
			mod  time.Time
			etag string
			want bool
		}{
			{f.Bytes, f.ModTime, f.ETag, there},
			{f.Bytes + 1, f.ModTime, f.ETag, false},
			{f.Bytes, f.ModTime, "", there},
			{f.Bytes, f.ModTime.Add(1), "", false},
			{f.Bytes, f.ModTime.Add(1), f.ETag, there && f.ETag != ""},
			{f.Bytes, f.ModTime, "another", there && f.ETag == ""},
		} {
			if got := known(n, ask.size, ask.mod, ask.etag); got != ask.want {
				t.Errorf("%s: %+v: got %v", f.Place, ask, got)
			}
		}
	}
	ahead := ingest.Known(c)
	viaList := func(n int, size int64, mod time.Time, etag string) bool {
		ok, err := ahead(t.Context(), place(n), size, mod, etag)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for n := range files {
		check(viaList, n)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		check(viaList, random.IntN(files))
	}
}
