package query

import (
	"slices"
	"strings"
)

// field reads what follows a field's or path's name.
func (p *parser) field(t token) (Expr, error) {
	leaf, err := p.leafOf(t)
	if err != nil {
		return nil, err
	}
	value := p.peek()
	if value.start != t.end || value.kind == tokenEnd || value.kind == tokenClose {
		return nil, errorAt(t.start, t.end, "put it right behind the colon, without a space"+exampleOf(t.name), "`%s:` has no value", shown(t.name))
	}
	p.take()
	if value.kind == tokenOpen {
		p.inGroup = true
		defer func() { p.inGroup = false }()
		return p.group(value, leaf)
	}
	if value.bad != nil {
		return nil, value.bad
	}
	return leaf(value)
}

func exampleOf(name string) string {
	if f, ok := FieldNamed(name); ok {
		return ": " + f.Info().Example
	}
	for _, word := range timeWords {
		if strings.EqualFold(name, word.Name) {
			return ": " + word.Example
		}
	}
	if strings.EqualFold(name, "is") {
		return ": is:write"
	}
	return ""
}

// leafOf finds out what a name before a colon means.
func (p *parser) leafOf(t token) (leaf, error) {
	name := strings.ToLower(t.name)
	if name == "is" {
		return p.flagLeaf, nil
	}
	for _, word := range timeWords {
		if name == word.Name {
			return func(v token) (Expr, error) { return p.timeLeaf(word.Name, v) }, nil
		}
	}
	if f, ok := FieldNamed(name); ok {
		return func(v token) (Expr, error) { return p.valueLeaf(f, "", v) }, nil
	}
	path, err := p.recordPath(t)
	if err != nil {
		return nil, err
	}
	return func(v token) (Expr, error) { return p.valueLeaf(FieldPath, path, v) }, nil
}

// recordPath reads a name that is no field's as a path into the record.
func (p *parser) recordPath(t token) (string, error) {
	if !looksLikePath(t.name) {
		return "", p.unknownField(t)
	}
	steps, mistake := readPath(t.name)
	if mistake != nil {
		mistake.Offset += t.start
		return "", mistake
	}
	return printPath(steps), nil
}

func (p *parser) unknownField(t token) *Error {
	var names []string
	for _, info := range fields {
		names = append(append(names, info.Name), info.Aliases...)
	}
	for _, word := range timeWords {
		names = append(names, word.Name)
	}
	names = append(append(names, "is"), recordNames...)
	hint := didYouMean(t.name, names)
	if path := memberPath(t.name); hint == "" && path != "" {
		hint = "what stands inside the record is found by its path, such as `" + path + ":`"
	}
	if hint == "" {
		word := p.text[t.start:(&lexer{text: p.text}).wordEnd(t.end)]
		hint = "text with a colon in it goes in quotes: " + quote(shown(word))
	}
	return errorAt(t.start, t.end-1, hint, "unknown field `%s`", shown(t.name))
}

// memberPaths are where members stand that are asked for by their own names, by
// these in lower case.
var memberPaths = map[string]string{
	"accountid": "userIdentity.accountId", "arn": "userIdentity.arn", "invokedby": "userIdentity.invokedBy", "sessionissuer": "userIdentity.sessionContext.sessionIssuer",
	"creationdate": "userIdentity.sessionContext.attributes.creationDate", "mfaauthenticated": "userIdentity.sessionContext.attributes.mfaAuthenticated",
	"mfaused": "additionalEventData.MFAUsed", "tlsversion": "tlsDetails.tlsVersion",
}

// memberPath is where a member of the record that is called so may stand, or "":
// names of members are in camel case.
func memberPath(name string) string {
	if path, ok := memberPaths[strings.ToLower(name)]; ok {
		return path
	}
	if len(name) < 3 || strings.ToLower(name[1:]) == name[1:] || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz") != "" || name[0] < 'a' {
		return ""
	}
	return "requestParameters." + name
}

// flagLeaf makes a Flag of what follows is:.
func (p *parser) flagLeaf(t token) (Expr, error) {
	if f, ok := flagNamed(t.text); ok && (t.kind == tokenWord || t.kind == tokenQuoted) {
		return Flag{f}, nil
	}
	var names, all []string
	for _, info := range flags {
		names = append(names, info.Name)
		all = append(append(all, info.Name), info.Aliases...)
	}
	hint := didYouMean(t.text, all)
	if hint == "" {
		hint = "there are " + strings.Join(names, ", ")
	}
	return nil, errorAt(t.start, t.end, hint, "unknown flag `%s`", shown(t.text))
}

// valueLeaf makes a Term of one value of a field or path.
func (p *parser) valueLeaf(f Field, path string, t token) (Expr, error) {
	if f == FieldSeverity {
		if x, ok := comparedSeverity(t); ok {
			return x, nil
		}
	}
	pattern, err := p.pattern(f, t)
	if err != nil {
		return nil, err
	}
	return Term{Field: f, Path: path, Patterns: []Pattern{pattern}}, nil
}

func (p *parser) pattern(f Field, t token) (Pattern, error) {
	switch t.kind {
	case tokenRegular:
		return p.regular(t)
	case tokenFile:
		return p.file(t)
	}
	if t.text == "" {
		return Pattern{}, errorAt(t.start, t.end, "the field has no value: NOT field:*", "no value is empty")
	}
	switch {
	case t.wild:
		return NewWildcard(t.glob), nil
	case f.Info().Choices != nil:
		return choicePattern(f, t)
	case t.kind == tokenQuoted:
		return NewQuoted(t.text), nil
	case f == FieldIP && looksLikePrefix(t.text):
		pattern, err := NewCIDR(t.text)
		if err != nil {
			return Pattern{}, errorAt(t.start, t.end, "write it like 203.0.113.0/24 or 2001:db8::/32", "`%s` is no prefix of addresses", shown(t.text))
		}
		return pattern, nil
	}
	return NewWord(t.text), nil
}

// looksLikePrefix keeps the values of sourceIPAddress that are no addresses,
// such as AWS Internal/2, from being taken for prefixes.
func looksLikePrefix(text string) bool {
	return strings.Contains(text, "/") &&
		(strings.Trim(text, "0123456789abcdefABCDEF.:/") == "" || '0' <= text[0] && text[0] <= '9')
}

func choicePattern(f Field, t token) (Pattern, error) {
	info := f.Info()
	value := strings.ToLower(t.text)
	if other, ok := choiceAliases[f][value]; ok {
		value = other
	}
	if !slices.Contains(info.Choices, value) {
		hint := didYouMean(value, info.Choices)
		if hint == "" {
			hint = "there are " + strings.Join(info.Choices, ", ")
		}
		return Pattern{}, errorAt(t.start, t.end, hint, "unknown %s `%s`", info.Name, shown(t.text))
	}
	if t.kind == tokenQuoted {
		return NewQuoted(value), nil
	}
	return NewWord(value), nil
}

// comparedSeverity turns severity:>=attention into the severities it means.
func comparedSeverity(t token) (Expr, bool) {
	name := strings.TrimLeft(t.text, "<>=")
	operator := t.text[:len(t.text)-len(name)]
	at := slices.Index(severityNames[:], strings.ToLower(name))
	if t.kind != tokenWord || operator == "" || at < 0 {
		return nil, false
	}
	term := Term{Field: FieldSeverity}
	for i, name := range severityNames {
		switch {
		case operator == ">=" && i >= at, operator == ">" && i > at, operator == "<=" && i <= at, operator == "<" && i < at:
			term.Patterns = append(term.Patterns, NewWord(name))
		}
	}
	return canonical(term), len(term.Patterns) > 0
}

func (p *parser) file(t token) (Pattern, error) {
	switch {
	case t.text == "":
		return Pattern{}, errorAt(t.start, t.end, "name it right behind the @, as in ip:@indicators.txt", "no file is named")
	case p.options.Load == nil:
		return Pattern{}, errorAt(t.start, t.end, `a value that begins with @ goes in quotes: `+quote("@"+t.text), "files of values cannot be used here")
	}
	lines, err := p.options.Load(t.text)
	if err != nil {
		return Pattern{}, errorAt(t.start, t.end, "a value that begins with @ goes in quotes: "+quote("@"+t.text), "read values from %s: %v", shown(t.text), err)
	}
	pattern := NewFromFile(t.text, lines)
	if len(pattern.Values) == 0 {
		return Pattern{}, errorAt(t.start, t.end, "put one value on each line", "%s holds no values", shown(t.text))
	}
	return pattern, nil
}

// mergeValues makes one term of alternatives that are terms on one field, as in
// event:(CreateUser OR CreateAccessKey).
func mergeValues(parts []Expr) (Expr, bool) {
	first, ok := parts[0].(Term)
	if !ok {
		return nil, false
	}
	merged := Term{Field: first.Field, Path: first.Path}
	for _, part := range parts {
		term, ok := part.(Term)
		if !ok || term.Field != first.Field || term.Path != first.Path {
			return nil, false
		}
		merged.Patterns = append(merged.Patterns, term.Patterns...)
	}
	return merged, true
}
