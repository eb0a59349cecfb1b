package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Manifest says what a bundle is and names every other member. Its own SHA-256
// is the bundle's identity.
type Manifest struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	About
	Events   int `json:"events"`
	Variants int `json:"variants"`
	Marks    int `json:"marks"`
	// First and Last are the times of the oldest and newest event, in RFC 3339;
	// empty where no event has a time.
	First   string   `json:"first"`
	Last    string   `json:"last"`
	Members []Member `json:"members"`
}

// About is what a bundle says of itself beside what is in it.
type About struct {
	Created time.Time `json:"created"`
	// Tool is the program that wrote it, with its version.
	Tool  string `json:"tool"`
	Query Query  `json:"query"`
	// Redaction is nil where nothing was redacted.
	Redaction *Redaction `json:"redaction"`
}

// Query is the question whose answer the bundle is.
type Query struct {
	// Text is in the filter language, Words the same for people.
	Text  string `json:"text"`
	Words string `json:"words"`
	// From and To are the window asked for, To not included, in RFC 3339; empty
	// where it is open.
	From string `json:"from"`
	To   string `json:"to"`
	// Zone is the time zone in which times without one were read.
	Zone string `json:"zone"`
	// Whole says that the filter asks for nothing but a window of time: all
	// that was held of it is here.
	Whole bool `json:"whole"`
	// Picked says that events were picked by hand out of the answer.
	Picked bool `json:"picked"`
}

// Redaction says what was replaced by pseudonyms.
type Redaction struct {
	Classes []string `json:"classes"`
	// Key tells apart the keys under which pseudonyms are made, without saying
	// anything about them.
	Key string `json:"key"`
}

// Member is one file of a bundle.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// The members that stand by themselves, and the folders of those in chunks.
const (
	manifestName = "manifest.json"
	summaryName  = "SUMMARY.md"
	coverageName = "coverage.json"
	marksName    = "marks.json"

	recordsFolder    = "records"
	provenanceFolder = "provenance"
	envelopesFolder  = "envelopes"
	variantsFolder   = "variants"
)

var endings = map[string]string{
	recordsFolder: ".json", provenanceFolder: ".jsonl", envelopesFolder: ".txt", variantsFolder: ".json",
}

// memberName is the name of a member of a chunk.
func memberName(folder string, chunk int) string {
	return fmt.Sprintf("%s/%04d%s", folder, chunk, endings[folder])
}

var chunkName = regexp.MustCompile(`^([a-z]+)/([0-9]{4,9})(\.[a-z]+)$`)

// parseName reads the name of a member of a chunk.
func parseName(name string) (folder string, chunk int, ok bool) {
	parts := chunkName.FindStringSubmatch(name)
	if parts == nil {
		return "", 0, false
	}
	chunk, err := strconv.Atoi(parts[2])
	if err != nil || chunk < 1 || endings[parts[1]] == "" || memberName(parts[1], chunk) != name {
		return "", 0, false
	}
	return parts[1], chunk, true
}

// encode writes the manifest in its one form.
func (m *Manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("write %s: %w", manifestName, err)
	}
	return b.Bytes(), nil
}

// identityOf is the identity of a bundle with this manifest.
func identityOf(manifest []byte) string { return hashOf(manifest) }

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ErrVersion says that a bundle was written in a later form of the format.
var ErrVersion = errors.New("written by a newer spoor: update to read it")

// decodeManifest reads a manifest and checks all that it says by itself. There
// is one way to write each manifest, so that nothing can hide in it.
func decodeManifest(text []byte) (*Manifest, error) {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	if head.Format != Format {
		return nil, ErrNotBundle
	}
	if head.Version > Version {
		return nil, ErrVersion
	}
	m := new(Manifest)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("is not a manifest: %w", err)
	}
	again, err := m.encode()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, text) {
		return nil, errors.New("is not in the form in which a manifest is written")
	}
	return m, m.check()
}

// check checks the list of members and the counts.
func (m *Manifest) check() error {
	if m.Events < 0 || m.Variants < 0 || m.Marks < 0 {
		return errors.New("counts less than nothing")
	}
	seen := make(map[string]bool, len(m.Members))
	chunks := 0
	for _, member := range m.Members {
		_, chunk, inChunk := parseName(member.Name)
		switch {
		case seen[member.Name]:
			return fmt.Errorf("names %q twice", member.Name)
		case inChunk:
			chunks = max(chunks, chunk)
		case member.Name != summaryName && member.Name != coverageName && member.Name != marksName:
			return fmt.Errorf("names %q, which is no member of a bundle", member.Name)
		}
		if member.Bytes < 0 || member.Bytes > maxMember {
			return fmt.Errorf("says that %s holds %d bytes; the most is %d", member.Name, member.Bytes, maxMember)
		}
		if len(member.SHA256) != 2*sha256.Size || strings.Trim(member.SHA256, "0123456789abcdef") != "" {
			return fmt.Errorf("gives %s a SHA-256 that is none", member.Name)
		}
		seen[member.Name] = true
	}
	for _, name := range []string{summaryName, coverageName, marksName} {
		if !seen[name] {
			return fmt.Errorf("does not name %s", name)
		}
	}
	if chunks > len(m.Members) {
		return fmt.Errorf("names chunk %d without those before it", chunks)
	}
	for chunk := 1; chunk <= chunks; chunk++ {
		for _, folder := range []string{recordsFolder, provenanceFolder} {
			if name := memberName(folder, chunk); !seen[name] {
				return fmt.Errorf("does not name %s", name)
			}
		}
	}
	if m.Events > 0 && chunks == 0 {
		return fmt.Errorf("counts %d events and names no records", m.Events)
	}
	return nil
}

// chunks is how many chunks there are.
func (m *Manifest) chunks() int {
	n := 0
	for _, member := range m.Members {
		if folder, chunk, ok := parseName(member.Name); ok && folder == provenanceFolder {
			n = max(n, chunk)
		}
	}
	return n
}

// timeText writes a time as manifests and provenance do: in UTC with its
// fraction; empty for none, and for years that RFC 3339 cannot write.
func timeText(t time.Time) string {
	t = t.UTC()
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// span is the time from the oldest to the newest of some events.
type span struct{ first, last time.Time }

// add takes in a time, unless it is one that timeText does not write.
func (s *span) add(t time.Time) {
	if timeText(t) == "" {
		return
	}
	if s.first.IsZero() || t.Before(s.first) {
		s.first = t
	}
	if s.last.IsZero() || t.After(s.last) {
		s.last = t
	}
}

func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	return t.UTC(), err
}

// decodeStrict reads one JSON value that holds no unknown names, with nothing
// behind it.
func decodeStrict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more stands behind it")
	}
	return nil
}
