package cache

import (
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"spoor/cache/segment"
)

// The buckets of the file.
//
//	meta      format, catalog, and which segments are set aside as damaged
//	segments  a bucket per segment: its manifest, its sections, its overlay
//	blocks    blocks of raw records, numbered; segments share the numbering
//	origins   provenances, numbered
//	places    which provenance stands for a file
//	files     what is known of every file and object read
//	coverage  what is known to have been fetched
//	marks     stars, tags and notes by identity
var (
	bucketMeta     = []byte("meta")
	bucketSegments = []byte("segments")
	bucketBlocks   = []byte("blocks")
	bucketOrigins  = []byte("origins")
	bucketPlaces   = []byte("places")
	bucketFiles    = []byte("files")
	bucketCoverage = []byte("coverage")
	bucketMarks    = []byte("marks")

	keyFormat   = []byte("format")
	keyCatalog  = []byte("catalog")
	keyAside    = []byte("aside")
	keyManifest = []byte("manifest")
	keyOverlay  = []byte("overlay")
)

// format is the version of everything stored: of this layout, of the sections of
// segments and their blocks, and of what the index of words leaves out. A file of
// another is refused.
const format = 3

// prepare gives an empty file its buckets, and checks the format of any other.
func prepare(tx *bolt.Tx) error {
	if tx.Bucket(bucketMeta) != nil {
		return checkFormat(tx)
	}
	if k, _ := tx.Cursor().First(); k != nil {
		return errors.New("this is a bbolt file of another program")
	}
	for _, name := range [][]byte{bucketMeta, bucketSegments, bucketBlocks, bucketOrigins, bucketPlaces, bucketFiles, bucketCoverage, bucketMarks} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	if err := tx.Bucket(bucketMeta).Put(keyFormat, segment.Seal(binary.LittleEndian.AppendUint32(nil, format))); err != nil {
		return err
	}
	return putCatalog(tx, &catalog{})
}

func checkFormat(tx *bolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	if meta == nil {
		if k, _ := tx.Cursor().First(); k == nil {
			return errors.New("this file is empty")
		}
		return errors.New("this is a bbolt file of another program")
	}
	b, err := segment.Unseal(meta.Get(keyFormat))
	if err != nil || len(b) != 4 {
		return fmt.Errorf("format version: %w", errDamaged)
	}
	switch v := binary.LittleEndian.Uint32(b); {
	case v > format:
		return fmt.Errorf("written by a newer spoor (format %d, this one knows %d): use that one, or another --cache", v, format)
	case v < format:
		return fmt.Errorf("written by an older spoor (format %d, this one knows %d): move it away and import again; a bundle that the older one exports brings its marks along", v, format)
	}
	return nil
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// bucket returns a bucket that every cache has.
func bucket(tx *bolt.Tx, name []byte) (*bolt.Bucket, error) {
	b := tx.Bucket(name)
	if b == nil {
		return nil, fmt.Errorf("%s are missing: %w", name, errDamaged)
	}
	return b, nil
}
