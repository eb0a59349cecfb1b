// Package licences finds the modules that are part of the program on any system,
// and the licences they are under.
package licences

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Module is a module that is linked into the program.
type Module struct {
	Path, Version string
	// Kind is the SPDX name of its licence.
	Kind string
	// Texts are its licence and notice files, as they are.
	Texts []string
}

// systems are those that the program is built for; what is linked differs.
var systems = []string{"linux", "darwin", "windows"}

// Linked returns the modules that are linked into the program on any of its
// systems, by path, the Go standard library among them. It runs the go command
// in folder, which is the source's, and reads the module cache.
func Linked(ctx context.Context, folder string) ([]Module, error) {
	folders := map[string]Module{}
	for _, system := range systems {
		command := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Dir}}\t{{.Path}}\t{{.Version}}{{end}}{{end}}", ".")
		command.Dir = folder
		command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("list the packages of the program on %s: %w", system, withOutput(err))
		}
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			if words := strings.Split(lines.Text(), "\t"); len(words) == 3 {
				folders[words[0]] = Module{Path: words[1], Version: words[2]}
			}
		}
	}
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("find the standard library: %w", err)
	}
	if root, version, ok := strings.Cut(strings.TrimSpace(string(out)), "\n"); ok {
		folders[root] = Module{Path: "std", Version: version}
	}
	var modules []Module
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		m := folders[dir]
		if err := m.read(dir); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return modules, nil
}

// withOutput adds what a command said before it failed.
func withOutput(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}

// read reads the files of a module that say what it may be used for.
func (m *Module) read(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := strings.ToUpper(file.Name())
		if file.IsDir() || !startsWithOne(name, "LICENSE", "LICENCE", "COPYING", "NOTICE") || filepath.Ext(name) == ".GO" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return err
		}
		m.Texts = append(m.Texts, string(text))
		if kind := kindOf(string(text)); m.Kind == "" {
			m.Kind = kind
		}
	}
	if m.Kind == "" {
		return errors.New("no licence that is known")
	}
	return nil
}

func startsWithOne(name string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(beginning string) bool { return strings.HasPrefix(name, beginning) })
}

// kindOf tells a licence by the sentences that only it has, several joined by
// "and"; empty if it is none that is known.
func kindOf(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(sentence string) bool { return strings.Contains(text, sentence) }
	var kinds []string
	for _, licence := range []struct {
		name string
		is   bool
	}{
		{"Apache-2.0", has("apache license") && has("version 2.0")},
		{"MPL-2.0", has("mozilla public license") && has("version 2.0")},
		{"BSD-3-Clause", has("redistribution and use in source and binary forms") && has("neither the name")},
		{"BSD-2-Clause", has("redistribution and use in source and binary forms") && !has("neither the name")},
		{"MIT", has("permission is hereby granted, free of charge")},
		{"ISC", has("permission to use, copy, modify, and/or distribute") || has("permission to use, copy, modify, and distribute")},
	} {
		if licence.is {
			kinds = append(kinds, licence.name)
		}
	}
	return strings.Join(kinds, " and ")
}
