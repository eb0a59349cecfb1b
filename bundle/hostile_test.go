package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
)

// forged packs members under a manifest made anew for them, after change has
// seen both: what somebody does who knows how bundles are made.
func forged(t testing.TB, members []member, change func(*Manifest, map[string][]byte)) []byte {
	t.Helper()
	content := map[string][]byte{}
	var m Manifest
	for _, one := range members {
		content[one.name] = one.content
	}
	if err := json.Unmarshal(content[manifestName], &m); err != nil {
		t.Fatal(err)
	}
	change(&m, content)
	for i := range m.Members {
		if text, ok := content[m.Members[i].Name]; ok {
			m.Members[i].Bytes, m.Members[i].SHA256 = int64(len(text)), hashOf(text)
		}
	}
	text, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	content[manifestName] = text
	var packed []member
	for name, text := range content {
		packed = append(packed, member{name, text})
	}
	return rezip(t, packed)
}

func TestAForgedManifestDoesNotKeepTheIdentity(t *testing.T) {
	content, identity := write(t, some(9))
	packed := forged(t, unzip(t, content), func(m *Manifest, members map[string][]byte) {
		members[summaryName] = []byte("# Another story\n")
	})
	v := check(t, packed)
	if len(v.Problems) > 0 {
		t.Errorf("the forgery is not consistent: %v", v.Problems)
	}
	if v.Identity == identity {
		t.Error("the forgery has the identity of the original")
	}
}

func TestForgeriesThatDoNotAgreeInThemselvesAreFound(t *testing.T) {
	content, _ := write(t, some(9))
	members := unzip(t, content)
	replace := func(name, old, new string) func(*Manifest, map[string][]byte) {
		return func(_ *Manifest, members map[string][]byte) {
			if !bytes.Contains(members[name], []byte(old)) {
				t.Fatalf("%s does not hold %q", name, old)
			}
			members[name] = bytes.Replace(members[name], []byte(old), []byte(new), 1)
		}
	}
	for name, c := range map[string]struct {
		change func(*Manifest, map[string][]byte)
		member string
	}{
		"a record changed":           {replace("records/0001.json", `"id-0"`, `"id-x"`), "provenance/0001.jsonl"},
		"a record added":             {replace("records/0001.json", "\n]}\n", ",\n{}\n]}\n"), "records/0001.json"},
		"something between records":  {replace("records/0001.json", ",\n", ", \n"), "provenance/0001.jsonl"},
		"an envelope changed":        {replace("envelopes/0001.txt", `"x"`, `"z"`), "provenance/0001.jsonl"},
		"a variant changed":          {replace("variants/0001.json", "true", "null"), "provenance/0001.jsonl"},
		"an event renumbered":        {replace("provenance/0001.jsonl", `{"event":3,`, `{"event":4,`), "provenance/0001.jsonl"},
		"an event called otherwise":  {replace("provenance/0001.jsonl", `"id":"id-2"`, `"id":"id-3"`), "provenance/0001.jsonl"},
		"a member that is elsewhere": {replace("provenance/0001.jsonl", `"member":"records/0001.json"`, `"member":"../../etc/passwd"`), "provenance/0001.jsonl"},
		"an offset beyond the end":   {replace("provenance/0001.jsonl", `"offset":13`, `"offset":99999999999`), "provenance/0001.jsonl"},
		"a length less than nothing": {replace("provenance/0001.jsonl", `"bytes":4`, `"bytes":-4`), "provenance/0001.jsonl"},
		"a time that is none":        {replace("provenance/0001.jsonl", `"time":"2026`, `"time":"x026`), "provenance/0001.jsonl"},
		"something unknown":          {replace("provenance/0001.jsonl", `{"event":1,`, `{"evil":1,"event":1,`), "provenance/0001.jsonl"},
		"the last line cut": {func(_ *Manifest, m map[string][]byte) {
			p := m["provenance/0001.jsonl"]
			m["provenance/0001.jsonl"] = p[:len(p)-1]
		}, "provenance/0001.jsonl"},
		"more events counted":          {func(m *Manifest, _ map[string][]byte) { m.Events++ }, manifestName},
		"more variants counted":        {func(m *Manifest, _ map[string][]byte) { m.Variants++ }, manifestName},
		"another first time":           {func(m *Manifest, _ map[string][]byte) { m.First = "2020-01-01T00:00:00Z" }, manifestName},
		"a mark of an event not there": {replace(marksName, `"event": 4,`, `"event": 400,`), marksName},
		"a mark of another event":      {replace(marksName, `"id": "id-3"`, `"id": "id-4"`), marksName},
		"fewer marks than counted":     {func(m *Manifest, _ map[string][]byte) { m.Marks++ }, marksName},
		"coverage that is none":        {replace(coverageName, `"from": "2026`, `"from": "x026`), coverageName},
		"a member named twice":         {func(m *Manifest, _ map[string][]byte) { m.Members = append(m.Members, m.Members[0]) }, manifestName},
		"a member outside":             {func(m *Manifest, _ map[string][]byte) { m.Members[0].Name = "../records/0001.json" }, manifestName},
		"a chunk without those before": {func(m *Manifest, _ map[string][]byte) { m.Members[0].Name = "records/999999999.json" }, manifestName},
		"a size that cannot be": {func(m *Manifest, _ map[string][]byte) {
			m.Members = append(m.Members, Member{"envelopes/0007.txt", 1 << 62, strings.Repeat("0", 64)})
		}, manifestName},
		"less than no events": {func(m *Manifest, _ map[string][]byte) { m.Events = -1 }, manifestName},
		"envelopes of no chunk": {func(m *Manifest, c map[string][]byte) {
			c["envelopes/0002.txt"] = []byte("x")
			m.Members = append(m.Members, Member{Name: "envelopes/0002.txt"})
		}, manifestName},
		"a hash in another form": {func(m *Manifest, c map[string][]byte) {
			delete(c, summaryName)
			m.Members[len(m.Members)-1].SHA256 = "x"
		}, manifestName},
		"a hash that is cut": {func(m *Manifest, c map[string][]byte) {
			delete(c, summaryName)
			m.Members[len(m.Members)-1].SHA256 = "00"
		}, manifestName},
		"more bytes than can be": {func(m *Manifest, c map[string][]byte) {
			delete(c, summaryName)
			m.Members[len(m.Members)-1].Bytes = maxMember + 1
		}, manifestName},
		"less than no bytes": {func(m *Manifest, c map[string][]byte) {
			delete(c, summaryName)
			m.Members[len(m.Members)-1].Bytes = -1
		}, manifestName},
		"a summary that is not there":    {func(_ *Manifest, c map[string][]byte) { delete(c, summaryName) }, summaryName},
		"a manifest without its records": {func(m *Manifest, _ map[string][]byte) { m.Members = m.Members[1:] }, manifestName},
	} {
		v := check(t, forged(t, members, c.change))
		named := false
		for _, p := range v.Problems {
			named = named || p.Member == c.member
		}
		if !named {
			t.Errorf("%s: want a problem with %s, got %v", name, c.member, v.Problems)
		}
	}
}

func TestAMemberOfAChunkHasOneName(t *testing.T) {
	for name, chunk := range map[string]int{"records/0001.json": 1, "provenance/0012.jsonl": 12, "variants/12345.json": 12345, "envelopes/9999.txt": 9999} {
		if folder, n, ok := parseName(name); !ok || n != chunk || memberName(folder, n) != name {
			t.Errorf("%s is chunk %d of %q: %v", name, n, folder, ok)
		}
	}
	for _, name := range []string{
		"", "records/", "records/0000.json", "records/1.json", "records/00001.json", "records/-001.json", "records/0001.jsonl", "records/0001",
		"Records/0001.json", "others/0001.json", "/0001.json", "../records/0001.json", "records/0001.json\n", "records/9999999999.json",
	} {
		if folder, n, ok := parseName(name); ok {
			t.Errorf("%q is chunk %d of %q", name, n, folder)
		}
	}
}

func TestAManifestHasOneForm(t *testing.T) {
	content, _ := write(t, some(2))
	members := unzip(t, content)
	for name, change := range map[string]func(string) string{
		"a name twice":          func(s string) string { return strings.Replace(s, `"events": 2`, `"events": 1, "events": 2`, 1) },
		"a name in capitals":    func(s string) string { return strings.Replace(s, `"events": 2`, `"EVENTS": 2`, 1) },
		"an unknown name":       func(s string) string { return strings.Replace(s, `"events": 2`, `"events": 2, "x": 1`, 1) },
		"other space":           func(s string) string { return strings.Replace(s, `"events": 2`, `"events":2`, 1) },
		"something behind":      func(s string) string { return s + "{}" },
		"nothing":               func(string) string { return "" },
		"a list":                func(string) string { return "[]" },
		"nested without an end": func(string) string { return strings.Repeat(`{"a":`, 100_000) },
	} {
		changed := append([]member{}, members...)
		for i := range changed {
			if changed[i].name == manifestName {
				changed[i].content = []byte(change(string(changed[i].content)))
			}
		}
		packed := rezip(t, changed)
		v, err := Check(context.Background(), bytes.NewReader(packed), int64(len(packed)), CheckOptions{})
		if err == nil && (len(v.Problems) == 0 || v.Problems[0].Member != manifestName) {
			t.Errorf("%s: %v", name, v.Problems)
		}
	}
}

func TestALaterFormIsToldFromADamagedOne(t *testing.T) {
	content, _ := write(t, some(2))
	packed := forged(t, unzip(t, content), func(m *Manifest, _ map[string][]byte) { m.Version = Version + 1 })
	if _, err := NewReader(bytes.NewReader(packed), int64(len(packed))); !errors.Is(err, ErrVersion) {
		t.Error(err)
	}
}

// allocated is how much f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// zeros is a stream of zeros.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestBombsCostAnErrorAndLittleMemory(t *testing.T) {
	content, _ := write(t, some(9))
	members := unzip(t, content)
	const huge = maxMember + 1<<20
	bomb := func(name string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, m := range members {
			w, err := z.Create(m.name)
			if err != nil {
				t.Fatal(err)
			}
			if m.name == name {
				if _, err := io.CopyN(w, zeros{}, huge); err != nil {
					t.Fatal(err)
				}
			} else if _, err := w.Write(m.content); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, name := range []string{manifestName, "records/0001.json", summaryName} {
		packed := bomb(name)
		used := allocated(func() {
			v, err := Check(context.Background(), bytes.NewReader(packed), int64(len(packed)), CheckOptions{})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			if len(v.Problems) == 0 || v.Problems[0].Member != name {
				t.Errorf("%s: %v", name, v.Problems)
			}
		})
		// A buffer that doubles allocates four times what it may hold; the race
		// detector adds to that.
		if used > 12*maxManifest {
			t.Errorf("%s: %d MB were allocated", name, used>>20)
		}
	}
}

func TestMembersThatLieOverEachOtherAreRefused(t *testing.T) {
	// The central directory names one compressed run of bytes many times over.
	run := bytes.Repeat([]byte{'x'}, 4096)
	var b bytes.Buffer
	b.WriteString("PK\x03\x04")
	b.Write(make([]byte, 26))
	b.Write(run)
	start := b.Len()
	const entries = 1000
	for i := range entries {
		name := fmt.Sprintf("records/%04d.json", i)
		head := make([]byte, 46)
		copy(head, "PK\x01\x02")
		binary.LittleEndian.PutUint32(head[16:], crc32.ChecksumIEEE(run))
		binary.LittleEndian.PutUint32(head[20:], uint32(len(run)))
		binary.LittleEndian.PutUint32(head[24:], uint32(len(run)))
		binary.LittleEndian.PutUint16(head[28:], uint16(len(name)))
		b.Write(head)
		b.WriteString(name)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], entries)
	binary.LittleEndian.PutUint16(end[10:], entries)
	binary.LittleEndian.PutUint32(end[12:], uint32(b.Len()-start))
	binary.LittleEndian.PutUint32(end[16:], uint32(start))
	b.Write(end)
	_, err := NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	var p Problem
	if !errors.As(err, &p) || !strings.Contains(p.What, "over each other") {
		t.Error(err)
	}
}

func TestWhatIsNoBundleIsNone(t *testing.T) {
	for name, content := range map[string][]byte{
		"nothing": {}, "text": []byte("hello"), "an empty zip": rezip(t, nil), "another zip": rezip(t, []member{{"a.txt", []byte("a")}}),
		"another manifest": rezip(t, []member{{manifestName, []byte(`{"format":"something else","version":1}`)}}),
	} {
		if _, err := NewReader(bytes.NewReader(content), int64(len(content))); !errors.Is(err, ErrNotBundle) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABundleWhoseEndIsMissingIsABrokenOne(t *testing.T) {
	content, _ := write(t, some(9))
	for _, size := range []int{4, len(content) / 2, len(content) - 1} {
		v, err := Check(context.Background(), bytes.NewReader(content[:size]), int64(size), CheckOptions{})
		if err != nil || len(v.Problems) != 1 || !strings.Contains(v.Problems[0].What, "part of it is missing") {
			t.Errorf("%d of %d bytes: %+v, %v", size, len(content), v, err)
		}
	}
}

func TestACheckStopsWhenItsContextEnds(t *testing.T) {
	content, _ := write(t, some(9))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Check(ctx, bytes.NewReader(content), int64(len(content)), CheckOptions{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAWriterThatFailsSaysSoToTheEnd(t *testing.T) {
	w := NewWriter(failing{}, about())
	events := some(3)
	events[0].Record = bytes.Repeat([]byte("x"), chunkBytes)
	var first error
	for i := range events {
		if err := w.Add(&events[i]); err != nil && first == nil {
			first = err
		}
	}
	if _, err := w.Finish(Coverage{}, nil); err == nil || first != nil && err.Error() != first.Error() {
		t.Errorf("%v, then %v", first, err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// FuzzCheck holds that whatever is in a file, reading it costs an error at most.
func FuzzCheck(f *testing.F) {
	content, _ := write(f, some(7))
	f.Add(content)
	f.Add(rezip(f, unzip(f, content)))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, content []byte) {
		v, err := Check(context.Background(), bytes.NewReader(content), int64(len(content)), CheckOptions{ID: eventID})
		if err == nil && v.Identity == "" && len(v.Problems) == 0 {
			t.Error("a bundle without an identity is called consistent")
		}
	})
}

// FuzzMembers holds that what passes as a consistent bundle is read back as
// it was written, whatever its records, envelopes and provenance are.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a":1}`), []byte("row"), "place", "note")
	f.Add([]byte("{}\n]}\n"), []byte(""), "\xff\x00", "\u2028")
	f.Fuzz(func(t *testing.T, record, envelope []byte, place, note string) {
		e := Event{ID: "x", Held: Held{Record: record, Envelope: envelope, Shape: "record", Seen: []Sighting{{Kind: "trail", Place: place}}},
			Variants: []Held{{Record: envelope}}, Mark: &Mark{Note: note}}
		content, _ := write(t, []Event{e, e})
		got := read(t, content)
		for _, g := range got {
			if !bytes.Equal(g.Record, record) || !bytes.Equal(g.Envelope, envelope) || !bytes.Equal(g.Variants[0].Record, envelope) {
				t.Errorf("%q, %q came back as %q, %q", record, envelope, g.Record, g.Envelope)
			}
		}
		v, err := Check(context.Background(), bytes.NewReader(content), int64(len(content)), CheckOptions{})
		if err != nil || len(v.Problems) > 0 || len(got) != 2 {
			t.Errorf("%v, %v", v, err)
		}
	})
}
