package login

import "github.com/aws/aws-sdk-go-v2/config"

// Endpoints are the endpoints that the profile names in the AWS configuration:
// by the service's id as the configuration writes it ("s3", "cloudwatch_logs"),
// "" for all services that are not named. Those that the environment names
// (AWS_ENDPOINT_URL), which go before them, are not among them.
func (l *Login) Endpoints() map[string]string {
	all := map[string]string{}
	for _, from := range l.Config.ConfigSources {
		shared, ok := from.(config.SharedConfig)
		if !ok || shared.IgnoreConfiguredEndpoints != nil && *shared.IgnoreConfiguredEndpoints {
			continue
		}
		if shared.BaseEndpoint != "" {
			all[""] = shared.BaseEndpoint
		}
		for service, values := range shared.Services.ServiceValues {
			if url := values["endpoint_url"]; url != "" {
				all[service] = url
			}
		}
	}
	return all
}
