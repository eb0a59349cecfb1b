package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"spoor/export"
	"spoor/export/redact"
)

// redactionKey is where the key of an export's pseudonyms lies.
type redactionKey struct {
	classes []string
	file    string
	made    bool
}

// undo takes a key that was made for an export that failed away again, and
// returns the error.
func (k redactionKey) undo(err error) error {
	if err != nil && k.made {
		os.Remove(k.file)
	}
	return err
}

// redaction sets up the redaction that was asked for. The key is on disk before
// anything is written under it.
func (a *app) redaction(flags exportFlags, o *export.Options) (redactionKey, error) {
	var k redactionKey
	classes, err := redact.ParseClasses(flags.redact)
	if err != nil {
		return k, usagef("--redact: %w", err)
	}
	if len(classes) == 0 {
		if flags.redactKey != "" {
			return k, usagef("--redact-key needs --redact")
		}
		return k, nil
	}
	key := redact.NewKey()
	if k.file = flags.redactKey; k.file == "" {
		if k.file, err = a.newKeyFile(key); err != nil {
			return k, err
		}
	}
	switch text, err := os.ReadFile(k.file); {
	case err == nil:
		if key, err = redact.ParseKey(string(text)); err != nil {
			return k, &failure{fmt.Errorf("read %s: %w", k.file, err)}
		}
	case !errors.Is(err, fs.ErrNotExist):
		return k, &failure{fmt.Errorf("read the redaction key: %w", err)}
	default:
		if err := writePrivate(k.file, key.Text()); err != nil {
			return k, &failure{fmt.Errorf("keep the redaction key: %w: give --redact-key FILE to keep it elsewhere", err)}
		}
		k.made = true
	}
	o.Redactor = redact.New(key, classes...)
	for _, class := range o.Redactor.Classes() {
		k.classes = append(k.classes, string(class))
	}
	return k, nil
}

// newKeyFile is where a key is kept that is used for one export: in the state
// folder, under the fingerprint that the manifest of a bundle names.
func (a *app) newKeyFile(key redact.Key) (string, error) {
	file, ok := a.inFolder("XDG_STATE_HOME", xdg.StateHome, "redaction-keys", key.Fingerprint()+".key")
	if !ok {
		return "", &failure{errors.New("there is no home folder to keep the redaction key in: give --redact-key FILE")}
	}
	return file, nil
}

// writePrivate writes a new file that only this user may read.
func writePrivate(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}
