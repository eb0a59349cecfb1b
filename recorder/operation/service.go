package operation

import (
	_ "embed"
	"strings"
	"sync"
)

// Service is what is known of one of AWS's services.
type Service struct {
	// Name is the service's name in AWS's command line, Signing the one in the
	// scope of signatures.
	Name, Signing string
	// host is its host, with {region} for the Region.
	host string
	// home is the only Region that it takes signatures for, empty for any.
	home string
	// target is what stands before the operation in X-Amz-Target, where other
	// services sign with the same name.
	target string
}

//go:embed services.txt
var servicesText string

// services are the services of the table by partition ("" for that of aws) and
// signing name.
var services = sync.OnceValue(func() map[[2]string][]Service {
	all := map[[2]string][]Service{}
	for line := range strings.Lines(servicesText) {
		f := strings.Fields(line)
		if len(f) != 5 || strings.HasPrefix(line, "#") {
			continue
		}
		for i := range f {
			if f[i] == "-" {
				f[i] = ""
			}
		}
		name, partition, _ := strings.Cut(f[0], "@")
		s := Service{Name: name, Signing: f[1], host: f[2], home: f[3], target: f[4]}
		all[[2]string{partition, s.Signing}] = append(all[[2]string{partition, s.Signing}], s)
	}
	return all
})

// serviceBy finds the service that signs with a name and, where several do, has
// the X-Amz-Target.
func serviceBy(signing, target string) Service {
	candidates := services()[[2]string{"", signing}]
	prefix := target[:max(0, strings.LastIndexByte(target, '.'))]
	prefix = prefix[strings.LastIndexByte(prefix, '.')+1:]
	for _, s := range candidates {
		if s.target != "" && s.target == prefix {
			return s
		}
	}
	for _, s := range candidates {
		if s.target == "" && s.Name == signing {
			return s
		}
	}
	for _, s := range candidates {
		if s.target == "" || len(candidates) == 1 {
			return s
		}
	}
	return Service{Name: signing, Signing: signing}
}

// sources are the event sources that are not the signing name.
var sources = map[string]string{
	"awsssoportal": "sso", "sso-oauth": "sso", "s3-object-lambda": "s3", "IoTSecuredTunneling": "iotsecuredtunneling",
	"bedrock-mantle": "bedrock",
}

// EventSource is the service as CloudTrail names it, such as "s3.amazonaws.com".
func (s Service) EventSource() string {
	name := s.Signing
	if other := sources[name]; other != "" {
		name = other
	}
	if name == "" {
		return ""
	}
	return strings.ToLower(name) + ".amazonaws.com"
}
