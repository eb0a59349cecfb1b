package query

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawJSON draws a JSON value with few names, so that paths often lead
// somewhere.
func drawJSON(t *rapid.T, depth int) any {
	kinds := []string{"string", "number", "bool", "null"}
	if depth > 0 {
		kinds = append(kinds, "object", "object", "list", "held")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "json") {
	case "string":
		return rapid.SampledFrom([]string{"", "x", "é", "[", "{not json", "a\"b"}).Draw(t, "string")
	case "number":
		return rapid.SampledFrom([]json.Number{"1", "1.50", "-2e9"}).Draw(t, "number")
	case "bool":
		return rapid.Bool().Draw(t, "bool")
	case "object":
		object := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			object[rapid.SampledFrom(pathKeys).Draw(t, "key")] = drawJSON(t, depth-1)
		}
		return object
	case "list":
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "elements") {
			list = append(list, drawJSON(t, depth-1))
		}
		return list
	case "held":
		return string(encode(t, drawJSON(t, depth-1)))
	}
	return nil
}

var pathKeys = []string{"a", "A", "b", "x.y", "r s", "requestParameters", "é", ":", "[0]"}

func encode(t *rapid.T, v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// valuesSlowly is what a path leads to, over a value decoded by encoding/json.
func valuesSlowly(v any, steps []step) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if len(steps) == 0 {
				out = append(out, valuesSlowly(member, nil)...)
			} else if steps[0].key != "" && Fold(key) == Fold(steps[0].key) {
				out = append(out, valuesSlowly(member, steps[1:])...)
			}
		}
	case []any:
		for i, element := range v {
			switch {
			case len(steps) > 0 && steps[0].index >= 0:
				if i == steps[0].index {
					out = append(out, valuesSlowly(element, steps[1:])...)
				}
			case len(steps) > 0 && steps[0].every:
				out = append(out, valuesSlowly(element, steps[1:])...)
			default:
				out = append(out, valuesSlowly(element, steps)...)
			}
		}
	case string:
		if len(steps) > 0 {
			if held, ok := decode([]byte(v)); ok && len(v) > 1 && (v[0] == '{' || v[0] == '[') {
				return valuesSlowly(held, steps)
			}
		} else if v != "" {
			return []string{v}
		}
	case json.Number:
		if len(steps) == 0 {
			return []string{v.String()}
		}
	case bool:
		if len(steps) == 0 {
			return []string{map[bool]string{true: "true", false: "false"}[v]}
		}
	}
	return out
}

func decode(text []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return v, d.Decode(&v) == nil
}

func TestAPathLeadsWhereItsDefinitionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawJSON(t, 4)
		var steps []step
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0:
				steps = append(steps, step{index: rapid.IntRange(0, 2).Draw(t, "index")})
			case 1:
				steps = append(steps, step{index: -1, every: true})
			default:
				steps = append(steps, step{key: rapid.SampledFrom(pathKeys).Draw(t, "name"), index: -1})
			}
		}
		if steps[0].key == "" {
			steps = slices.Insert(steps, 0, step{key: "a", index: -1})
		}
		path := printPath(steps)
		back, err := parsePath(path)
		if err != nil || !slices.Equal(back, steps) {
			t.Fatalf("%v is written %s and read back as %v: %v", steps, path, back, err)
		}
		if x, err := Parse(path+":x", testOptions()); err != nil || x.(Term).Path != path {
			t.Fatalf("%s:x becomes %#v: %v", path, x, err)
		}
		var got []string
		valuesAt(t, encode(t, v), path, func(value string) bool {
			got = append(got, value)
			return true
		})
		want := valuesSlowly(v, steps)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s in %s leads to %q, want %q", path, encode(t, v), got, want)
		}
	})
}

func TestAPathStopsWhenAsked(t *testing.T) {
	n := 0
	valuesAt(t, []byte(`{"a":[1,[2,3],{"b":4}]}`), "a", func(string) bool {
		n++
		return n < 2
	})
	if n != 2 {
		t.Errorf("%d values were handed over, want 2", n)
	}
}

// valuesAt hands over what stands at a path in a record.
func valuesAt(t rapid.TB, record []byte, path string, yield func(string) bool) {
	t.Helper()
	steps, err := parsePath(path)
	if err != nil {
		t.Fatalf("path %s: %v", path, err)
	}
	pathValues(record, foldSteps(steps), yield)
}
