package config

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"
)

// Template is a settings file in which everything is explained and nothing is
// set.
//
//go:embed template.toml
var Template string

// written is a value as the file would write it.
func written(v reflect.Value) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = written(v.Index(i))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Map:
		return "{}"
	}
	return fmt.Sprint(v.Interface())
}
