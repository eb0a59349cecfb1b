package login

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

// means is how somebody got the credentials, for the sake of renewing them.
type means uint8

const (
	byKeys means = iota
	bySSO
	byConsole
)

func meansOf(c aws.Config) means {
	for _, from := range c.ConfigSources {
		shared, ok := from.(config.SharedConfig)
		if !ok {
			continue
		}
		for p := &shared; p != nil; p = p.Source {
			switch {
			case p.SSOSessionName != "" || p.SSOStartURL != "":
				return bySSO
			case p.LoginSession != "":
				return byConsole
			}
		}
	}
	return byKeys
}

// renewal says what to run when the credentials have expired or are not taken.
func (l *Login) renewal() string {
	switch {
	case l.by == bySSO:
		return "run 'aws sso login" + l.flag() + "'"
	case l.by == byConsole:
		return "run 'aws login" + l.flag() + "'"
	case l.Profile == "":
		return "renew AWS_SESSION_TOKEN and the keys that go with it, or run 'aws sso login'"
	}
	return fmt.Sprintf("renew the keys of profile %s, or run 'aws sso login --profile %[1]s'", l.Profile)
}

// start says what to run when there are none.
func (l *Login) start() string {
	if l.by != byKeys {
		return l.renewal()
	}
	return fmt.Sprintf("run 'aws configure%s' or 'aws sso login%[1]s', or choose with --profile", l.flag())
}

// flag is how the profile is given to the AWS CLI.
func (l *Login) flag() string {
	if l.Profile == "" {
		return ""
	}
	return " --profile " + l.Profile
}
