package event_test

import (
	"encoding/json"
	"errors"
	"testing"

	"spoor/event"
)

// FuzzDecode: whatever the bytes, Decode says either that they are no JSON,
// exactly where encoding/json says so too, or what else is wrong, or makes an
// event that has what every event has. It never changes the record.
func FuzzDecode(f *testing.F) {
	for _, r := range variedRecords()[:6] {
		f.Add(r)
	}
	for _, s := range []string{
		record(`"requestParameters":"{\"userName\":\"eve\"}","userAgent":["a",{"b":"\ud83d"}]`),
		`{"eventTime":"2025-10-21TT00:52:27Z","insightDetails":{"eventSource":"x"}}`,
		`{"eventTime":1761007947.5e0,"resources":[{"ARNPrefix":"arn:aws:s3:::b/"}]}`,
		`{"timeWindow":{"windowStart":"20260203T040506Z"}}`,
		`[1,-0.5E+3,"\u00e4",true,null]`, `{"a":[[[[]]]]}`, "\xff", `{"a":"` + "\x00" + `"}`, `-`, `01`, `1.`, `1e`, `"\u12`, `tru`,
	} {
		f.Add([]byte(s))
	}
	var d event.Decoder
	lasting := event.Decoder{Lasting: true}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := string(raw)
		var ev event.Event
		err := d.Decode(raw, nil, &ev)
		if string(raw) != before {
			t.Fatal("the record was changed")
		}
		var syntax *event.SyntaxError
		isSyntax := errors.As(err, &syntax)
		if valid := json.Valid(raw); valid == isSyntax && !tooDeep(raw) {
			t.Fatalf("encoding/json finds it valid: %v; Decode says %v", valid, err)
		}
		if isSyntax && (syntax.Offset < 0 || syntax.Offset > len(raw)) {
			t.Fatalf("offset %d in %d bytes", syntax.Offset, len(raw))
		}
		if err != nil {
			return
		}
		if ev.ID == "" || ev.Category == "" || ev.Severity >= event.Severities {
			t.Fatalf("an event lacks what every event has: %+v", ev)
		}
		again, err := event.Decode(raw, nil)
		if err != nil || !same(ev, again) {
			t.Fatalf("a fresh decoder sees another event: %v\n%+v\n%+v", err, ev, again)
		}
		for range 2 {
			var kept event.Event
			if err := lasting.Decode(raw, nil, &kept); err != nil || !same(kept, again) {
				t.Fatalf("a decoder that knows callers sees another event: %v\n%+v\n%+v", err, kept, again)
			}
		}
	})
}

func same(a, b event.Event) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// tooDeep reports nesting that encoding/json takes and a record may not have.
func tooDeep(raw []byte) bool {
	depth, most, inString := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			most = max(most, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return most > 500
}
