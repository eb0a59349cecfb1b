package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// emptyHash is the SHA-256 of nothing, in hex.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// pathForm is one of the ways in which the path of a request becomes part of
// what is signed.
type pathForm uint8

const (
	// asSent is S3's: the path is taken as it stands in the request.
	asSent pathForm = iota
	// encodedOnce is S3's too: each character of the key is encoded once,
	// whatever the client encoded when it sent the request.
	encodedOnce
	// encodedAgain is that of all other services: the path as it was sent is
	// encoded once more.
	encodedAgain
	// normalized is encodedAgain after dot segments and empty segments are
	// resolved, as RFC 3986 has it.
	normalized
)

// IsS3 reports whether a service signs paths and bodies as S3 does.
func IsS3(service string) bool {
	switch service {
	case "s3", "s3express", "s3-object-lambda", "s3-outposts":
		return true
	}
	return false
}

// pathForms are the forms to try for a service. SDKs differ in them for paths
// out of the common.
func pathForms(service string) []pathForm {
	if IsS3(service) {
		return []pathForm{asSent, encodedOnce}
	}
	return []pathForm{encodedAgain, normalized}
}

// sentPath is the path exactly as the client sent it.
func sentPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if path == "" || path[0] != '/' {
		path = r.URL.EscapedPath()
	}
	if path == "" {
		return "/"
	}
	return path
}

func (f pathForm) of(path string) string {
	switch f {
	case encodedOnce:
		if plain, err := url.PathUnescape(path); err == nil {
			return escape(plain, true)
		}
		return path
	case encodedAgain:
		return escape(path, true)
	case normalized:
		return escape(resolve(path), true)
	}
	return path
}

// resolve removes empty and dot segments.
func resolve(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	out := "/" + strings.Join(kept, "/")
	if len(kept) > 0 && strings.HasSuffix(path, "/") {
		out += "/"
	}
	return out
}

// escape encodes all but the unreserved characters of RFC 3986, and / where it
// is to be kept.
func escape(s string, keepSlash bool) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '_', c == '.', c == '~', c == '/' && keepSlash:
			b.WriteByte(c)
		default:
			const digits = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// canonicalQuery is the query in order, each name and value encoded anew.
func canonicalQuery(raw string) (string, bool) {
	type pair struct{ name, value string }
	var pairs []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		plainName, err := url.QueryUnescape(name)
		if err != nil {
			return "", false
		}
		plainValue, err := url.QueryUnescape(value)
		if err != nil {
			return "", false
		}
		pairs = append(pairs, pair{escape(plainName, false), escape(plainValue, false)})
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name + "=" + p.value)
	}
	return b.String(), true
}

// headerValue is a header as it is signed: its values joined, and white space
// trimmed and made single.
func headerValue(r *http.Request, name string) (string, bool) {
	switch name {
	case "host":
		return strings.TrimSpace(r.Host), r.Host != ""
	case "content-length":
		if r.ContentLength >= 0 && len(r.Header.Values("Content-Length")) == 0 {
			return strconv.FormatInt(r.ContentLength, 10), true
		}
	case "transfer-encoding":
		if len(r.TransferEncoding) > 0 {
			return strings.Join(r.TransferEncoding, ","), true
		}
	}
	values := r.Header.Values(name)
	if len(values) == 0 {
		return "", false
	}
	trimmed := make([]string, len(values))
	for i, value := range values {
		trimmed[i] = strings.Join(strings.Fields(value), " ")
	}
	return strings.Join(trimmed, ","), true
}

// canonicalRequest is the text whose hash is signed; false where a signed header
// is missing or the query cannot be read.
func canonicalRequest(r *http.Request, form pathForm, signed []string, payloadHash string) (string, bool) {
	query, ok := canonicalQuery(r.URL.RawQuery)
	if !ok {
		return "", false
	}
	var b strings.Builder
	b.WriteString(r.Method + "\n" + form.of(sentPath(r)) + "\n" + query + "\n")
	for _, name := range signed {
		value, ok := headerValue(r, name)
		if !ok {
			return "", false
		}
		b.WriteString(name + ":" + value + "\n")
	}
	b.WriteString("\n" + strings.Join(signed, ";") + "\n" + payloadHash)
	return b.String(), true
}

// scopeOf is the part of a credential that follows the key.
func scopeOf(date, region, service string) string {
	return date + "/" + region + "/" + service + "/" + terminator
}

// stringToSign is what the signing key signs.
func stringToSign(at time.Time, scope, canonical string) string {
	return algorithm + "\n" + at.UTC().Format(timeFormat) + "\n" + scope + "\n" + hashHex([]byte(canonical))
}

// signingKey derives the key for one day, Region and service.
func signingKey(secret, date, region, service string) []byte {
	key := mac([]byte("AWS4"+secret), date)
	key = mac(key, region)
	key = mac(key, service)
	return mac(key, terminator)
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hashHex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
