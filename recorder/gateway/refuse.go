package gateway

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"spoor/recorder/operation"
	"spoor/recorder/sigv4"
)

// refusal is an answer of the gateway's own, in the words of AWS: code and
// status are such as clients know, the message says what to do.
type refusal struct {
	code    string
	status  int
	message string
}

func (f *refusal) Error() string { return f.code + ": " + f.message }

func denied(message string) *refusal {
	return &refusal{"AccessDenied", http.StatusForbidden, message}
}

// refusedHeader says, in answers of the gateway's own, that they are.
const refusedHeader = "X-Spoor-Refused"

// errorXML is an error inside the XML protocols.
type errorXML struct {
	Type    string `xml:",omitempty"`
	Code    string
	Message string
}

type (
	queryError struct {
		XMLName xml.Name `xml:"ErrorResponse"`
		Error   errorXML
	}
	ec2Error struct {
		XMLName xml.Name   `xml:"Response"`
		Errors  []errorXML `xml:"Errors>Error"`
	}
	s3Error struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}
	jsonError struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
)

// write answers a request with the refusal in the form of its protocol.
func (f *refusal) write(w http.ResponseWriter, o *operation.Operation) {
	kind, body := f.body(o)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Amzn-Errortype", f.code)
	h.Set(refusedHeader, strings.ToLower(http.StatusText(f.status)))
	w.WriteHeader(f.status)
	w.Write(body) // fails where nobody listens any more
}

func (f *refusal) body(o *operation.Operation) (kind string, body []byte) {
	message := "spoor: " + f.message
	asXML := func(v any) (string, []byte) {
		text, _ := xml.Marshal(v) // of strings: cannot fail
		return "application/xml", append([]byte(xml.Header), text...)
	}
	kindOf := "Sender"
	if f.status >= http.StatusInternalServerError {
		kindOf = "Receiver"
	}
	e := errorXML{Type: kindOf, Code: f.code, Message: message}
	switch {
	case o.Protocol == operation.S3 || sigv4.IsS3(o.Service.Signing):
		return asXML(s3Error{Code: f.code, Message: message})
	case o.Service.Signing == "ec2":
		return asXML(ec2Error{Errors: []errorXML{e}})
	case o.Protocol == operation.Query || o.Service.Signing == "route53" || o.Service.Signing == "cloudfront":
		return asXML(queryError{Error: e})
	case o.Protocol == operation.CBOR:
		return "application/cbor", cborError(f.code, message)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.Encode(jsonError{f.code, message}) // of strings: cannot fail
	return "application/x-amz-json-1.1", text.Bytes()
}

// cborError writes {"__type": code, "message": message} (RFC 8949).
func cborError(code, message string) []byte {
	out := []byte{0xa2}
	for _, s := range []string{"__type", code, "message", message} {
		switch n := len(s); {
		case n < 24:
			out = append(out, 0x60|byte(n))
		case n < 1<<8:
			out = append(out, 0x78, byte(n))
		default:
			s = s[:min(n, 1<<16-1)]
			out = append(out, 0x79, byte(len(s)>>8), byte(len(s)))
		}
		out = append(out, s...)
	}
	return out
}
