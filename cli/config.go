package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"spoor/config"
	"spoor/event"
)

func (a *app) configCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "config",
		Short: "Print the settings in force, and where each came from",
		Long: "Prints every setting in force, and where its value came from: a flag, a variable of the environment, a line of the\n" +
			"settings file, or the default. A flag beats the environment, which beats the file. Exit code 1 means that there is a\n" +
			"mistake in the settings; it is named with its line.",
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if err := a.printSettings(asJSON); err != nil {
				return err
			}
			mistakes := a.mistakes()
			for _, mistake := range mistakes {
				a.complain(mistake)
			}
			if len(mistakes) > 0 {
				return &failure{}
			}
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	command.AddCommand(&cobra.Command{
		Use:   "init",
		Short: "Write a settings file in which everything is explained and nothing is set",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return a.writeSettings() },
	})
	return command
}

// settingsJSON is the form of the settings that scripts read; its names are
// stable. A value is written as the settings file would write it.
type settingsJSON struct {
	File     string        `json:"file"`
	Read     bool          `json:"read"`
	Settings []settingJSON `json:"settings"`
}

type settingJSON struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

func (a *app) printSettings(asJSON bool) error {
	if asJSON {
		out := settingsJSON{File: a.settings.File, Read: a.settings.Read, Settings: []settingJSON{}}
		for _, setting := range a.inForce() {
			out.Settings = append(out.Settings, settingJSON{setting.Key, setting.Value, setting.Origin.String()})
		}
		return a.printJSON(out, "")
	}
	state := "not there"
	switch {
	case a.settings.Read:
		state = "read"
	case a.settings.File == "":
		state = "there is no home folder"
	}
	a.print("# settings file: %s (%s)\n", cmp.Or(event.Clean(a.settings.File), "none"), state)
	for _, setting := range a.inForce() {
		line := event.Clean(fmt.Sprintf("%-18s = %-24s # %s", setting.Key, setting.Value, setting.Origin))
		if _, err := fmt.Fprintln(a.out, line); err != nil {
			return err
		}
	}
	return nil
}

// inForce lists the settings with the files that are used where none is named.
func (a *app) inForce() []config.Setting {
	settings := a.settings.Settings()
	for i, setting := range settings {
		var path string
		switch {
		case setting.Origin.From != config.FromDefault:
			continue
		case setting.Key == "cache":
			path, _ = a.inFolder("XDG_DATA_HOME", xdg.DataHome, cacheName)
		case setting.Key == "store":
			path, _ = a.inFolder("XDG_DATA_HOME", xdg.DataHome, storeName)
		}
		if path != "" {
			settings[i].Value = strconv.Quote(path)
		}
	}
	return settings
}

// writeSettings writes the template, never over a file that is there.
func (a *app) writeSettings() error {
	name := a.settings.File
	if name == "" {
		return &failure{errors.New("there is no home folder to keep the settings in: give --config FILE or set SPOOR_CONFIG")}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("make the folder of the settings: %w: give --config FILE to keep them elsewhere", err)
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
