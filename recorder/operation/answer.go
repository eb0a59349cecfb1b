package operation

import (
	"maps"
	"net/http"
	"strings"

	"spoor/recorder/call"
)

// Answer is what an answer says.
type Answer struct {
	// Elements are the result as CloudTrail would record it, nil for none.
	Elements map[string]any
	// Code and Message are the error's, empty for none.
	Code, Message string
	RequestID     string
}

// WantsAnswer reports whether the body of an answer is to be read: for errors,
// for the results of writes, and where it says who a caller is. Objects and
// messages are not.
func (o *Operation) WantsAnswer(method string, status int, header http.Header) bool {
	if method == http.MethodHead {
		return false
	}
	if status >= 300 {
		return true
	}
	if o.Protocol == S3 {
		switch o.Name {
		case "CreateMultipartUpload", "CompleteMultipartUpload", "CopyObject", "UploadPartCopy":
			return true
		}
		return false
	}
	if o.ReadOnly(method) == call.Reads && !tellsWho[o.Service.Signing] {
		return false
	}
	switch contentType(header) {
	case "application/json", "application/x-amz-json-1.0", "application/x-amz-json-1.1", "text/xml", "application/xml", "application/cbor", "":
		return o.Protocol != REST || !carriesPayload(*o)
	}
	return false
}

// tellsWho are the services whose reads say who a caller is, or hand out
// credentials.
var tellsWho = map[string]bool{"sts": true, "awsssoportal": true, "cognito-identity": true}

// requestID is the id that the service gave the request.
func requestID(header http.Header) string {
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Amzn-Request-Id"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// Read reads an answer. body is the start of it where WantsAnswer said so, whole
// says that it is all.
func (o *Operation) Read(method string, status int, header http.Header, body []byte, whole bool) Answer {
	a := Answer{RequestID: requestID(header)}
	failed := status >= 300 && status != http.StatusNotModified
	switch {
	case o.Protocol == S3:
		o.readS3(&a, method, status, header, body, whole)
	case contentType(header) == "application/cbor":
		v, ok := decodeCBOR(body)
		a.read(v, ok, whole, failed, header)
	case isXML(header, body):
		o.readXML(&a, body, whole, failed)
	default:
		v, ok := decodeJSON(body, true)
		a.read(v, ok, whole, failed, header)
	}
	if failed && a.Code == "" {
		a.Code = codeOf(status)
	}
	return a
}

func isXML(header http.Header, body []byte) bool {
	return strings.HasSuffix(contentType(header), "xml") || strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "<")
}

// codeOf names an error by its status where the service did not, as SDKs do for
// answers without a body.
func codeOf(status int) string {
	switch status {
	case http.StatusMovedPermanently:
		return "PermanentRedirect"
	case http.StatusTemporaryRedirect:
		return "TemporaryRedirect"
	case http.StatusForbidden:
		return "AccessDenied"
	}
	return strings.ReplaceAll(strings.ReplaceAll(http.StatusText(status), " ", ""), "'", "")
}

// read takes errors and results of the JSON and CBOR protocols, which differ in
// where they name the error (Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1
// protocol", Operation error serialization).
func (a *Answer) read(v any, ok, whole, failed bool, header http.Header) {
	members, _ := v.(map[string]any)
	if !failed {
		switch {
		case !whole:
			a.Elements = omitted()
		case ok && len(members) > 0:
			a.Elements = members
		}
		return
	}
	code, _, _ := strings.Cut(header.Get("X-Amzn-Errortype"), ":")
	for _, name := range []string{"__type", "code", "errorCode"} {
		if text, isText := members[name].(string); isText && code == "" {
			code = text
		}
	}
	if i := strings.LastIndexByte(code, '#'); i >= 0 {
		code = code[i+1:]
	}
	if i := strings.IndexByte(code, ':'); i >= 0 {
		code = code[:i]
	}
	a.Code = code
	for _, name := range []string{"message", "errorMessage"} {
		if text, isText := members[name].(string); isText && a.Message == "" {
			a.Message = text
		}
	}
}

func (o *Operation) readXML(a *Answer, body []byte, whole, failed bool) {
	root := parseXML(body)
	if root == nil {
		if !whole && !failed {
			a.Elements = omitted()
		}
		return
	}
	if a.RequestID == "" {
		for _, path := range [][]string{{"ResponseMetadata", "RequestId"}, {"RequestId"}, {"requestId"}, {"RequestID"}} {
			if id := root.find(path...).content(); id != "" {
				a.RequestID = id
			}
		}
	}
	if failed {
		a.readError(root)
		return
	}
	style := xmlLists
	if o.Service.Signing == "ec2" {
		style = xmlItems
	}
	result := root
	if o.Protocol == Query {
		if r := root.find(o.Name + "Result"); r != nil {
			result = r
		} else if o.Service.Signing != "ec2" {
			return // it holds no more than metadata
		}
	}
	if members, isObject := result.value(style).(map[string]any); isObject && len(members) > 0 {
		a.Elements = members
	}
}

// readError reads an error of the XML protocols, whose place differs.
func (a *Answer) readError(root *element) {
	at := root
	for _, path := range [][]string{{"Error"}, {"Errors", "Error"}} {
		if e := root.find(path...); e != nil {
			at = e
		}
	}
	a.Code, a.Message = at.find("Code").content(), at.find("Message").content()
}

// readS3 reads an answer of S3. CompleteMultipartUpload and copies may fail with
// the status 200.
func (o *Operation) readS3(a *Answer, method string, status int, header http.Header, body []byte, whole bool) {
	root := parseXML(body)
	if status >= 300 && status != http.StatusNotModified || root != nil && root.name == "Error" {
		if root != nil {
			a.readError(root)
		}
		if a.RequestID == "" && root != nil {
			a.RequestID = root.find("RequestId").content()
		}
		return
	}
	if o.ReadOnly(method) == call.Reads {
		return
	}
	elements := map[string]any{}
	for name, values := range header {
		name = strings.ToLower(name)
		if strings.HasPrefix(name, "x-amz-") && name != "x-amz-request-id" && name != "x-amz-id-2" && !s3Unsaid[name] &&
			!strings.HasPrefix(name, "x-amz-meta-") {
			elements[name] = oneOrAll(values)
		}
	}
	if root != nil && whole && len(body) > 0 {
		if members, ok := root.value(xmlLists).(map[string]any); ok {
			maps.Copy(elements, members)
		}
	}
	if len(elements) > 0 {
		a.Elements = elements
	}
}
