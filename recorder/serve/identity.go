package serve

import (
	"encoding/xml"
	"mime"
	"net/http"
	"net/url"
)

// readForm reads the parameters of the query protocols.
func readForm(r *http.Request, body []byte) (url.Values, *failure) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		return nil, &failure{"UnknownOperationException", http.StatusBadRequest, "The request has neither X-Amz-Target nor a form."}
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &failure{"MalformedQueryString", http.StatusBadRequest, "The form cannot be read."}
	}
	return form, nil
}

// callerIdentity is the answer to STS GetCallerIdentity. Whoever asks is the
// same made-up user of the account, since nobody is known here.
type callerIdentity struct {
	XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
	ARN       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

func (h *Handler) callerIdentity(requestID string) *callerIdentity {
	return &callerIdentity{
		ARN:     "arn:aws:iam::" + h.account + ":user/spoor",
		UserID:  "AIDASPOORSPOORSPOOR00",
		Account: h.account, RequestID: requestID,
	}
}
