package ingest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"spoor/cache"
	"spoor/event"
	"spoor/source"
)

// seen is a record in a file, and what a decoder of its own makes of it.
type seen struct {
	raw, envelope []byte
	shape         source.Shape
	place         string
	position      int64
	ev            event.Event
	same          []byte // equal for records that say the same
}

// world is a folder of files, and what is in them.
type world struct {
	dice   *rand.Rand
	pool   [][]member
	folder string
	files  int
	// texts are all records so far.
	texts []string
	// want are the events by identity; all is how many records there are, of which
	// lost are none.
	want      map[cache.Key][]seen
	all, lost int
	// again says that the cache had some of them before.
	again bool
}

// layouts are how records stand in a file.
var layouts = []struct {
	begin, between, end string
	shape               source.Shape
}{
	{begin: `{"Records":[`, between: ",", end: "]}"},
	{begin: `{"a":{"b":[1]},"Records": [` + "\n", between: " ,\n", end: `],"x":1}` + "\n"},
	{begin: `{"Records":[`, between: `]}{"Records":[`, end: "]}\n"},
	{begin: "[", between: ",", end: "]"},
	{between: "\n", end: "\n"},
	{},
	{between: "\n", shape: source.ShapeLookup},
	{begin: `{"Events":[`, between: ",", end: `],"NextToken":"eyJ="}`, shape: source.ShapeLookup},
	{between: "\n", shape: source.ShapeEventBridge},
	{begin: "[", between: ",", end: "]", shape: source.ShapeEventBridge},
	{between: "\n", shape: source.ShapeCloudWatch},
}

// file writes a file of so many records.
func (w *world) file(t *rapid.T, records int) {
	w.files++
	place := filepath.Join(w.folder, fmt.Sprintf("%03d.json", w.files))
	layout := pick(w, layouts...)
	var b bytes.Buffer
	b.WriteString(layout.begin)
	for i := range records {
		if i > 0 {
			b.WriteString(layout.between)
		}
		text := w.record()
		if len(w.texts) > 0 && w.chance(6) {
			text = pick(w, w.texts...)
		}
		w.texts = append(w.texts, text)
		s := seen{raw: []byte(text), envelope: w.around(text, layout.shape), shape: layout.shape, place: place, position: int64(b.Len())}
		b.Write(s.envelope)
		if s.envelope == nil {
			b.Write(s.raw)
		}
		w.note(t, s)
	}
	b.WriteString(layout.end)
	content := b.Bytes()
	if w.chance(4) { // of a length at which something is done in another way
		for _, size := range []int{128 << 10, 2 << 20} {
			if n := size + w.dice.IntN(5) - 2 - len(content); n > 0 {
				content = append(content, bytes.Repeat([]byte{' '}, n)...)
				break
			}
		}
	}
	for range pick(w, 0, 0, 1, 1, 1, 2) {
		content = w.packed(content)
	}
	if err := os.WriteFile(place, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// around puts an envelope around a record; nil where the shape has none.
func (w *world) around(record string, shape source.Shape) []byte {
	switch shape {
	case source.ShapeLookup:
		return []byte(`{"EventId": "7d0f", ` + pick(w, "", `"ReadOnly": "false", `, `"AccessKeyId":"AKIAENVELOPE00000001",`) +
			`"Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": "sam"}], "CloudTrailEvent": ` + w.inString(record) +
			pick(w, "", `, "Username": "dana"`, `, "Username":"alice"`) + `}`)
	case source.ShapeEventBridge:
		return []byte(`{"version":"0","id":"6f8d","detail-type":"AWS API Call via CloudTrail","resources":[],"detail":` + record + `}`)
	case source.ShapeCloudWatch:
		return []byte(`{"timestamp":1772323200000,"message":` + w.inString(record) + `,"eventId":"3812"}`)
	}
	return nil
}

// inString is a JSON string, some characters of which may be written as escapes.
func (w *world) inString(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	if w.chance(4) {
		quoted = bytes.ReplaceAll(quoted, []byte("AssumedRole"), []byte(`\u0041ssumedRole`))
		quoted = bytes.ReplaceAll(quoted, []byte("/"), []byte(`\/`))
	}
	return string(quoted)
}

// packed compresses a file, in one piece or in several.
func (w *world) packed(content []byte) []byte {
	var b bytes.Buffer
	pack := func(piece []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(piece)
		_ = z.Close()
		return b.Bytes()
	}
	if w.chance(4) {
		pack = func(piece []byte) []byte { return zstdWriter().EncodeAll(piece, nil) }
	}
	for w.chance(5) && len(content) > 0 {
		n := w.dice.IntN(len(content))
		b.Write(pack(content[:n]))
		content = content[n:]
	}
	b.Write(pack(content))
	return b.Bytes()
}

// note works out what is to be made of a record.
func (w *world) note(t *rapid.T, s seen) {
	w.all++
	var envelope *event.Envelope
	if s.shape == source.ShapeLookup {
		e, err := event.DecodeEnvelope(s.envelope)
		if err != nil {
			t.Fatal(err)
		}
		envelope = &e
	}
	var err error
	if s.ev, err = event.Decode(s.raw, envelope); err != nil {
		w.lost++
		return
	}
	d := json.NewDecoder(bytes.NewReader(s.raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", s.raw, err)
	}
	if s.same, err = json.Marshal(v); err != nil {
		t.Fatal(err)
	}
	key := cache.KeyOf(&s.ev)
	w.want[key] = append(w.want[key], s)
}

var zstdWriter = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return w
})
