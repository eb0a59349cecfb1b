package query

import (
	"slices"

	"github.com/valyala/fastjson"
)

// maxListedPaths bounds what Paths returns of one record.
const maxListedPaths = 2000

// PathValue is a record path with a value that lies there.
type PathValue struct{ Path, Value string }

// Paths returns the paths at which a record holds scalars that a term on a
// path looks at, each path once for each of its values, in the order of the record.
// Lists are passed through without a key. JSON held in strings is not looked
// into.
func Paths(record []byte) []PathValue {
	parser := jsonParsers.Get()
	defer jsonParsers.Put(parser)
	root, err := parser.ParseBytes(record)
	if err != nil {
		return nil
	}
	var found []PathValue
	seen := map[PathValue]bool{}
	var walk func(v *fastjson.Value, keys []string)
	walk = func(v *fastjson.Value, keys []string) {
		switch {
		case len(found) == maxListedPaths || len(keys) == maxPathSteps:
		case v.Type() == fastjson.TypeObject:
			v.GetObject().Visit(func(key []byte, member *fastjson.Value) {
				if len(key) > 0 {
					walk(member, append(slices.Clip(keys), string(key)))
				}
			})
		case v.Type() == fastjson.TypeArray:
			for _, element := range v.GetArray() {
				walk(element, keys)
			}
		case len(keys) > 0:
			eachScalar(v, func(value string) bool {
				if one := (PathValue{PathOf(keys...), value}); !seen[one] {
					seen[one] = true
					found = append(found, one)
				}
				return true
			})
		}
	}
	walk(root, nil)
	return found
}
