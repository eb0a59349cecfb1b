package login

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// runProcess has a profile's credential_process run by the system's shell, and
// unattended without the terminal. The SDK gives it standard input and standard
// error in any case, to ask for codes, and on Windows takes quotes in the command
// for a part of names.
func runProcess(c *aws.Config, unattended bool) {
	if !aws.IsCredentialsProvider(c.Credentials, (*processcreds.Provider)(nil)) {
		return
	}
	for _, from := range c.ConfigSources {
		shared, ok := from.(config.SharedConfig)
		if !ok || shared.CredentialProcess == "" {
			continue
		}
		command := shared.CredentialProcess
		c.Credentials = aws.NewCredentialsCache(processcreds.NewProviderCommand(
			processcreds.NewCommandBuilderFunc(func(ctx context.Context) (*exec.Cmd, error) {
				cmd := shellCommand(ctx, command)
				cmd.Env = os.Environ()
				if !unattended {
					cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr
				}
				return cmd, nil
			})))
		return
	}
}

// processTrouble says what is wrong with a credential_process. Its output is
// not quoted, as the SDK would: it may hold the keys.
func processTrouble(err error) (what string, ok bool) {
	if _, ok := errors.AsType[*processcreds.ProviderError](err); !ok {
		return "", false
	}
	what = "its credential_process gives no credentials"
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		what += ": " + exit.Error()
	case errors.Is(err, context.DeadlineExceeded):
		what += " in time"
	}
	return what, true
}
