package operation

import (
	"bytes"
	"encoding/json"
	"io"
)

// maxDepth is how deep values may be nested. Nothing of AWS's comes near it.
const maxDepth = 64

// decodeJSON reads one JSON value. With lower, the names of members begin in
// lower case, as in CloudTrail's records.
func decodeJSON(text []byte, lower bool) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, false
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, false
	}
	if !lower {
		return v, true
	}
	return lowerNames(v, false, 0), true
}

// lowerNames writes the names of members in lower case, but for those of maps.
func lowerNames(v any, isMap bool, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			renamed := name
			if !isMap {
				renamed = lowerFirst(name)
			}
			out[renamed] = lowerNames(member, isMap || keepsNames[name], depth+1)
		}
		return out
	case []any:
		for i := range v {
			// A list of tags is one of structures.
			v[i] = lowerNames(v[i], false, depth+1)
		}
	}
	return v
}
