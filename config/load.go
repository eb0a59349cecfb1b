package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// Problem is a mistake in the file, with where it is and what would be right.
type Problem struct {
	File      string
	Line      int
	Message   string
	Suggested string
}

// Error says it in one line: file, line, what is wrong, what would be right.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	if p.Suggested != "" {
		fmt.Fprintf(&b, "; did you mean %q?", p.Suggested)
	}
	return b.String()
}

// Load returns the settings in force: defaults, then the file, then the
// environment. A missing file is no error unless it was asked for by name. All
// mistakes in the file are reported together, each a *Problem.
func Load(file string, mustExist bool, environ func(string) (string, bool)) (*Loaded, error) {
	loaded := newLoaded()
	loaded.File = file
	text, err := os.ReadFile(file)
	switch {
	case err == nil:
		if err := loaded.read(file, text); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist) || mustExist:
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	if err := loaded.environment(environ); err != nil {
		return nil, err
	}
	return loaded, nil
}

// byteOrderMark is what some editors on Windows begin a text file with.
var byteOrderMark = []byte("\ufeff")

// read takes the settings of a file over those in force.
func (l *Loaded) read(file string, text []byte) error {
	l.Read = true
	text = bytes.TrimPrefix(text, byteOrderMark)
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l.Config); err != nil {
		return problems(file, err)
	}
	lines, err := keyLines(text)
	if err != nil {
		return problems(file, err)
	}
	var found []error
	for key, line := range lines {
		l.origins[key] = Origin{From: FromFile, Name: file, Line: line}
	}
	for _, check := range l.Config.checks() {
		if check.err != nil {
			origin := l.origins[check.key]
			check.err.File, check.err.Line = file, origin.Line
			found = append(found, check.err)
		}
	}
	return errors.Join(found...)
}

// problems turns the decoder's errors into ours, unknown keys with a
// suggestion.
func problems(file string, err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var found []error
		for _, one := range strict.Errors {
			line, _ := one.Position()
			key := strings.Join(one.Key(), ".")
			found = append(found, &Problem{
				File: file, Line: line,
				Message: fmt.Sprintf("unknown setting %q", key), Suggested: nearestKey(key),
			})
		}
		return errors.Join(found...)
	}
	if one, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := one.Position()
		return &Problem{File: file, Line: line, Message: plainly(one)}
	}
	return fmt.Errorf("read the settings in %s: %w", file, err)
}

// wrongType is how the decoder says that a value is of another type than the
// setting's, in the words of Go.
var wrongType = regexp.MustCompile(`^cannot \w+ TOML \w+ into (?:.* of type )?(\S+)$`)

// plainly says what the decoder found in words for who writes the file.
func plainly(err *toml.DecodeError) string {
	message := strings.TrimPrefix(err.Error(), "toml: ")
	found := wrongType.FindStringSubmatch(message)
	if found == nil && strings.Contains(message, "escape") {
		// Most likely a path on Windows.
		return message + `: text with backslashes goes in single quotes, as in 'C:\cases\cache.bolt'`
	}
	if found == nil {
		return message
	}
	wanted := "something else"
	switch found[1] {
	case "string":
		wanted = `text in quotes, as in "…"`
	case "[]string":
		wanted = `a list, as in ["…", "…"]`
	case "bool":
		wanted = "true or false, without quotes"
	default:
		if strings.HasPrefix(found[1], "map[") || strings.HasPrefix(found[1], "config.") {
			wanted = "a table, as in [" + strings.Join(err.Key(), ".") + "]"
		}
	}
	if len(err.Key()) == 0 {
		return "the value has to be " + wanted
	}
	return fmt.Sprintf("the value of %q has to be %s", strings.Join(err.Key(), "."), wanted)
}

type check struct {
	key string
	err *Problem
}

// checks are the rules on values that their types do not hold.
func (c *Config) checks() []check {
	var checks []check
	if !slices.Contains(Themes(), c.Theme) {
		checks = append(checks, check{"theme", &Problem{
			Message: fmt.Sprintf("unknown theme %q: use %s", c.Theme, strings.Join(Themes(), ", ")), Suggested: nearest(c.Theme, Themes()),
		}})
	}
	if _, err := Zone(c.Zone); err != nil {
		checks = append(checks, check{"zone", &Problem{Message: err.Error()}})
	}
	for _, action := range slices.Sorted(maps.Keys(c.Keys)) {
		if _, err := keyList(c.Keys[action]); err != nil {
			checks = append(checks, check{"keys." + action, &Problem{Message: fmt.Sprintf("keys of %q: %v", action, err)}})
		}
	}
	return checks
}

// Zone returns the time zone called name: UTC, local or an IANA name.
func Zone(name string) (*time.Location, error) {
	switch strings.ToLower(name) {
	case "", "utc", "z":
		return time.UTC, nil
	case "local":
		return time.Local, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("unknown time zone %q: use UTC, local or a name such as Europe/Berlin", name)
	}
	return zone, nil
}

// nearestKey returns the known setting most like key.
func nearestKey(key string) string {
	return nearest(key, slices.Sorted(keysOf(reflect.TypeFor[Config](), "")))
}
