package call

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"

	"spoor/event"
)

// hidden is what AWS writes in place of a value that it keeps back (CloudTrail
// User Guide, userIdentity and log file examples).
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

// maxDepth is how deep values are looked into. What lies deeper is hidden whole.
const maxDepth = 64

// hider hides the secrets in one call's parameters.
type hider struct{ source, operation string }

// hide returns a copy of an object in which secrets are hidden.
func (h hider) hide(object map[string]any) any { return h.value("", object, 0) }

func (h hider) value(name string, v any, depth int) any {
	if v == nil {
		return nil
	}
	if h.isSecret(name) && !isFlag(v) || depth > maxDepth {
		return hidden
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, member := range v {
			out[key] = h.value(key, member, depth+1)
		}
		hideNamed(out)
		return out
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			if _, isText := element.(string); isText {
				out[i] = h.value(name, element, depth+1) // one of passwords
			} else {
				out[i] = h.value("", element, depth+1)
			}
		}
		return out
	case string:
		if event.IsSecret(name, v) {
			return hidden
		}
		return hideInText(v)
	case []byte:
		return h.value(name, base64.StdEncoding.EncodeToString(v), depth)
	case bool, json.Number, int, int64, float64:
		return v
	}
	return h.other(name, v, depth)
}

// other looks into values of types that a caller made up, by way of their JSON.
func (h hider) other(name string, v any, depth int) any {
	text, err := encode(v)
	if err != nil {
		return v // whoever writes the record meets the error again
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return hidden
	}
	return h.value(name, plain, depth)
}

// isFlag reports whether a value is a yes or no, which gives nothing away
// (GenerateRandomPassword: true).
func isFlag(v any) bool {
	switch v := v.(type) {
	case bool:
		return true
	case string:
		return v == "true" || v == "false" || v == ""
	}
	return false
}

// hideNamed hides the value in pairs of name and value, as environments and
// settings are written, where the name is a secret's.
func hideNamed(pair map[string]any) {
	for _, nameKey := range []string{"name", "key", "parameterKey", "parameterName", "Name", "Key"} {
		name, ok := pair[nameKey].(string)
		if !ok || !soundsSecret.MatchString(name) {
			continue
		}
		for _, valueKey := range []string{"value", "parameterValue", "Value"} {
			if _, there := pair[valueKey].(string); there {
				pair[valueKey] = hidden
			}
		}
	}
}

// soundsSecret matches the names of settings that commonly hold secrets.
var soundsSecret = regexp.MustCompile(`(?i)passw(or)?d|passphrase|secret|token|credential|private_?key|api_?key|access_?key`)

// secretNames are members that hold a secret in whatever call they stand, beside
// those that event.IsSecret knows, in lower case and without - and _.
var secretNames = set(`
	sessiontoken xamzsecuritytoken securitytoken authorization xamzsignature signature
	secretaccesskey secretkey secretstring secretbinary secretvalue clientsecret
	password masterpassword masteruserpassword newpassword oldpassword currentpassword userpassword dbpassword
	adminpassword defaultpassword proposedpassword previouspassword temporarypassword preconfiguredpassword passphrase
	authtoken accesstoken refreshtoken idtoken bearertoken webidentitytoken samlassertion tokencode authparameters authenticationcode1
	authenticationcode2 challengeresponses analyticsmetadata privatekey keymaterial privatekeyplaintext plaintext
	plaintextdatakey importedkeymaterial encryptedkeymaterial presharedkey certificateprivatekey snmpauthpassword
	ssecustomerkey copysourcessecustomerkey xamzserversideencryptioncustomerkey
	xamzcopysourceserversideencryptioncustomerkey userdata apikey apikeyvalue environmentvariables
	passworddata streamurl signintoken base64encodedstring streamkey
	base32stringseed qrcodepng customergatewayconfiguration secrettoauthenticateinitiator secrettoauthenticatetarget`)

// secretOf are members that hold what a caller entrusts to the service, by
// event source and operation ("*" for all of them): AWS leaves it out of its
// records or hides it.
var secretOf = map[string]map[string]map[string]bool{
	"ssm.amazonaws.com": {
		"*":            set("secureString"),
		"PutParameter": set("value"),
		"SendCommand":  set("parameters"), "StartAutomationExecution": set("parameters"), "StartSession": set("parameters"),
	},
	"kms.amazonaws.com":             {"*": set("plaintext message ciphertextblob ciphertextforrecipient")},
	"secretsmanager.amazonaws.com":  {"*": set("secretstring secretbinary")},
	"lambda.amazonaws.com":          {"*": set("environment payload clientcontext zipfile")},
	"sqs.amazonaws.com":             {"*": set("messagebody body messageattributes messagesystemattributes")},
	"sagemaker.amazonaws.com":       {"*": set("environment")},
	"mobiletargeting.amazonaws.com": {"*": set("tokenkey apikey servicejson")},
	"lightsail.amazonaws.com":       {"*": set("environment")},
	"sns.amazonaws.com":             {"*": set("message subject messageattributes messagestructure"), "ConfirmSubscription": set("token")},
	"ses.amazonaws.com":             {"*": set("message rawmessage content templatedata destination destinations")},
	"kinesis.amazonaws.com":         {"*": set("data")},
	"firehose.amazonaws.com":        {"*": set("data")},
	"logs.amazonaws.com":            {"PutLogEvents": set("logevents")},
	"events.amazonaws.com":          {"*": set("detail authparameters")},
	"states.amazonaws.com":          {"*": set("input output")},
	"ecs.amazonaws.com":             {"*": set("environment")},
	"codebuild.amazonaws.com":       {"*": set("environmentvariables environmentvariablesoverride token")},
	"apigateway.amazonaws.com":      {"CreateApiKey": set("value"), "ImportApiKeys": set("body")},
	"apprunner.amazonaws.com":       {"*": set("runtimeenvironmentvariables")},
	"batch.amazonaws.com":           {"*": set("environment")},
	"elasticbeanstalk.amazonaws.com": {
		"*": set("optionsettings"),
	},
	"cognito-idp.amazonaws.com": {
		"*": set("authparameters challengeresponses userattributes clientmetadata secrethash confirmationcode session"),
	},
	"dynamodb.amazonaws.com": {
		"*": set("item expressionattributevalues attributeupdates expected statement parameters attributes items unprocesseditems"),
	},
	"rds-data.amazonaws.com":   {"*": set("parameters parametersets sql")},
	"redshift.amazonaws.com":   {"*": set("masteruserpassword")},
	"bedrock.amazonaws.com":    {"*": set("body messages system prompt inputtext")},
	"glue.amazonaws.com":       {"*": set("connectionproperties")},
	"dms.amazonaws.com":        {"*": set("password")},
	"transfer.amazonaws.com":   {"*": set("sshpublickeybody hostkey")},
	"workspaces.amazonaws.com": {"*": set("activationcode")},
}

// isSecret reports whether a member of that name is kept back.
func (h hider) isSecret(name string) bool {
	if name == "" {
		return false
	}
	name = plainName(name)
	if secretNames[name] {
		return true
	}
	byOperation := secretOf[h.source]
	return byOperation["*"][name] || byOperation[h.operation][name]
}

var joints = strings.NewReplacer("-", "", "_", "")

func plainName(name string) string { return joints.Replace(strings.ToLower(name)) }

func set(list string) map[string]bool {
	s := map[string]bool{}
	for name := range strings.FieldsSeq(list) {
		s[plainName(name)] = true
	}
	return s
}

// Secrets inside running text: session tokens by the way they begin, and the
// parameters of a presigned URL that give access.
var (
	tokenInText  = regexp.MustCompile(`(?:IQoJb3JpZ2luX2|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=%_-]{16,}`)
	signedInText = regexp.MustCompile(`(?i)((?:X-Amz-Security-Token|X-Amz-Signature|X-Amz-Credential|AWSAccessKeyId|Signature)=)[^&\s"']+`)
	keyInText    = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*`)
)

// HideSecrets hides what in a text has the look of a secret, as Record does:
// services quote in errors what they were sent.
func HideSecrets(text string) string { return hideInText(text) }

// hideInText hides what in a text has the look of a secret.
func hideInText(s string) string {
	if len(s) < 16 {
		return s
	}
	s = tokenInText.ReplaceAllString(s, hidden)
	s = signedInText.ReplaceAllString(s, "${1}"+hidden)
	return keyInText.ReplaceAllString(s, hidden)
}
