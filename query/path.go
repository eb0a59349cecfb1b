package query

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// step is one step of a record path: into the members called key, or with
// index ≥ 0 into one element of a list, or with every set into all of them.
type step struct {
	key   string
	index int
	every bool
}

// maxPathSteps bounds a path; CloudTrail's records nest far less deep.
const maxPathSteps = 64

// parsePath reads a record path: keys separated by dots, perhaps with one before
// the first, [n] for one element of a list and [] or [*] for all. A backslash
// takes the next character as part of a key. A name at the top of every record
// is given its usual spelling.
func parsePath(path string) ([]step, error) {
	path = strings.TrimPrefix(path, ".")
	var (
		steps []step
		key   strings.Builder
		open  bool // a key is being read, or must follow
	)
	open = true
	flush := func() error {
		if !open {
			return nil
		}
		if key.Len() == 0 {
			return errors.New("an empty name")
		}
		steps = append(steps, step{key: key.String(), index: -1})
		key.Reset()
		open = false
		return nil
	}
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '\\':
			if i+1 == len(path) {
				return nil, errors.New("a lone backslash at the end")
			}
			i++
			key.WriteByte(path[i])
		case '.':
			if err := flush(); err != nil {
				return nil, err
			}
			open = true
		case '[':
			if err := flush(); err != nil {
				return nil, err
			}
			end := strings.IndexByte(path[i:], ']')
			if end < 0 {
				return nil, errors.New("a [ without its ]")
			}
			element, err := listStep(path[i+1 : i+end])
			if err != nil {
				return nil, err
			}
			steps = append(steps, element)
			i += end
		default:
			if !open {
				return nil, errors.New("a . is missing after ]")
			}
			key.WriteByte(c)
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	if len(steps) > maxPathSteps {
		return nil, errors.New("too many steps")
	}
	if name, ok := recordByKey[strings.ToLower(steps[0].key)]; ok {
		steps[0].key = name
	}
	return steps, nil
}

func listStep(inside string) (step, error) {
	if inside == "" || inside == "*" {
		return step{index: -1, every: true}, nil
	}
	n, err := strconv.ParseUint(inside, 10, 31)
	if err != nil {
		return step{}, errors.New("between [ and ] stands a number, or nothing for every element")
	}
	return step{index: int(n)}, nil
}

// printPath is the inverse of parsePath. A path that does not begin with a name
// found at the top of every record has a dot before it, so that it is never
// taken for a field or for text.
func printPath(steps []step) string {
	var b strings.Builder
	if len(steps) > 0 && recordByKey[strings.ToLower(steps[0].key)] != steps[0].key {
		b.WriteByte('.')
	}
	for i, s := range steps {
		switch {
		case s.every:
			b.WriteString("[]")
		case s.index >= 0:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			writePathKey(&b, s.key)
		}
	}
	return b.String()
}

func writePathKey(b *strings.Builder, key string) {
	for i := 0; i < len(key); i++ {
		if !isPathByte(key[i]) {
			b.WriteByte('\\')
		}
		b.WriteByte(key[i])
	}
}

// isPathByte reports whether a byte of a key stands in a path unescaped.
func isPathByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '_' || c == '-' || c >= utf8.RuneSelf
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// PathOf returns the record path that leads through the given keys, each
// escaped as needed: PathOf("requestParameters", "bucketName"). Lists on the way
// are passed through without a key. Nothing lies at an empty key.
func PathOf(keys ...string) string {
	var steps []step
	for _, key := range keys {
		if key != "" {
			steps = append(steps, step{key: key, index: -1})
		}
	}
	return printPath(steps)
}

var jsonParsers fastjson.ParserPool

// PathKeys returns the names that a path goes through, outermost first. A
// record that has a value at the path has each of them, in whatever case.
func PathKeys(path string) []string {
	steps, err := parsePath(path)
	if err != nil {
		return nil
	}
	var keys []string
	for _, s := range steps {
		if s.key != "" {
			keys = append(keys, s.key)
		}
	}
	return keys
}

// foldSteps prepares steps for comparing.
func foldSteps(steps []step) []step {
	out := make([]step, len(steps))
	for i, s := range steps {
		s.key = Fold(s.key)
		out[i] = s
	}
	return out
}

// pathValues hands over every scalar at the path that folded steps lead, or
// anywhere below it, in a record: strings decoded, numbers as written, true and
// false. Null, the empty string and what is no JSON have no values. Names are
// compared ignoring case, lists are passed through by themselves, and a path
// leads into JSON that is held in a string, as policy documents are. yield
// returns false to stop.
func pathValues(record []byte, steps []step, yield func(string) bool) {
	walkRecord(record, steps, func(v *fastjson.Value) bool { return eachScalar(v, yield) })
}

// walkRecord calls reached with everything at the path that folded steps lead.
func walkRecord(record []byte, steps []step, reached func(*fastjson.Value) bool) {
	parser := jsonParsers.Get()
	defer jsonParsers.Put(parser)
	root, err := parser.ParseBytes(record)
	if err != nil {
		return
	}
	walkPath(root, steps, reached)
}

// walkPath reports whether to go on.
func walkPath(v *fastjson.Value, steps []step, reached func(*fastjson.Value) bool) bool {
	if len(steps) == 0 {
		return reached(v)
	}
	next := steps[0]
	switch v.Type() {
	case fastjson.TypeObject:
		if next.key == "" {
			return true
		}
		goOn := true
		v.GetObject().Visit(func(key []byte, member *fastjson.Value) {
			if goOn && equalFold(string(key), next.key) {
				goOn = walkPath(member, steps[1:], reached)
			}
		})
		return goOn
	case fastjson.TypeArray:
		elements := v.GetArray()
		if next.index >= 0 {
			return next.index >= len(elements) || walkPath(elements[next.index], steps[1:], reached)
		}
		if next.every {
			steps = steps[1:]
		}
		for _, element := range elements {
			if !walkPath(element, steps, reached) {
				return false
			}
		}
	case fastjson.TypeString:
		goOn := true
		if text := v.GetStringBytes(); len(text) > 1 && (text[0] == '{' || text[0] == '[') {
			walkRecord(text, steps, func(held *fastjson.Value) bool {
				goOn = reached(held)
				return goOn
			})
		}
		return goOn
	}
	return true
}

func eachScalar(v *fastjson.Value, yield func(string) bool) bool {
	switch v.Type() {
	case fastjson.TypeObject:
		goOn := true
		v.GetObject().Visit(func(_ []byte, member *fastjson.Value) {
			goOn = goOn && eachScalar(member, yield)
		})
		return goOn
	case fastjson.TypeArray:
		for _, element := range v.GetArray() {
			if !eachScalar(element, yield) {
				return false
			}
		}
	case fastjson.TypeString:
		if text := v.GetStringBytes(); len(text) > 0 {
			return yield(string(text))
		}
	case fastjson.TypeTrue, fastjson.TypeFalse, fastjson.TypeNumber:
		return yield(v.String())
	}
	return true
}
