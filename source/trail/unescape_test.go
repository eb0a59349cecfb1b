package trail

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAStringIsUnescapedAsEncodingJSONDoes(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"a", "é", " ", `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t`, `\u0041`, `\u00e4`, `\u0000`, `\ud83d\ude00`, `\ud83d`, `\ude00`, `\uD83Dx`,
		`\`, `\x`, `\u12`, `\u12g4`, `\u`,
	})
	var kept arena
	rapid.Check(t, func(t *rapid.T) {
		quoted := `"` + strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "") + `"`
		if n, found := stringEnd([]byte(quoted)); found == whole && n < len(quoted) {
			return // more than one string, which nobody takes for one
		}
		var want string
		err := json.Unmarshal([]byte(quoted), &want)
		if got, ok := unescape([]byte(quoted), &kept); ok != (err == nil) || ok && string(got) != want {
			t.Fatalf("%s is %q (%v), want %q (%v)", quoted, got, ok, want, err)
		}
	})
}
