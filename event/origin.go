package event

import "strings"

// maxAgents bounds what a decoder remembers of user agents, which callers can
// choose freely.
const maxAgents = 4096

// origin is the kind of client: what the record says outright, else what the
// user agent looks like.
func (d *Decoder) origin(r *record, ev *Event) Origin {
	switch {
	case ev.Type == "AwsConsoleSignIn", ev.Type == "AwsConsoleAction", r.fromConsole && !isCLI(ev.Agent):
		return OriginConsole
	case ev.InvokedBy == "cloudformation.amazonaws.com":
		return OriginCloudFormation
	case ev.Agent == "":
		if byService(ev) {
			return OriginService
		}
		return OriginUnknown
	}
	if known, ok := d.agents[ev.Agent]; ok {
		ev.Agent = known.text
		return known.origin
	}
	if len(d.agents) >= maxAgents || d.agents == nil {
		d.agents = map[string]agent{}
	}
	met := agent{strings.Clone(ev.Agent), originOf(ev.Agent)}
	d.agents[met.text] = met
	return met.origin
}

// agent is a user agent that was met.
type agent struct {
	text   string
	origin Origin
}

// isCLI keeps CloudShell, where console credentials drive the CLI, apart from
// the console.
func isCLI(agent string) bool {
	return strings.HasPrefix(strings.TrimPrefix(agent, "["), "aws-cli/")
}

// originOf reads a user agent. Some services put it in brackets.
func originOf(agent string) Origin {
	a := strings.TrimSuffix(strings.TrimPrefix(agent, "["), "]")
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(a, p) {
				return true
			}
		}
		return false
	}
	begins := func(parts ...string) bool {
		for _, p := range parts {
			if strings.HasPrefix(a, p) {
				return true
			}
		}
		return false
	}
	switch {
	case a == "":
		return OriginUnknown
	case a == "cloudformation.amazonaws.com":
		return OriginCloudFormation
	case a == "signin.amazonaws.com", a == "console.amazonaws.com",
		begins("console.") && strings.HasSuffix(a, ".amazonaws.com"),
		begins("S3Console/", "AWS Management Console", "AWSConsole") || has(" Console, aws-internal/"):
		return OriginConsole
	case a == "AWS Internal", strings.HasSuffix(a, ".amazonaws.com"), begins("aws-internal/", "Coral/"):
		return OriginService
	case begins("aws-cli/", "AWSPowerShell", "PowerShell AWSPowerShell"):
		return OriginCLI
	case has("Terraform", "terraform-provider", "OpenTofu"):
		return OriginTerraform
	case begins("Boto3/", "Botocore/", "Boto/", "aws-sdk-", "aws-crt", "AWS-SDK", "SDK/") ||
		has("aws-sdk-", "Botocore/", "Boto3/", "md/Botocore"):
		return OriginSDK
	case begins("Mozilla/", "Opera/"):
		return OriginBrowser
	}
	return OriginOther
}
