package bundle

import (
	"bytes"
	"fmt"
)

// frame is what stands before, between and behind the pieces of a member.
type frame struct{ head, between, tail string }

var frames = map[string]frame{
	recordsFolder:   {"{\"Records\":[\n", ",\n", "\n]}\n"},
	variantsFolder:  {"{\"Records\":[\n", ",\n", "\n]}\n"},
	envelopesFolder: {"", "\n", "\n"},
}

// framed is a member of pieces being written. One without pieces is not
// written at all.
type framed struct {
	folder string
	text   bytes.Buffer
	pieces int
}

// add writes one piece into the member, whose number is chunk, and says where
// it stands.
func (f *framed) add(chunk int, content []byte) piece {
	frame := frames[f.folder]
	if f.pieces == 0 {
		f.text.WriteString(frame.head)
	} else {
		f.text.WriteString(frame.between)
	}
	f.pieces++
	at := f.text.Len()
	f.text.Write(content)
	return piece{Member: memberName(f.folder, chunk), Offset: int64(at), Bytes: int64(len(content)), SHA256: hashOf(content)}
}

// end closes the frame and returns the member.
func (f *framed) end() []byte {
	f.text.WriteString(frames[f.folder].tail)
	return f.text.Bytes()
}

func (f *framed) reset() {
	f.text.Reset()
	f.pieces = 0
}

// unframing takes the pieces of a member in their order and lets nothing stand
// between them but the frame.
type unframing struct {
	frame
	name   string
	text   []byte
	at     int64
	pieces int
}

func newUnframing(folder string, chunk int, text []byte) *unframing {
	return &unframing{frame: frames[folder], name: memberName(folder, chunk), text: text}
}

// take returns the bytes of the next piece. They alias the member.
func (u *unframing) take(p piece) ([]byte, error) {
	if p.Member != u.name {
		return nil, fmt.Errorf("is said to be in %q and belongs in %s", p.Member, u.name)
	}
	between := u.between
	if u.pieces == 0 {
		between = u.head
	}
	from := u.at + int64(len(between))
	switch {
	case p.Offset != from:
		return nil, fmt.Errorf("is said to be at byte %d of %s and belongs at byte %d", p.Offset, u.name, from)
	case p.Bytes < 0 || p.Bytes > int64(len(u.text))-from:
		return nil, fmt.Errorf("is said to be longer than %s", u.name)
	case string(u.text[u.at:from]) != between:
		return nil, fmt.Errorf("has something else before it in %s, at byte %d", u.name, u.at)
	}
	u.at, u.pieces = from+p.Bytes, u.pieces+1
	content := u.text[from:u.at:u.at]
	if hashOf(content) != p.SHA256 {
		return nil, fmt.Errorf("has another SHA-256 in %s, at byte %d", u.name, from)
	}
	return content, nil
}

// end checks that nothing is left but the end of the frame.
func (u *unframing) end() error {
	if u.pieces == 0 {
		return fmt.Errorf("%s holds nothing that the provenance names", u.name)
	}
	if string(u.text[u.at:]) != u.tail {
		return fmt.Errorf("%s holds something that the provenance does not name, at byte %d", u.name, u.at)
	}
	return nil
}
