package lookuptest

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func (r *Request) form() url.Values {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return url.Values{}
	}
	return form
}

// assumedKey is the access key of a role's session in an account.
func assumedKey(account string) string { return "ASIA" + account + "ROLE" }

type assumeRoleResponse struct {
	XMLName         xml.Name  `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse"`
	AccessKeyID     string    `xml:"AssumeRoleResult>Credentials>AccessKeyId"`
	SecretAccessKey string    `xml:"AssumeRoleResult>Credentials>SecretAccessKey"`
	SessionToken    string    `xml:"AssumeRoleResult>Credentials>SessionToken"`
	Expiration      time.Time `xml:"AssumeRoleResult>Credentials>Expiration"`
	ARN             string    `xml:"AssumeRoleResult>AssumedRoleUser>Arn"`
	RoleID          string    `xml:"AssumeRoleResult>AssumedRoleUser>AssumedRoleId"`
}

// assumeRole gives out a session of any role of the server's accounts.
func (s *Server) assumeRole(r *Request) *Answer {
	form := r.form()
	parts := strings.SplitN(form.Get("RoleArn"), ":", 6)
	for _, account := range s.accounts {
		if len(parts) < 6 || parts[4] != account.ID {
			continue
		}
		role := parts[5][strings.LastIndexByte(parts[5], '/')+1:]
		session := form.Get("RoleSessionName")
		body, err := xml.Marshal(assumeRoleResponse{
			AccessKeyID: assumedKey(account.ID), SecretAccessKey: "secret", SessionToken: "session",
			Expiration: s.now().Add(time.Hour).UTC().Truncate(time.Second),
			ARN:        "arn:aws:sts::" + account.ID + ":assumed-role/" + role + "/" + session,
			RoleID:     "AROAEXAMPLEROLEID0001:" + session,
		})
		if err != nil {
			panic(err) // a struct of strings can be written
		}
		return &Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml"}}, Body: body}
	}
	return Error(http.StatusForbidden, "AccessDenied", "Not authorized to perform: sts:AssumeRole")(r, nil)
}
