package operation

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"spoor/recorder/call"
	"spoor/recorder/sigv4"
)

// Protocol is how a service writes its requests and answers.
type Protocol uint8

// The protocols of AWS.
const (
	REST Protocol = iota
	JSON
	Query
	CBOR
	S3
)

// MaxBody is how much of a body is read for its parameters. It is somewhat more
// than the 100 KB that CloudTrail keeps of them.
const MaxBody = 128 << 10

// Request is what is known of a request.
type Request struct {
	Method string
	// Path and RawQuery are as the client sent them.
	Path, RawQuery string
	Header         http.Header
	Host           string
	// Signing is the service of the signature's scope, empty for requests without.
	Signing string
	// Bucket is the bucket in the host, for S3.
	Bucket string
	// Body is the body where WantsBody said so, at most MaxBody of it; Whole
	// says that it is all.
	Body  []byte
	Whole bool

	values url.Values
}

// query are the parameters of the query, as far as they can be read.
func (r *Request) query() url.Values {
	if r.values == nil {
		r.values, _ = url.ParseQuery(r.RawQuery)
	}
	return r.values
}

// Operation is which operation a request is.
type Operation struct {
	Service Service
	// Name is the operation as CloudTrail names it. Where that is unknown it is
	// method and path, and Unnamed is set.
	Name     string
	Unnamed  bool
	Protocol Protocol

	labels map[string]any
	form   url.Values
	// bucket and key are the place in S3.
	bucket, key string
}

func contentType(h http.Header) string {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, _, _ = strings.Cut(h.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}

func isForm(kind string) bool { return kind == "application/x-www-form-urlencoded" }

// WantsBody reports whether the parameters or the name of the request stand in
// its body. Bodies of objects and messages are not wanted.
func WantsBody(r *Request) bool {
	kind := contentType(r.Header)
	if r.Header.Get("X-Amz-Target") != "" || isForm(kind) && !sigv4.IsS3(r.Signing) {
		return true
	}
	if sigv4.IsS3(r.Signing) {
		return isConfiguration(Identify(r).Name) && r.Method != http.MethodGet && r.Method != http.MethodHead
	}
	if kind == "application/cbor" {
		return true
	}
	o := Identify(r)
	return !carriesPayload(o) && (kind == "" || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "xml"))
}

// carriesPayload reports whether the bodies of a REST operation are somebody's own
// data, or tokens of a sign-in, not parameters.
func carriesPayload(o Operation) bool {
	return o.Service.Signing == "sso-oauth" || o.Service.Signing == "signin" || strings.HasPrefix(o.Name, "Invoke") || o.Service.Signing == "bedrock" && strings.HasPrefix(o.Name, "Converse") ||
		o.Name == "Publish" || o.Name == "UploadArchive" || o.Name == "UploadMultipartPart" || o.Service.Signing == "execute-api"
}

// Identify finds out which operation a request is.
func Identify(r *Request) Operation {
	target := r.Header.Get("X-Amz-Target")
	o := Operation{Service: serviceBy(r.Signing, target)}
	kind := contentType(r.Header)
	switch {
	case sigv4.IsS3(r.Signing) && r.Header.Get("X-Amz-Account-Id") != "" && strings.HasPrefix(r.Path, "/v20180820/"):
		o.Service = Service{Name: "s3control", Signing: "s3", host: "s3-control.{region}.amazonaws.com"}
		o.rest(r)
	case sigv4.IsS3(r.Signing):
		o.Protocol = S3
		o.bucket, o.key = s3Place(r.Path, r.Bucket)
		o.Name = s3Name(r.Method, o.bucket, o.key, r.query(), r.Header)
	case target != "":
		o.Protocol, o.Name = JSON, target[strings.LastIndexByte(target, '.')+1:]
		o.unsignedTarget(target)
	case r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		o.Protocol, o.Name = CBOR, cborName(r.Path)
	case isForm(kind) || r.query().Get("Action") != "":
		o.Protocol = Query
		o.readForm(r)
	default:
		o.rest(r)
	}
	if !plausible(o.Name) {
		o.Name, o.Unnamed = r.Method+" "+cutPath(r.Path), true
	}
	return o
}

// plausible reports whether a name can be an operation's. Clients write what
// they like into headers and forms.
func plausible(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || (c < '0' || c > '9') && c != '_') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}

// cutPath bounds a path that stands for a name.
func cutPath(path string) string {
	const most = 200
	if len(path) > most {
		return path[:most] + "..."
	}
	return path
}

// cborName is the operation in /service/SERVICE/operation/OPERATION.
func cborName(path string) string {
	if f := split(path); len(f) >= 4 && f[len(f)-4] == "service" && f[len(f)-2] == "operation" {
		return f[len(f)-1]
	}
	return ""
}

func (o *Operation) readForm(r *Request) {
	text := string(r.Body)
	if !r.Whole {
		// The last pair may be cut in the middle.
		text = text[:max(0, strings.LastIndexByte(text, '&'))]
	}
	o.form, _ = url.ParseQuery(text)
	for name, values := range r.query() {
		if _, there := o.form[name]; !there {
			o.form[name] = values
		}
	}
	o.Name = o.form.Get("Action")
	if o.Service.Signing == "" && strings.HasPrefix(o.Name, "AssumeRoleWith") {
		o.Service = serviceBy("sts", "")
	}
}

// unsignedTarget names the service of calls that are sent without a signature,
// by their X-Amz-Target.
func (o *Operation) unsignedTarget(target string) {
	if o.Service.Signing != "" {
		return
	}
	switch prefix, _, _ := strings.Cut(target, "."); prefix {
	case "AWSCognitoIdentityService":
		o.Service = serviceBy("cognito-identity", "")
	case "AWSCognitoIdentityProviderService":
		o.Service = serviceBy("cognito-idp", "")
	}
}

// rest finds an operation by method and path, in the tables of all services that
// sign with the name.
func (o *Operation) rest(r *Request) {
	candidates := services()[[2]string{"", o.Service.Signing}]
	switch {
	case o.Service.Name == "s3control":
		candidates = []Service{o.Service}
	case o.Service.Signing == "":
		candidates = unsignedREST
	case len(candidates) == 0:
		candidates = []Service{o.Service}
	}
	for _, s := range candidates {
		found, labels, ok := matchRoute(routesOf(s.Name), r.Method, r.Path, r.query())
		if !ok || o.Service.Signing == "" && !unsignedCalls[s.Signing][found.name] {
			continue
		}
		o.Service, o.Name, o.labels = s, found.name, labels
		if s.Name == "lambda" {
			o.Name = lambdaName(found.name, r.Path)
		}
		return
	}
}

// unsignedREST are the REST services that have calls without a signature.
var unsignedREST = []Service{serviceBy("awsssoportal", ""), serviceBy("sso-oauth", ""), serviceBy("signin", "")}

// unsignedCalls are the calls that are sent without a signature, by signing name.
// They carry a proof of their own of who calls: a token of an identity provider
// or of a sign-in.
var unsignedCalls = map[string]map[string]bool{
	"sts":              names("AssumeRoleWithSAML AssumeRoleWithWebIdentity"),
	"awsssoportal":     names("GetRoleCredentials ListAccountRoles ListAccounts Logout"),
	"sso-oauth":        names("CreateToken RegisterClient StartDeviceAuthorization"),
	"signin":           names("CreateOAuth2Token"),
	"cognito-identity": names("GetCredentialsForIdentity GetId GetOpenIdToken UnlinkIdentity"),
	"cognito-idp": names(`AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice ConfirmForgotPassword
		ConfirmSignUp DeleteUser DeleteUserAttributes DeleteWebAuthnCredential ForgetDevice ForgotPassword GetDevice
		GetTokensFromRefreshToken GetUser GetUserAttributeVerificationCode GetUserAuthFactors GlobalSignOut InitiateAuth
		ListDevices ListWebAuthnCredentials ResendConfirmationCode RespondToAuthChallenge RevokeToken SetUserMFAPreference
		SetUserSettings SignUp StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus UpdateUserAttributes
		VerifySoftwareToken VerifyUserAttribute`),
}

// IsUnsigned reports whether the operation is one that AWS takes without a
// signature.
func (o *Operation) IsUnsigned() bool { return unsignedCalls[o.Service.Signing][o.Name] }

func names(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}

// reading are first words of operations that only read, beside those that
// readOnly knows otherwise.
var reading = names(`Assume Get List Describe Head Lookup Search Query Scan Select Check Simulate Validate View Preview Verify
	Download Estimate Discover Filter Retrieve Read Test Detect Count Peek Poll`)

// readsToo are operations that CloudTrail calls read-only in spite of their name.
var readsToo = names("Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair GenerateRandom GenerateMac ReEncrypt Sign")

// ReadOnly says whether the operation only reads.
func (o *Operation) ReadOnly(method string) call.ReadOnly {
	switch {
	case o.Unnamed && (method == http.MethodGet || method == http.MethodHead):
		return call.Reads
	case o.Unnamed && method == http.MethodPost:
		return call.ReadOnlyUnknown
	case o.Unnamed:
		return call.Writes
	case reading[firstWord(o.Name)] || o.Service.Signing == "kms" && readsToo[o.Name]:
		return call.Reads
	case o.Protocol == S3 && o.Name == "CreateSession":
		return call.Reads
	}
	return call.Writes
}

// firstWord is the first word of a name in camel case, that behind Batch or Admin.
func firstWord(name string) string {
	for _, before := range []string{"Batch", "Admin"} {
		if rest, ok := strings.CutPrefix(name, before); ok && rest != "" {
			name = rest
		}
	}
	for i := 1; i < len(name); i++ {
		if c := name[i]; c < 'a' || c > 'z' {
			return name[:i]
		}
	}
	return name
}
