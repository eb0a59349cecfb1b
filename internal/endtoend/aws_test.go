package endtoend

import (
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"spoor/internal/lookuptest"
	"spoor/source/demo"
)

// aws returns the variables that point the program at servers of this process:
// Event history of three accounts, and a bucket with a trail. The documents'
// profiles are there, and the accounts of their accounts.txt.
func aws(t *testing.T, home string) []string {
	t.Helper()
	newest := time.Now().Add(-time.Hour).Truncate(time.Second)
	var accounts []lookuptest.Account
	var config, list strings.Builder
	for i, profile := range []string{"prod", "staging", "org"} {
		id, key := fmt.Sprintf("11112222333%d", i), ("AKIAEXAMPLE" + strings.ToUpper(profile) + "000000000")[:20]
		records := lookuptest.Series(lookuptest.Record{Time: newest, Account: id, Region: "us-east-1"}, 30, time.Minute)
		accounts = append(accounts, lookuptest.Account{ID: id, Keys: []string{key}, Store: lookuptest.NewStore(t, records...)})
		fmt.Fprintf(&config, "[profile %s]\naws_access_key_id = %s\naws_secret_access_key = invented\nregion = us-east-1\n", profile, key)
		fmt.Fprintln(&list, id)
	}
	server := lookuptest.NewServer(t, lookuptest.Options{}, accounts...)
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "accounts.txt"), []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"AWS_ENDPOINT_URL=" + server.URL, "AWS_ENDPOINT_URL_S3=" + bucket(t), "AWS_CONFIG_FILE=" + file, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_ACCESS_KEY_ID=" + accounts[0].Keys[0], "AWS_SECRET_ACCESS_KEY=invented", "AWS_REGION=us-east-1", "AWS_PROFILE=",
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// bucket serves a small trail as s3://acme-audit/AWSLogs and returns the
// endpoint.
func bucket(t *testing.T) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("acme-audit"); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := demo.NewCorpus(100, 9).WriteS3Layout(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		key, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		_, err = backend.PutObject("acme-audit", filepath.ToSlash(key), nil, strings.NewReader(string(text)), int64(len(text)), nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return server.URL
}
