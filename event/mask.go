package event

import (
	"regexp"
	"strings"
)

// Masked is what stands on screen in place of a secret.
const Masked = "••••••••"

// Mask returns value, or Masked if it is a secret: see IsSecret. The record
// itself keeps it: it is evidence.
func Mask(path, value string) string {
	if IsSecret(path, value) {
		return Masked
	}
	return value
}

// IsSecret reports whether the value at a path of a record is a credential that
// must not be shown: a session token, a secret key, a password. The last name
// of the path decides, or the look of the value. AWS redacts most of them
// itself; the answers of STS keep their session tokens, and API calls of
// third-party services may keep anything.
func IsSecret(path, value string) bool {
	if value == "" || value == hiddenMark || value == sensitiveMark || strings.Trim(value, "*") == "" {
		return false
	}
	if hasSecretShape(value) {
		return true
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	if value == "true" || value == "false" {
		return false
	}
	plain := joints.Replace(strings.ToLower(name))
	return secretNames[plain] || (endsAsSecret(plain) || SecretSetting(name)) && !strings.HasPrefix(value, "arn:")
}

// joints are what the parts of a name are joined with where it is not written
// in camel case.
var joints = strings.NewReplacer("-", "", "_", "")

// secretEndings are how the names of members end that hold a secret, whatever it
// is for: svmAdminPassword, domainSigningPrivateKey, radiusSettings.sharedSecret.
// Tokens for going on with a list or for doing a thing once are none.
var secretEndings = strings.Fields("password passwords passphrase secret secretkey secretaccesskey privatekey presharedkey authkey authcode " +
	"credential credentials authtoken accesstoken oauthtoken secrettoken securitytoken sessiontoken bearertoken refreshtoken " +
	"authorizationtoken authenticationtoken")

func endsAsSecret(name string) bool {
	for _, ending := range secretEndings {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

var secretNames = words("sessiontoken secretaccesskey secretkey secretstring secretbinary password newpassword " +
	"oldpassword currentpassword masteruserpassword previouspassword proposedpassword temporarypassword " +
	"adminpassword dbpassword authtoken clientsecret privatekey keymaterial plaintext signintoken " +
	"idtoken accesstoken refreshtoken webidentitytoken samlassertion tokenvalue streamurl apikeyvalue " +
	"passworddata tokencode authenticationcode1 authenticationcode2")

// SecretSetting reports whether a setting, as programs find it in their
// environment, commonly holds a secret by its name: DB_PASSWORD, GITHUB_TOKEN.
func SecretSetting(name string) bool {
	return isSetting.MatchString(name) && soundsSecret.MatchString(name)
}

var (
	isSetting    = regexp.MustCompile(`^[A-Z][A-Z0-9_]+$`)
	soundsSecret = regexp.MustCompile(`PASSW(OR)?D|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY`)
)

// hasSecretShape knows secrets by their own look: STS session tokens (base64
// of a version byte and "origin" or "aws") and private keys.
func hasSecretShape(value string) bool {
	if len(value) < 100 {
		return false
	}
	for _, p := range []string{"IQoJb3JpZ2luX2Vj", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "AQoDYXdz", "AQoEXAMPLE"} {
		if strings.HasPrefix(value, p) {
			return true
		}
	}
	return strings.Contains(value, "PRIVATE KEY-----")
}
