package operation

import (
	"embed"
	"net/url"
	"strings"
	"sync"
)

// The tables of rest/ hold the operations of a REST service, one a line: name,
// method, and path with {labels}, {greedy+} ones and the query parameters that
// tell it from others.
//
//go:embed rest/*.txt
var restTables embed.FS

// route is a line of such a table.
type route struct {
	name, method string
	segments     []string
	// query are the parameters that must be there, with their value or, where
	// that is empty, any.
	query [][2]string
}

// tables are the tables that were read, by service.
var tables sync.Map

func routesOf(service string) []route {
	if known, ok := tables.Load(service); ok {
		return known.([]route)
	}
	text, err := restTables.ReadFile("rest/" + service + ".txt")
	if err != nil {
		return nil // and not kept: any name may be asked for
	}
	var routes []route
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		path, query, _ := strings.Cut(f[2], "?")
		r := route{name: f[0], method: f[1], segments: split(path)}
		for pair := range strings.SplitSeq(query, "&") {
			if name, value, _ := strings.Cut(pair, "="); name != "" {
				r.query = append(r.query, [2]string{name, value})
			}
		}
		routes = append(routes, r)
	}
	tables.Store(service, routes)
	return routes
}

func split(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// matchRoute finds the line that fits a request best: more literal segments, then
// more parameters.
func matchRoute(routes []route, method, path string, query url.Values) (route, map[string]any, bool) {
	segments := split(path)
	best, bestScore, bestLabels := route{}, -1, map[string]any(nil)
	for _, r := range routes {
		if r.method != method {
			continue
		}
		labels, score := r.fit(segments, query)
		if score > bestScore {
			best, bestScore, bestLabels = r, score, labels
		}
	}
	return best, bestLabels, bestScore >= 0
}

// fit returns what the labels of a route stand for in a path, and how well it
// fits: -1 for not at all.
func (r *route) fit(segments []string, query url.Values) (map[string]any, int) {
	labels := map[string]any{}
	score, at := 0, 0
	for i, pattern := range r.segments {
		if at >= len(segments) {
			return nil, -1
		}
		name, isLabel := strings.CutPrefix(pattern, "{")
		switch {
		case strings.HasSuffix(name, "+}"):
			end := len(segments) - (len(r.segments) - 1 - i)
			if end <= at {
				return nil, -1
			}
			labels[lowerFirst(name[:len(name)-2])] = unescaped(strings.Join(segments[at:end], "/"))
			at = end
			continue
		case isLabel:
			if segments[at] == "" {
				return nil, -1
			}
			labels[lowerFirst(strings.TrimSuffix(name, "}"))] = unescaped(segments[at])
			score++
		case pattern != segments[at]:
			return nil, -1
		default:
			score += 100
		}
		at++
	}
	if at != len(segments) {
		return nil, -1
	}
	for _, q := range r.query {
		if values, there := query[q[0]]; !there || q[1] != "" && (len(values) == 0 || values[0] != q[1]) {
			return nil, -1
		}
		score += 10
	}
	return labels, score
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// lambdaSecond are the operations of Lambda whose names in CloudTrail end in
// "v2".
var lambdaSecond = map[string]bool{
	"AddPermission": true, "GetFunction": true, "GetFunctionConfiguration": true, "GetPolicy": true, "RemovePermission": true,
	"UpdateFunctionCode": true, "UpdateFunctionConfiguration": true,
}

// lambdaName is the name that CloudTrail gives an operation of Lambda: with the
// date that its path begins with (Lambda Developer Guide, "Logging AWS Lambda API
// calls using AWS CloudTrail").
func lambdaName(name, path string) string {
	date := strings.ReplaceAll(split(path)[0], "-", "")
	if strings.HasPrefix(name, "Invoke") || len(date) != 8 {
		return name
	}
	if lambdaSecond[name] {
		return name + date + "v2"
	}
	return name + date
}
