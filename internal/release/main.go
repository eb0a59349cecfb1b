// Command release builds the program for every system it runs on and packs it
// with its manual page, completions and documents: archives that are the same,
// byte for byte, wherever and whenever they are built from the same source by
// the same version of Go, and a list of their checksums.
//
//	go run ./internal/release [-o FOLDER] [-version VERSION] [-targets LIST]
//	go run ./internal/release -papers -o FOLDER
//
// The second writes the manual page and the completions alone, for those who
// pack otherwise.
//
// Times in the archives are $SOURCE_DATE_EPOCH, else that of the last commit.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"spoor/internal/licences"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	folder := flag.String("o", "dist", "`FOLDER` for the archives")
	version := flag.String("version", "", "`VERSION` in the names of archives (default: what git describes)")
	targets := flag.String("targets", strings.Join(everyTarget, ","), "`LIST` of systems to build for")
	alone := flag.Bool("papers", false, "write the manual page and the completions alone")
	flag.Parse()
	if *version == "" {
		*version = described(ctx)
	}
	date, err := sourceDate(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		return fmt.Errorf("make the folder of the archives: %w", err)
	}
	work, err := os.MkdirTemp("", "spoor-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	papers, err := papers(ctx, work)
	if err != nil {
		return err
	}
	if *alone {
		return unpacked(*folder, papers)
	}
	var names []string
	for target := range strings.SplitSeq(*targets, ",") {
		program, err := build(ctx, work, target)
		if err != nil {
			return err
		}
		name := archiveName(*version, target)
		if err := pack(filepath.Join(*folder, name), append([]entry{program}, papers...), date); err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		fmt.Println(name)
		names = append(names, name)
	}
	return writeChecksums(*folder, names)
}

// unpacked writes the papers that the program wrote into a folder.
func unpacked(folder string, papers []entry) error {
	for _, e := range papers {
		if !strings.Contains(e.name, "/") {
			continue
		}
		file := filepath.Join(folder, filepath.FromSlash(e.name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, e.text, e.mode); err != nil {
			return err
		}
	}
	return nil
}

// described is the version that git tells, without the v.
func described(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--tags", "--always", "--dirty").Output()
	if text := strings.TrimPrefix(strings.TrimSpace(string(out)), "v"); err == nil && text != "" {
		return text
	}
	return "development"
}

// earliest stands for the time of a source that tells none; zip knows nothing
// earlier.
var earliest = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// sourceDate is the time that stands in the archives.
func sourceDate(ctx context.Context) (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%ct").Output()
		if err != nil {
			return earliest, nil
		}
		text = strings.TrimSpace(string(out))
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return earliest, fmt.Errorf("SOURCE_DATE_EPOCH %q is no number of seconds", text)
	}
	return time.Unix(max(seconds, earliest.Unix()), 0).UTC(), nil
}

// everyTarget are the systems that releases are built for.
var everyTarget = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// build builds the program for a system. Neither the folder it is built in nor
// the C compiler has a part in it.
func build(ctx context.Context, work, target string) (entry, error) {
	system, processor, ok := strings.Cut(target, "/")
	if !ok {
		return entry{}, fmt.Errorf("%q names no system: write it like linux/amd64", target)
	}
	name := "spoor"
	if system == "windows" {
		name += ".exe"
	}
	file := filepath.Join(work, system, processor, name)
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s", "-o", file, "spoor")
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor, "GOAMD64=v1", "GOARM64=v8.0", "GOTOOLCHAIN=local")
	if out, err := command.CombinedOutput(); err != nil {
		return entry{}, fmt.Errorf("build for %s: %w\n%s", target, err, out)
	}
	text, err := os.ReadFile(file)
	return entry{name, text, 0o755}, err
}

// papers are the files beside the program in every archive: what is to be read,
// and what the program writes of itself.
func papers(ctx context.Context, work string) ([]entry, error) {
	var papers []entry
	for _, name := range []string{"README.md", "CHANGELOG.md", "SECURITY.md", "NOTICE.md", "LICENSE"} {
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) && name == "LICENSE" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read what goes into the archives, in the folder of the source: %w", err)
		}
		papers = append(papers, entry{name, text, 0o644})
	}
	program, err := build(ctx, filepath.Join(work, "own"), runtime.GOOS+"/"+runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(work, "own", runtime.GOOS, runtime.GOARCH, program.name)
	for _, written := range []struct{ name, arguments string }{
		{"man/spoor.1", "man"}, {"completions/spoor.bash", "completion bash"}, {"completions/_spoor", "completion zsh"},
		{"completions/spoor.fish", "completion fish"}, {"completions/spoor.ps1", "completion powershell"},
	} {
		text, err := exec.CommandContext(ctx, file, strings.Fields(written.arguments)...).Output()
		if err != nil {
			return nil, fmt.Errorf("spoor %s: %w", written.arguments, err)
		}
		papers = append(papers, entry{written.name, text, 0o644})
	}
	modules, err := licences.Linked(ctx, ".")
	if err != nil {
		return nil, err
	}
	return append(papers, entry{"licences/LICENCES.txt", []byte(licences.Texts(modules)), 0o644}), nil
}
