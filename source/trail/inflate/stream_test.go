package inflate

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

type klauspost = gzip.Reader

func streamOf(in []byte) io.Reader { return flate.NewReader(bytes.NewReader(in)) }
