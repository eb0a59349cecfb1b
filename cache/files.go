package cache

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// fileFailed is source.Failed: such a file is worth another try.
const fileFailed = 4

// Unchanged reports whether the file was dealt with in the state described: of
// the same size and, where both times know one, of the same ETag, else of the same
// modification time. One that could not be read was not dealt with.
func (f *File) Unchanged(bytes int64, mod time.Time, etag string) bool {
	switch {
	case f.Status == fileFailed || f.Bytes != bytes:
		return false
	case f.ETag != "" && etag != "":
		return f.ETag == etag
	}
	return f.ModTime.Equal(mod)
}

// FilesFrom returns what is kept of at most limit files and objects, from the
// first whose place is not before the given one, in order of place. Entries
// that cannot be decoded are left out. more says that others follow.
func (c *Cache) FilesFrom(ctx context.Context, place string, limit int) (files []File, more bool, err error) {
	err = c.file.view(ctx, func(tx *bolt.Tx) error {
		files, more = nil, false
		b, err := bucket(tx, bucketFiles)
		if err != nil {
			return err
		}
		cursor := b.Cursor()
		for k, v := cursor.Seek(textKey(place)); k != nil; k, v = cursor.Next() {
			if len(files) == limit {
				more = true
				break
			}
			if f, err := decodeFile(v); err == nil {
				files = append(files, *f)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, false, fmt.Errorf("read cache %s: %w", c.file.path, err)
	}
	return files, more, nil
}

func putFiles(tx *bolt.Tx, files []File) error {
	if len(files) == 0 {
		return nil
	}
	b, err := bucket(tx, bucketFiles)
	if err != nil {
		return err
	}
	for i := range files {
		if err := b.Put(textKey(files[i].Place), encodeFile(&files[i])); err != nil {
			return err
		}
	}
	return nil
}

func encodeFile(f *File) []byte {
	b := appendText(nil, f.Place)
	b = binary.AppendVarint(b, f.Bytes)
	b = binary.AppendVarint(b, f.Unpacked)
	b = appendText(b, string(f.SHA256))
	b = appendText(b, f.ETag)
	b = appendText(b, f.VersionID)
	b = appendTime(b, f.ModTime)
	b = append(b, f.Status)
	b = appendText(b, f.Reason)
	b = binary.AppendVarint(b, int64(f.Records))
	b = binary.AppendVarint(b, int64(f.Lost))
	b = appendText(b, string(f.Digest))
	if len(f.DigestMetadata) > 0 {
		b = binary.AppendUvarint(b, uint64(len(f.DigestMetadata)))
		for _, name := range slices.Sorted(maps.Keys(f.DigestMetadata)) {
			b = appendText(appendText(b, name), f.DigestMetadata[name])
		}
	}
	return segment.Seal(b)
}

func decodeFile(stored []byte) (*File, error) {
	body, err := segment.Unseal(stored)
	if err != nil {
		return nil, err
	}
	r := segment.NewReader(body)
	f := &File{Place: r.String(), Bytes: r.Varint(), Unpacked: r.Varint(), SHA256: []byte(r.String()),
		ETag: r.String(), VersionID: r.String(), ModTime: readTime(r), Status: r.Byte(), Reason: r.String(),
		Records: int(r.Varint()), Lost: int(r.Varint()), Digest: []byte(r.String())}
	if len(f.SHA256) == 0 {
		f.SHA256 = nil
	}
	if len(f.Digest) == 0 {
		f.Digest = nil
	}
	if r.Left() > 0 {
		const shortest = 2 // bytes of a pair
		n := r.Count(shortest)
		f.DigestMetadata = make(map[string]string, n)
		for range n {
			name := r.String()
			f.DigestMetadata[name] = r.String()
		}
	}
	return f, r.End()
}
