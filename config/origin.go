package config

import (
	"bytes"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Loaded is the settings in force, with where each came from.
type Loaded struct {
	Config
	// File is the settings file that was looked for; Read says whether it was
	// there.
	File string
	Read bool

	origins map[string]Origin
}

// Origin is where the value of a setting came from.
type Origin struct {
	From From
	// Name is the file or the variable, Line the line in the file.
	Name string
	Line int
}

// From is the kind of place a value came from.
type From uint8

// The places, weakest first.
const (
	FromDefault From = iota
	FromFile
	FromEnvironment
	FromFlag
)

// String says it for a person: "default", "file:line", "$NAME", "--flag".
func (o Origin) String() string {
	switch o.From {
	case FromFile:
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	case FromEnvironment:
		return "$" + o.Name
	case FromFlag:
		return "--" + o.Name
	}
	return "default"
}

func newLoaded() *Loaded {
	return &Loaded{Config: Default(), origins: map[string]Origin{}}
}

// Origin returns where the setting called key ("screen.window") came from.
func (l *Loaded) Origin(key string) Origin { return l.origins[key] }

// variables are the environment's names for settings.
var variables = []struct {
	name, key string
	set       func(*Config, string)
}{
	{"SPOOR_CACHE", "cache", func(c *Config, v string) { c.Cache = v }},
	{"SPOOR_STORE", "store", func(c *Config, v string) { c.Store = v }},
	{"SPOOR_ZONE", "zone", func(c *Config, v string) { c.Zone = v }},
	{"SPOOR_THEME", "theme", func(c *Config, v string) { c.Theme = v }},
}

// environment takes the environment's settings over those in force.
func (l *Loaded) environment(environ func(string) (string, bool)) error {
	for _, variable := range variables {
		value, ok := environ(variable.name)
		if !ok || value == "" {
			continue
		}
		variable.set(&l.Config, value)
		l.origins[variable.key] = Origin{From: FromEnvironment, Name: variable.name}
		for _, check := range l.Config.checks() {
			if check.key == variable.key {
				return fmt.Errorf("$%s: %w", variable.name, check.err)
			}
		}
	}
	return nil
}

// Flag takes a flag's value of the setting called key over the one in force. An
// error is a *Problem without file or line.
func (l *Loaded) Flag(key, flag, value string) error {
	for _, variable := range variables {
		if variable.key != key {
			continue
		}
		variable.set(&l.Config, value)
		l.origins[key] = Origin{From: FromFlag, Name: flag}
		for _, check := range l.Config.checks() {
			if check.key == key {
				return check.err
			}
		}
		return nil
	}
	return fmt.Errorf("no setting %q takes a flag", key)
}

// Setting is one setting with its value as the file would write it.
type Setting struct {
	Key    string
	Value  string
	Origin Origin
}

// Settings lists every setting in force, in the order of their names.
func (l *Loaded) Settings() []Setting {
	var settings []Setting
	for key, value := range values(reflect.ValueOf(l.Config), "") {
		settings = append(settings, Setting{Key: key, Value: written(value), Origin: l.origins[key]})
	}
	slices.SortFunc(settings, func(a, b Setting) int { return strings.Compare(a.Key, b.Key) })
	return settings
}

// keysOf gives the names of all settings of a type.
func keysOf(t reflect.Type, prefix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range values(reflect.Zero(t), prefix) {
			if !yield(key) {
				return
			}
		}
	}
}

// values gives every setting below a struct by its name in the file, maps entry
// by entry; an empty map has none, so that its own name stands.
func values(v reflect.Value, prefix string) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) { walk(v, prefix, yield) }
}

func walk(v reflect.Value, prefix string, yield func(string, reflect.Value) bool) bool {
	switch {
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if !walk(v.Field(i), joinKey(prefix, v.Type().Field(i).Tag.Get("toml")), yield) {
				return false
			}
		}
		return true
	case v.Kind() == reflect.Map && v.Len() > 0:
		for _, key := range v.MapKeys() {
			if !walk(v.MapIndex(key), joinKey(prefix, key.String()), yield) {
				return false
			}
		}
		return true
	}
	return yield(prefix, v)
}

func joinKey(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// keyLines returns the line each setting of a file stands on.
func keyLines(text []byte) (map[string]int, error) {
	lines := map[string]int{}
	parser := unstable.Parser{}
	parser.Reset(text)
	table := ""
	for parser.NextExpression() {
		expression := parser.Expression()
		var parts []string
		offset := uint32(0)
		for it := expression.Key(); it.Next(); {
			if len(parts) == 0 {
				offset = it.Node().Raw.Offset
			}
			parts = append(parts, string(it.Node().Data))
		}
		key := strings.Join(parts, ".")
		switch expression.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = key
		case unstable.KeyValue:
			lines[joinKey(table, key)] = 1 + bytes.Count(text[:offset], []byte{'\n'})
		}
	}
	if err := parser.Error(); err != nil {
		return nil, err
	}
	return lines, nil
}
