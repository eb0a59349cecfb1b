package trail

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"spoor/internal/race"
	"spoor/source"
)

func rec(n int) string {
	return fmt.Sprintf(`{"eventVersion":"1.11","eventName":"E%d","a":{"b":[{"c":%d},"x"]}}`, n, n)
}

// other is a record whose keys are in another order.
func other(n int) string {
	return fmt.Sprintf(`{"awsRegion":"eu-west-1","a":{"b":["x",{"c":1}]},"eventName":"E%d","eventVersion":"1.11"}`, n)
}

func TestDamageCostsOnlyWhatIsDamaged(t *testing.T) {
	one, two, three := rec(1), rec(2), rec(3)
	cut := one[:len(one)-20]
	for name, c := range map[string]struct {
		content string
		keeps   []string
		lost    int
		status  source.Status
		reason  string // a part of it
	}{
		"empty":                                  {"", nil, 0, source.Empty, ""},
		"white space":                            {" \r\n\t", nil, 0, source.Empty, ""},
		"empty array":                            {"[]", nil, 0, source.Empty, ""},
		"empty list":                             {`{"Records":[]}`, nil, 0, source.Empty, ""},
		"empty answer":                           {`{"Events":[],"NextToken":null}`, nil, 0, source.Empty, ""},
		"empty gzip":                             {zipped(t, ""), nil, 0, source.Empty, ""},
		"digest":                                 {digestFile + "\n", nil, 0, source.Skipped, "digest file"},
		"other JSON":                             {`{"name":"spoor","list":[1,2,{"a":"b"}]}`, nil, 0, source.Skipped, "not CloudTrail records: a JSON object without the fields of a record at byte 0"},
		"numbers":                                {`[1,2,3]`, nil, 0, source.Skipped, "not CloudTrail records: not an object at byte 1"},
		"null":                                   {`null`, nil, 0, source.Skipped, "not CloudTrail records: text"},
		"text":                                   {"The quick brown fox\njumps {over} the lazy dog\n", nil, 0, source.Skipped, "not CloudTrail records"},
		"a note on events":                       {"eventName StopLogging looks odd {see below}\n", nil, 0, source.Skipped, "not CloudTrail records"},
		"a query of events":                      {"# Query\n\njq '.Records[] | select(.eventName==\"x\") | {user: .userIdentity}'\n", nil, 0, source.Skipped, "not CloudTrail records"},
		"other CSV":                              {"a,b,c\n1,2,3\n", nil, 0, source.Skipped, "not CloudTrail records"},
		"other JSON cut off":                     {`{"name":"spo`, nil, 0, source.Skipped, "not CloudTrail records"},
		"binary":                                 {"\x7fELF\x02\x01\x01\x00\x00", nil, 0, source.Skipped, "binary data"},
		"zip":                                    {"PK\x03\x04....", nil, 0, source.Skipped, "a zip archive; unpack it first, or name the file itself if it is an evidence bundle"},
		"UTF-16":                                 {"\xff\xfe{\x00", nil, 0, source.Skipped, "UTF-16"},
		"gzip of binary":                         {zipped(t, "\x7fELF\x00"), nil, 0, source.Skipped, "binary data"},
		"gzip too many times":                    {zipped(t, zipped(t, zipped(t, list(one)))), nil, 0, source.Skipped, "compressed more than 2 times"},
		"no gzip behind its magic":               {"\x1f\x8bnonsense", nil, 0, source.Failed, "damaged"},
		"nothing behind the gzip magic":          {"\x1f\x8b", nil, 0, source.Failed, "cut off"},
		"list with things that are no records":   {`{"Records":[1,` + one + `,null,"text",{"a":1},{},` + two + `]}`, []string{one, two}, 5, source.Partial, "5 lost: not an object at byte 12"},
		"missing comma":                          {`{"Records":[` + one + two + `]}`, []string{one, two}, 0, source.Partial, "a comma is missing"},
		"cut off inside a record":                {`{"Records":[` + one + `,` + cut, []string{one}, 1, source.Partial, "ends in the middle of a record"},
		"cut off between records":                {`{"Records":[` + one + `,` + two, []string{one, two}, 0, source.Partial, "the file ends before its list"},
		"cut off inside the first record":        {`{"Records":[` + cut, nil, 1, source.Failed, "ends in the middle of a record"},
		"cut off before the first record":        {`{"Records":[`, nil, 0, source.Failed, "the file ends before its list"},
		"list not closed, another file behind":   {`{"Records":[` + one + "\n" + list(two) + list(three), []string{one, two, three}, 0, source.Partial, "a comma is missing"},
		"list not closed but its object":         {`{"Records":[` + one + "}" + list(two), []string{one, two}, 0, source.Partial, "a bracket too many or too few"},
		"object not closed":                      {`{"Records":[` + one + "]\n" + list(two), []string{one, two}, 0, source.Partial, "a bracket too few"},
		"brackets too many":                      {list(one) + "]}" + list(two), []string{one, two}, 0, source.Partial, "a bracket too many"},
		"one line cut off":                       {one + "\n" + cut + "\n" + two + "\n" + three, []string{one, two, three}, 1, source.Partial, "not JSON"},
		"one line without its first quote":       {one + "\n" + strings.Replace(two, `"`, ``, 1) + "\n" + three, []string{one, three}, 1, source.Partial, "not JSON"},
		"one line without a closing quote":       {one + "\n" + strings.Replace(two, `"1.11"`, `"1.11`, 1) + "\n" + three, []string{one, three}, 1, source.Partial, "not JSON"},
		"one record of a list without a quote":   {list(one, strings.Replace(two, `"E2"`, `"E2`, 1), three), []string{one, three}, 1, source.Partial, "record"},
		"one record of a list without a bracket": {list(one, strings.Replace(two, `]`, ``, 1), three), []string{one, three}, 1, source.Partial, "not JSON"},
		"one record of a list with one too many": {list(one, strings.Replace(two, `]`, `]]`, 1), three), []string{one, three}, 1, source.Partial, "not JSON"},
		"one record of a list cut off":           {list(one, cut, three), []string{one, three}, 1, source.Partial, "not JSON"},
		"the first record without a quote":       {list(strings.Replace(one, `"E1"`, `"E1`, 1), two, three), []string{two, three}, 1, source.Partial, "record"},
		"a log between":                          {one + "\nINFO started\n" + two + "\n", []string{one, two}, 1, source.Partial, "1 lost: text"},
		"rubbish on the line":                    {one + " ### " + two + "\n" + three, []string{one, two, three}, 1, source.Partial, "not JSON"},
		"rubbish that ends in a brace":           {one + " ### {", []string{one}, 1, source.Partial, "not JSON"},
		"rubbish with a brace and a quote in it": {one + ` ### {x"eventVersion":"1.11"} ` + two, []string{one, two}, 1, source.Partial, "not JSON"},
		"key without quotes":                     {`{eventVersion:"1.08",eventName:"X"}` + "\n" + two, []string{two}, 1, source.Partial, "not JSON"},
		"only a key without quotes":              {`{eventVersion:"1.08",eventName:"X"}`, nil, 1, source.Failed, "damaged at byte 1: not JSON"},
		"list under a key without quotes":        {`{Records:[` + one + `,` + two + `]}`, []string{one, two}, 1, source.Partial, "not JSON"},
		"the first line without a quote, keys in another order": {strings.Replace(other(1), `"x"`, `"x`, 1) + "\n" + other(2) + "," + other(3), []string{other(2), other(3)}, 1, source.Partial, "not JSON"},
		"the first of a list, keys in another order":            {list(strings.Replace(other(1), `]`, ``, 1), other(2), other(3)), []string{other(2), other(3)}, 1, source.Partial, "not JSON"},
		"a notification of S3":                                  {`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventName":"ObjectCreated:Put","s3":{}}]}`, nil, 1, source.Skipped, "a notification of another service"},
		"a log of somebody else":                                {`{"eventType":"user.session.start","eventTime":"2026-03-02T10:14:05Z","awsRegion":"eu-west-1"}`, nil, 1, source.Skipped, "without the fields of a record"},
		"lists without end":                                     {strings.Repeat("[", 1000), nil, 1, source.Skipped, "lists inside lists"},
		"an envelope without a record":                          {`{"EventId":"1","CloudTrailEvent":"{\"eventVersion\":\"1.0"}`, nil, 1, source.Failed, "an envelope without a record"},
		"an envelope with a bad escape":                         {`{"EventId":"1","CloudTrailEvent":"{\"eventName\":\"\u12"}` + "\n" + one, []string{one}, 1, source.Partial, "an envelope without a record"},
		"messages of another kind":                              {`{"events":[{"message":"hello"},` + message(one) + `]}`, []string{one}, 1, source.Partial, "an envelope without a record"},
	} {
		t.Run(name, func(t *testing.T) {
			f := readString(t, c.content)
			if fmt.Sprint(raws(f.records)) != fmt.Sprint(c.keeps) {
				t.Errorf("kept %q\nwant %q", raws(f.records), c.keeps)
			}
			lost := c.lost
			if c.status == source.Skipped {
				lost = 0
			}
			if f.Status != c.status || f.Lost != lost || !strings.Contains(f.Reason, c.reason) || (f.Reason == "") != (c.reason == "") {
				t.Errorf("status %d, %d lost, %q; want %d, %d, %q", f.Status, f.Lost, f.Reason, c.status, lost, c.reason)
			}
		})
	}
}

func TestATruncatedGzipKeepsWhatCameBefore(t *testing.T) {
	var all []string
	for n := range 2000 {
		all = append(all, sampleRecord(rand.New(rand.NewSource(int64(n))).Int()))
	}
	whole := zipped(t, list(all...))
	f := readString(t, whole[:len(whole)/2])
	if f.Status != source.Partial || f.Lost != 1 || f.Records < 900 || f.SHA256 != nil || !strings.Contains(f.Reason, "cut off") {
		t.Errorf("status %d, %d records, %d lost, %q", f.Status, f.Records, f.Lost, f.Reason)
	}
	for i, raw := range raws(f.records) {
		if raw != all[i] {
			t.Fatalf("record %d is %q", i, raw)
		}
	}
	if f := readString(t, whole[:12]); f.Status != source.Failed || !strings.Contains(f.Reason, "cut off") {
		t.Errorf("status %d, %q", f.Status, f.Reason)
	}
	damaged := []byte(whole)
	damaged[len(damaged)-6] ^= 1 // the checksum
	if f := readString(t, string(damaged)); f.Status != source.Partial || f.Records != 2000 || f.SHA256 != nil || !strings.Contains(f.Reason, "checksum") {
		t.Errorf("status %d, %d records, %q", f.Status, f.Records, f.Reason)
	}
	if f := readString(t, whole+"PADDING PADDING"); f.Status != source.Partial || f.Records != 2000 || !strings.Contains(f.Reason, "other bytes follow") {
		t.Errorf("status %d, %d records, %q", f.Status, f.Records, f.Reason)
	}
}

func TestARecordThatIsTooLongCostsOnlyItself(t *testing.T) {
	const limit = 1 << 20
	long := `{"eventVersion":"1.11","eventName":"` + strings.Repeat("x", limit) + `"}`
	fits := `{"eventVersion":"1.11","eventName":"` + strings.Repeat("x", limit-100) + `"}`
	for name, content := range map[string]string{
		"in a list": list(rec(1), long, fits, rec(2)),
		"on a line": strings.Join([]string{rec(1), long, fits, rec(2)}, "\n"),
	} {
		f := readPieces(t, []byte(content), 100<<10, limit)
		if f.Status != source.Partial || f.Records != 3 || f.Lost != 1 || !strings.Contains(f.Reason, "longer than 1 MiB") {
			t.Errorf("%s: status %d, %d records, %d lost, %q", name, f.Status, f.Records, f.Lost, f.Reason)
		}
	}
}

// endless is a stream of prefix and then pattern over and over, size bytes in
// all.
func endless(t testing.TB, path, prefix, pattern string, size int64) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := newGzipWriter(t, file)
	if _, err := w.Write([]byte(prefix)); err != nil {
		t.Fatal(err)
	}
	block := []byte(strings.Repeat(pattern, 1+1<<20/len(pattern)))
	for size > 0 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
		size -= int64(len(block))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCompressionBombsAreRefusedByName(t *testing.T) {
	if testing.Short() || race.Detector {
		t.Skip("compresses gigabytes")
	}
	folder := t.TempDir()
	for _, b := range []struct{ name, prefix, pattern string }{
		{"zeros", "", "\x00"},
		{"spaces", `{"Records":[`, " "},
		{"one long string", `{"Records":[{"eventVersion":"`, "a"},
		{"brackets", ``, "["},
		{"braces", `{"Records":[`, "{"},
		{"numbers", `{"Records":[`, "1,"},
		{"empty objects", `{"Records":[`, "{},"},
		{"smallest records", `{"Records":[`, `{"eventName":1},`},
		{"quotes", `{"Records":[`, `{"eventVersion"`},
		{"text", ``, "a\n"},
		{"a longer text", ``, `{"name":"oJ4xvW8m2pQzL7dRk1TfYc9sBh3NgUa6"}` + "\n"},
	} {
		t.Run(b.name, func(t *testing.T) {
			path := folder + "/" + strings.ReplaceAll(b.name, " ", "-")
			endless(t, path, b.prefix, b.pattern, 1<<30)
			f := pull(t, Options{}, path)[path]
			if f.Status != source.Failed && f.Status != source.Partial || !strings.Contains(f.Reason, "compression bomb") {
				t.Errorf("status %d, %d records, %q", f.Status, f.Records, f.Reason)
			}
			if f.Unpacked > 64<<20 {
				t.Errorf("noticed only after %d MiB", f.Unpacked>>20)
			}
		})
	}
}

func TestGigabytesOfTheSameRecordAreABombToo(t *testing.T) {
	for _, c := range []struct {
		unpacked, stored int64
		bomb             bool
	}{
		{10 << 20, 10 << 10, false},         // any file so small
		{200 << 20, 200 << 20 / 160, false}, // records that differ in a counter
		{3 << 30, 3 << 30 / 160, false},
		{10 << 30, 10 << 30 / 40, false}, // trail files at their best
		{10 << 30, 10 << 30 / 180, true}, // the same record
		{17 << 20, 17 << 20 / 300, true},
	} {
		if got := expands(c.unpacked, c.stored); got != c.bomb {
			t.Errorf("%d from %d: %v", c.unpacked, c.stored, got)
		}
	}
}

func TestAllocationsForABombStaySmall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb")
	endless(t, path, `{"Records":[{"eventVersion":"`, "a", 256<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f := pull(t, Options{}, path)[path]
	runtime.ReadMemStats(&after)
	if f.Status != source.Failed {
		t.Errorf("status %d, %q", f.Status, f.Reason)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 6*maxRecord {
		t.Errorf("%d MiB allocated", got>>20)
	}
}

func TestALargeFileOfRecordsAlikeIsNoBomb(t *testing.T) {
	if testing.Short() || race.Detector {
		t.Skip("reads hundreds of megabytes")
	}
	path := filepath.Join(t.TempDir(), "alike.json.gz")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := newGzipWriter(t, file)
	const records = 300_000
	for n := range records {
		if _, err := w.Write([]byte(sampleRecord(n) + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file.Close()
	f := pull(t, Options{}, path)[path]
	if f.Status != source.Read || f.Records != records {
		t.Errorf("status %d, %d records, %q (%d bytes from %d)", f.Status, f.Records, f.Reason, f.Unpacked, f.Bytes)
	}
}

func TestWhatHoldsNoRecordIsGivenUp(t *testing.T) {
	const limit = 1 << 20
	for name, pattern := range map[string]string{"text": "just text\n", "objects": `{"a":1}` + "\n", "spaces": " "} {
		content := rec(1) + "\n" + strings.Repeat(pattern, 3*limit/len(pattern)) + rec(2)
		f := readPieces(t, []byte(content), 100<<10, limit)
		if f.Status != source.Partial || f.Records != 1 || !strings.Contains(f.Reason, "no record in 2 MiB") || f.SHA256 != nil {
			t.Errorf("%s: status %d, %d records, %q", name, f.Status, f.Records, f.Reason)
		}
	}
}

func TestDamageWithoutEndIsGivenUp(t *testing.T) {
	const limit = 64 << 10
	// Every start is followed by more than the limit without an end.
	hostile := strings.Repeat(`{"eventVersion":1,"a":"`+strings.Repeat("b", 50)+`x`, 100_000)
	f := readPieces(t, []byte(rec(1)+"\n"+hostile), 1<<20, limit)
	if f.Status != source.Partial || f.Records != 1 || f.SHA256 != nil {
		t.Errorf("status %d, %d records, %q", f.Status, f.Records, f.Reason)
	}
}
