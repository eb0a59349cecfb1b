package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// ErrNotBundle says that a file is no evidence bundle at all.
var ErrNotBundle = errors.New("not an evidence bundle")

// Problem is something in a bundle that does not agree with the rest of it.
type Problem struct {
	// Member is where, empty for the file as a whole.
	Member string `json:"member"`
	What   string `json:"problem"`
}

// Error implements error.
func (p Problem) Error() string {
	if p.Member == "" {
		return p.What
	}
	return p.Member + " " + p.What
}

// Reader reads a bundle. It is not safe for concurrent use.
type Reader struct {
	Manifest Manifest
	// Identity is the SHA-256 of the manifest, in hexadecimal.
	Identity string

	members map[string]Member
	files   map[string]*zip.File
	// extra are the names in the zip that the manifest does not name, twice
	// those that stand there more than once.
	extra, twice []string
	marks        map[int]markEntry
	chunks       int
}

// beginsAsZip reports whether the first bytes are those of a zip file.
func beginsAsZip(r io.ReaderAt) bool {
	head := make([]byte, 4)
	n, _ := r.ReadAt(head, 0)
	return string(head[:n]) == "PK\x03\x04"
}

// NewReader reads the manifest of a bundle of so many bytes. It returns
// ErrNotBundle for what is no bundle, ErrVersion for a later form of one, and a
// Problem for one that is damaged.
func NewReader(r io.ReaderAt, size int64) (*Reader, error) {
	bounded := &boundedReader{r: r, left: maxManifest}
	z, err := zip.NewReader(bounded, size)
	if bounded.left < 0 {
		return nil, Problem{"", "has a directory too large to be a bundle's"}
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		if beginsAsZip(r) {
			return nil, Problem{"", "begins as a zip file and has no end: part of it is missing"}
		}
		return nil, ErrNotBundle
	}
	bounded.free = true
	out := &Reader{files: make(map[string]*zip.File, len(z.File)), members: map[string]Member{}}
	var packed int64
	for _, f := range z.File {
		if folder, isFolder := strings.CutSuffix(f.Name, "/"); isFolder && f.UncompressedSize64 == 0 && endings[folder] != "" {
			continue // put there by programs that pack folders
		}
		if out.files[f.Name] != nil {
			out.twice = append(out.twice, f.Name)
			continue
		}
		out.files[f.Name] = f
		packed += int64(min(f.CompressedSize64, uint64(size)+1))
		if packed > size {
			return nil, Problem{"", "holds members that lie over each other"}
		}
	}
	f := out.files[manifestName]
	if f == nil {
		return nil, ErrNotBundle
	}
	var text bytes.Buffer
	if err := unpack(&text, f, maxManifest); err != nil {
		return nil, Problem{manifestName, err.Error()}
	}
	m, err := decodeManifest(text.Bytes())
	switch {
	case errors.Is(err, ErrNotBundle), errors.Is(err, ErrVersion):
		return nil, err
	case err != nil:
		return nil, Problem{manifestName, err.Error()}
	}
	out.chunks = m.chunks()
	out.Manifest, out.Identity = *m, identityOf(text.Bytes())
	var total int64
	for _, member := range m.Members {
		out.members[member.Name] = member
		total += member.Bytes
	}
	if total/maxRatio > size {
		return nil, Problem{manifestName, fmt.Sprintf("says that %d bytes unpack to %d, which cannot be", size, total)}
	}
	for name := range out.files {
		if _, named := out.members[name]; !named && name != manifestName {
			out.extra = append(out.extra, name)
		}
	}
	return out, nil
}

// boundedReader stops reading after left bytes, until it is set free.
type boundedReader struct {
	r    io.ReaderAt
	left int64
	free bool
}

func (b *boundedReader) ReadAt(p []byte, off int64) (int, error) {
	if b.free {
		return b.r.ReadAt(p, off)
	}
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errors.New("too much to read")
	}
	return b.r.ReadAt(p, off)
}

// unpack writes a file of the zip to w, at most limit bytes.
func unpack(w io.Writer, f *zip.File, limit int64) error {
	if f.Method != zip.Deflate && f.Method != zip.Store {
		return errors.New("is packed in a way that bundles are not")
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("cannot be unpacked: %w", err)
	}
	defer r.Close()
	n, err := io.Copy(w, io.LimitReader(r, limit+1))
	switch {
	case n > limit:
		return fmt.Errorf("is longer than %d bytes", limit)
	case err != nil:
		return fmt.Errorf("cannot be unpacked: %w", err)
	}
	return nil
}

// hashing is a writer that hashes what it passes on.
type hashing struct {
	to   io.Writer
	hash hash.Hash
	n    int64
}

func (h *hashing) Write(p []byte) (int, error) {
	h.hash.Write(p)
	h.n += int64(len(p))
	return h.to.Write(p)
}

// load unpacks a member and holds it against the manifest.
func (r *Reader) load(name string) ([]byte, error) {
	member, named := r.members[name]
	f := r.files[name]
	switch {
	case !named:
		return nil, Problem{name, "is not named by the manifest"}
	case f == nil:
		return nil, Problem{name, "is missing"}
	}
	var text bytes.Buffer
	sum := &hashing{to: &text, hash: sha256.New()}
	if err := unpack(sum, f, member.Bytes); err != nil {
		return nil, Problem{name, err.Error()}
	}
	if sum.n != member.Bytes {
		return nil, Problem{name, fmt.Sprintf("holds %d bytes, not the %d the manifest says", sum.n, member.Bytes)}
	}
	if hex.EncodeToString(sum.hash.Sum(nil)) != member.SHA256 {
		return nil, Problem{name, "has been changed: its SHA-256 is not the one in the manifest"}
	}
	return text.Bytes(), nil
}

// Summary returns SUMMARY.md.
func (r *Reader) Summary() ([]byte, error) { return r.load(summaryName) }

// Coverage returns what was known to have been fetched of the time asked for.
func (r *Reader) Coverage() (Coverage, error) {
	var coverage Coverage
	if err := r.list(coverageName, &coverage); err != nil {
		return Coverage{}, err
	}
	for _, s := range coverage.Stretches {
		for _, text := range []string{s.From, s.To, s.AsOf} {
			if _, err := parseTime(text); err != nil {
				return Coverage{}, Problem{coverageName, fmt.Sprintf("holds a time that is none: %q", text)}
			}
		}
	}
	return coverage, nil
}

// list reads a member that is one JSON object.
func (r *Reader) list(name string, into any) error {
	text, err := r.load(name)
	if err != nil {
		return err
	}
	if err := decodeStrict(text, into); err != nil {
		return Problem{name, "cannot be read: " + err.Error()}
	}
	return nil
}

// loadMarks reads the marks, unless they are read already.
func (r *Reader) loadMarks() error {
	if r.marks != nil {
		return nil
	}
	var file marksFile
	if err := r.list(marksName, &file); err != nil {
		return err
	}
	if len(file.Marks) != r.Manifest.Marks {
		return Problem{marksName, fmt.Sprintf("holds %d marks, not the %d the manifest says", len(file.Marks), r.Manifest.Marks)}
	}
	marks := make(map[int]markEntry, len(file.Marks))
	last := 0
	for _, m := range file.Marks {
		if m.Event <= last || m.Event > r.Manifest.Events {
			return Problem{marksName, fmt.Sprintf("marks event %d, which is not there or not in its place", m.Event)}
		}
		last = m.Event
		marks[m.Event] = m
	}
	r.marks = marks
	return nil
}
