package serve

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
)

// call is one request on its way to an answer.
type call struct {
	Request
	w       http.ResponseWriter
	format  format
	service string
}

// newRequestID makes a UUID of version 4, as AWS names its requests.
func newRequestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

func (c *call) answer(answer any) { c.write(http.StatusOK, answer) }

// fail answers with an error in the form of the protocol that was spoken.
func (c *call) fail(bad *failure) {
	c.Code = bad.code
	if bad.status == http.StatusMethodNotAllowed {
		c.w.Header().Set("Allow", http.MethodPost)
	}
	c.write(bad.status, c.errorOf(bad))
}

func (c *call) errorOf(bad *failure) any {
	switch {
	case c.format == formatJSON:
		return jsonError{jsonName(bad.code), bad.message}
	case c.service == "ec2":
		return ec2Error{Errors: []errorXML{{Code: bad.code, Message: bad.message}}, RequestID: c.ID}
	}
	kind := "Sender"
	if bad.status >= http.StatusInternalServerError {
		kind = "Receiver"
	}
	return queryError{Error: errorXML{Type: kind, Code: bad.code, Message: bad.message}, RequestID: c.ID}
}

// jsonError is an error of the JSON protocols.
type jsonError struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}

// jsonName is how the JSON protocols call an error that the query protocols have
// too.
func jsonName(code string) string {
	switch code {
	case "MissingAuthenticationToken", "IncompleteSignature":
		return code + "Exception"
	case "SignatureDoesNotMatch":
		return "InvalidSignatureException"
	}
	return code
}

type errorXML struct {
	Type    string `xml:",omitempty"`
	Code    string
	Message string
}

// queryError is an error of the query protocol, ec2Error one of EC2's variant.
type queryError struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Error     errorXML
	RequestID string `xml:"RequestId"`
}

type ec2Error struct {
	XMLName   xml.Name   `xml:"Response"`
	Errors    []errorXML `xml:"Errors>Error"`
	RequestID string
}

// write writes the whole answer at once, so that one that cannot be written out
// is not cut short unseen.
func (c *call) write(status int, answer any) {
	var body bytes.Buffer
	var err error
	if c.format == formatJSON {
		c.w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		encoder := json.NewEncoder(&body)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(answer)
	} else {
		c.w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		body.WriteString(xml.Header)
		err = xml.NewEncoder(&body).Encode(answer)
	}
	if err != nil {
		c.Err = err
		c.Status = http.StatusInternalServerError
		c.w.WriteHeader(c.Status)
		return
	}
	c.Status = status
	c.w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	c.w.WriteHeader(status)
	if _, err := c.w.Write(body.Bytes()); err != nil {
		c.Err = err
	}
}
