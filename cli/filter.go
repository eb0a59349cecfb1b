package cli

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strings"

	"spoor/config"
	"spoor/event"
	"spoor/query"
)

// shield stands before a word of a filter that begins with a minus, so that it
// is not taken for a flag. No argument can hold the byte itself.
const shield = "\x00"

// excluded matches a word of a filter that excludes: -user:terraform,
// -"Access Denied", -(a OR b), -is:read, -requestParameters.name:x.
var excluded = regexp.MustCompile(`^-([A-Za-z][A-Za-z0-9_.]+:|["(])`)

// shieldFilters protects the words of a filter from the parser of flags.
func shieldFilters(args []string) []string {
	shielded := make([]string, len(args))
	for i, arg := range args {
		if arg == "--" {
			copy(shielded[i:], args[i:])
			break
		}
		if excluded.MatchString(arg) {
			arg = shield + arg
		}
		shielded[i] = arg
	}
	return shielded
}

// filterWords takes the shields off again.
func filterWords(args []string) []string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = strings.TrimPrefix(arg, shield)
	}
	return words
}

// filter reads a filter given as several arguments.
func (a *app) filter(args []string) (query.Query, error) {
	words := filterWords(args)
	expr, err := query.ParseArgs(words, a.language())
	if err != nil {
		return query.Query{}, &usageError{fmt.Errorf("filter %q: %w", strings.Join(words, " "), err)}
	}
	if expr != nil {
		a.detail("filter: %s", event.Clean(query.Print(query.Absolute(expr))))
	}
	return query.Query{Filter: expr}, nil
}

// language is how filters are read here and now.
func (a *app) language() query.Options {
	return query.Options{Zone: a.zone, Now: a.clock(), Load: loadIndicators}
}

// byteOrderMark is what some editors begin a text file with.
const byteOrderMark = "\ufeff"

// maxIndicators bounds the values of one indicator file.
const maxIndicators = 1_000_000

// loadIndicators reads the values of an indicator file: one a line, empty lines
// and lines that begin with # left out.
func loadIndicators(name string) ([]string, error) {
	file, err := os.Open(config.AtHome(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var values []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		value := strings.TrimSpace(strings.TrimPrefix(lines.Text(), byteOrderMark))
		if value == "" || strings.HasPrefix(value, "#") {
			continue
		}
		if len(values) == maxIndicators {
			return nil, fmt.Errorf("%s holds more than %d values", name, maxIndicators)
		}
		values = append(values, value)
	}
	return values, lines.Err()
}
