package call

import (
	"regexp"
	"strings"
)

// identity is a record's userIdentity.
type identity struct {
	Type           string          `json:"type"`
	ARN            string          `json:"arn,omitempty"`
	AccountID      string          `json:"accountId,omitempty"`
	AccessKeyID    string          `json:"accessKeyId,omitempty"`
	UserName       string          `json:"userName,omitempty"`
	PrincipalID    string          `json:"principalId,omitempty"`
	SessionContext *sessionContext `json:"sessionContext,omitempty"`
}

type sessionContext struct {
	SessionIssuer sessionIssuer `json:"sessionIssuer"`
}

type sessionIssuer struct {
	Type      string `json:"type"`
	AccountID string `json:"accountId,omitempty"`
	UserName  string `json:"userName,omitempty"`
}

// identity says who the caller was. Without an ARN that is unknown but for the
// key, whatever the key looks like.
func (c Caller) identity() identity {
	id := identity{Type: "Unknown", ARN: c.ARN, PrincipalID: c.Principal, AccountID: c.Account, AccessKeyID: c.AccessKey}
	if id.AccountID == "" {
		id.AccountID = accountOf(c.ARN)
	}
	parts := strings.SplitN(c.ARN, ":", 6)
	if len(parts) != 6 {
		return id
	}
	kind, rest, _ := strings.Cut(parts[5], "/")
	switch kind {
	case "root":
		id.Type = "Root"
	case "user":
		id.Type, id.UserName = "IAMUser", rest[strings.LastIndexByte(rest, '/')+1:]
	case "assumed-role":
		role, _, _ := strings.Cut(rest, "/")
		id.Type = "AssumedRole"
		id.SessionContext = &sessionContext{sessionIssuer{"Role", id.AccountID, role}}
	case "federated-user":
		id.Type = "FederatedUser"
	}
	return id
}

var isAccount = regexp.MustCompile(`^[0-9]{12}$`)

// accountOf is the account in an ARN, empty where it has none.
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 && isAccount.MatchString(parts[4]) {
		return parts[4]
	}
	return ""
}
