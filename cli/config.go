package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"spoor/config"
)

func (a *app) configCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force, and where each came from",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.printSettings() },
	}
	command.AddCommand(&cobra.Command{
		Use:   "init",
		Short: "Write a settings file in which everything is explained and nothing is set",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.writeSettings() },
	})
	return command
}

func (a *app) printSettings() error {
	state := "not there"
	if a.settings.Read {
		state = "read"
	}
	fmt.Fprintf(a.out, "# settings file: %s (%s)\n", a.settings.File, state)
	for _, setting := range a.settings.Settings() {
		if _, err := fmt.Fprintf(a.out, "%-18s = %-24s # %s\n", setting.Key, setting.Value, setting.Origin); err != nil {
			return err
		}
	}
	return nil
}

// writeSettings writes the template, never over a file that is there.
func (a *app) writeSettings() error {
	name := a.settings.File
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("make the folder of the settings: %w", err)
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &failure{fmt.Errorf("%s exists already: it is left as it is", name)}
	}
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	_, err = file.WriteString(config.Template)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	a.say("written: %s", name)
	return nil
}
