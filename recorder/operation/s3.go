package operation

import (
	_ "embed"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

//go:embed s3.txt
var s3Text string

type s3Line struct {
	level, method, name string
	subresources        []string
}

var s3Lines = sync.OnceValue(func() []s3Line {
	var lines []s3Line
	for line := range strings.Lines(s3Text) {
		f := strings.Fields(line)
		if len(f) != 4 || f[0] == "#" {
			continue
		}
		l := s3Line{level: f[0], method: f[1], name: f[3]}
		if f[2] != "-" {
			l.subresources = strings.Split(f[2], "+")
		}
		lines = append(lines, l)
	}
	return lines
})

// s3Name is the name of an operation of S3, empty where none is known.
func s3Name(method, bucket, key string, query url.Values, header http.Header) string {
	level := "service"
	switch {
	case key != "":
		level = "object"
	case bucket != "":
		level = "bucket"
	}
	for _, l := range s3Lines() {
		if l.level == level && l.method == method && l.fits(query, header) {
			return l.name
		}
	}
	return ""
}

func (l *s3Line) fits(query url.Values, header http.Header) bool {
	for _, name := range l.subresources {
		if name == ":copy" {
			if header.Get("X-Amz-Copy-Source") == "" {
				return false
			}
			continue
		}
		if _, there := query[name]; !there {
			return false
		}
	}
	return true
}

// s3Place is the bucket and the key that a request is for. The bucket is the
// first segment of the path unless virtual, the bucket in the host, is given.
func s3Place(path, virtual string) (bucket, key string) {
	rest := strings.TrimPrefix(path, "/")
	bucket = virtual
	if virtual == "" {
		bucket, rest, _ = strings.Cut(rest, "/")
	}
	return unescaped(bucket), unescaped(rest)
}

// VirtualBucket is the bucket that stands in a host before the names of one of
// the bases ("localhost" for "pictures.localhost:4566"), empty for none.
func VirtualBucket(host string, bases ...string) string {
	host = strings.ToLower(host)
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	for _, base := range bases {
		bucket, ok := strings.CutSuffix(host, "."+base)
		if !ok {
			continue
		}
		// s3.localhost and bucket.s3.eu-west-1.localhost are how LocalStack and
		// AWS put the service into the host.
		if i := strings.LastIndex("."+bucket, ".s3"); i >= 0 {
			if rest := ("." + bucket)[i+3:]; rest == "" || rest[0] == '.' || rest[0] == '-' {
				bucket = bucket[:max(0, i-1)]
			}
		}
		return bucket
	}
	return ""
}

// isConfiguration reports whether the body of an operation of S3 is a setting,
// which CloudTrail records, not an object.
func isConfiguration(name string) bool {
	switch name {
	case "PutObject", "PostObject", "UploadPart", "DeleteObjects", "CompleteMultipartUpload", "SelectObjectContent", "WriteGetObjectResponse", "PutObjectAnnotation":
		return false
	}
	return true
}

// s3Unsaid are headers that are no parameters, or secret.
var s3Unsaid = map[string]bool{
	"x-amz-date": true, "x-amz-content-sha256": true, "x-amz-security-token": true, "x-amz-decoded-content-length": true,
	"x-amz-trailer": true, "x-amz-sdk-checksum-algorithm": true, "x-amz-user-agent": true, "x-amz-te": true,
	"x-amz-s3session-token":                                     true,
	"x-amz-server-side-encryption-customer-key":                 true,
	"x-amz-server-side-encryption-customer-key-md5":             true,
	"x-amz-copy-source-server-side-encryption-customer-key":     true,
	"x-amz-copy-source-server-side-encryption-customer-key-md5": true,
}

// s3Parameters are the parameters of an operation of S3 as CloudTrail has them:
// place, query and headers under their own names.
func (o *Operation) s3Parameters(r *Request) map[string]any {
	p := map[string]any{"Host": r.Host}
	if o.bucket != "" {
		p["bucketName"] = o.bucket
	}
	if o.key != "" {
		p["key"] = o.key
	}
	for name, values := range r.query() {
		lower := strings.ToLower(name)
		if name != "x-id" && !strings.HasPrefix(lower, "x-amz-") && !strings.EqualFold(name, "Signature") {
			p[name] = oneOrAll(values)
		}
	}
	for name, values := range r.Header {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-") && !s3Unsaid[name] &&
			!strings.HasPrefix(name, "x-amz-meta-") && !strings.HasPrefix(name, "x-amz-checksum-") {
			p[name] = oneOrAll(values)
		}
	}
	if len(r.Body) > 0 && isConfiguration(o.Name) {
		o.s3Configuration(p, r)
	}
	return p
}

func (o *Operation) s3Configuration(p map[string]any, r *Request) {
	if !r.Whole {
		p["body"] = omitted()
		return
	}
	if o.Name == "PutBucketPolicy" {
		if policy, ok := decodeJSON(r.Body, false); ok {
			p["bucketPolicy"] = policy
		}
		return
	}
	if name, value, ok := decodeXML(r.Body, xmlAsIs); ok {
		p[name] = value
	}
}

func oneOrAll(values []string) any {
	if len(values) == 1 {
		return values[0]
	}
	return values
}
