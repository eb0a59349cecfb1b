package serve

import (
	"net/http"
	"strings"
)

// credential is the scope of a Signature Version 4: who asks, and for which
// Region and service the request was signed.
type credential struct {
	accessKey, region, service string
}

// algorithm is the only way of signing that names one Region.
const algorithm = "AWS4-HMAC-SHA256"

// credentialOf reads the scope from the Authorization header. The signature
// must be there but is not verified.
func credentialOf(r *http.Request) (credential, *failure) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return credential{}, &failure{"MissingAuthenticationToken", http.StatusForbidden, "Request is missing Authentication Token"}
	}
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return credential{}, incompleteSignature("Authorization must begin with " + algorithm + ".")
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if parts[name] == "" {
			return credential{}, incompleteSignature("Authorization header requires '" + name + "' parameter.")
		}
	}
	scope := strings.Split(parts["Credential"], "/")
	if len(scope) != 5 || scope[0] == "" || scope[2] == "" || scope[3] == "" || scope[4] != "aws4_request" {
		return credential{}, incompleteSignature("Credential must be KEY/DATE/REGION/SERVICE/aws4_request.")
	}
	return credential{accessKey: scope[0], region: scope[2], service: scope[3]}, nil
}

func incompleteSignature(message string) *failure {
	return &failure{"IncompleteSignature", http.StatusForbidden, message}
}

// expect refuses a request that was signed for another service, as AWS does.
func (c credential) expect(service string) *failure {
	if c.service == service {
		return nil
	}
	return &failure{"SignatureDoesNotMatch", http.StatusForbidden, "Credential should be scoped to correct service: '" + service + "'."}
}
