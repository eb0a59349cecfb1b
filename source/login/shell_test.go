package login

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// asProcess, when set, makes the test binary a credential_process that hands out
// the first of its arguments.
const asProcess = "SPOOR_CREDENTIAL_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		fmt.Printf(`{"Version":1,"AccessKeyId":%q,"SecretAccessKey":"hush"}`, os.Args[1])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestACredentialProcessMayHaveQuotesInItsCommand(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, unattended := range []bool{false, true} {
		home := configured(t, "")
		t.Setenv(asProcess, "1")
		text := fmt.Sprintf("[profile tool]\ncredential_process = \"%s\" \"two words\" --json\n", program)
		if err := os.WriteFile(filepath.Join(home, "config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if key, problem := retrieve(t, Options{Profile: "tool", Unattended: unattended}); key != "two words" {
			t.Errorf("unattended %t: key %q, %v", unattended, key, problem)
		}
	}
}
