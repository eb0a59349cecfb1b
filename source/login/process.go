package login

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
)

// hushProcess has a profile's credential_process run without the terminal. The
// SDK gives it standard input and standard error, to ask for codes.
func hushProcess(c *aws.Config) {
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
				shell := []string{"sh", "-c"}
				if runtime.GOOS == "windows" {
					shell = []string{"cmd.exe", "/C"}
				}
				cmd := exec.CommandContext(ctx, shell[0], shell[1], command)
				cmd.Env = os.Environ()
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
