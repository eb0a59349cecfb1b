package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"spoor/bundle"
	"spoor/event"
)

type verifyFlags struct {
	expect string
	json   bool
}

func (a *app) verifyCommand() *cobra.Command {
	var flags verifyFlags
	command := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Check an evidence bundle",
		Long: "Says whether an evidence bundle is consistent in itself: whether every file in it is there with the size and SHA-256 that\n" +
			"its manifest says, nothing else is, and records, provenance, marks and counts agree. What does not is named, one a line.\n\n" +
			"A bundle that was made up as a whole is consistent too. --expect HASH, with the hash that 'spoor export' printed, proves\n" +
			"that the bundle is the one exported then.\n\n" +
			"Exit code 0 means that all is well, 1 that something is not.",
		Example: "spoor verify case-7.zip\nspoor verify case-7.zip --expect 9b1c…",
		Args:    oneArgument("bundle"),
		RunE: func(command *cobra.Command, args []string) error {
			return a.verify(command.Context(), args[0], flags)
		},
	}
	command.Flags().StringVar(&flags.expect, "expect", "", "`SHA-256` of the manifest that export printed")
	command.Flags().BoolVar(&flags.json, "json", false, "print one JSON object")
	return command
}

var sha256Text = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (a *app) verify(ctx context.Context, name string, flags verifyFlags) error {
	expect := strings.ToLower(strings.TrimSpace(flags.expect))
	if flags.expect != "" && !sha256Text.MatchString(expect) {
		return usagef("--expect %q: give the 64 hexadecimal digits that 'spoor export' printed", flags.expect)
	}
	if name == "-" {
		return usagef("a bundle is checked in a file, not as it comes in: give the file's name")
	}
	verdict, err := a.checkBundle(ctx, name)
	if err != nil {
		return err
	}
	v := newVerifyJSON(name, verdict, expect)
	if flags.json {
		if err := a.printJSON(v, ""); err != nil {
			return err
		}
	} else if err := a.printVerdict(v, expect); err != nil {
		return err
	}
	if !v.Consistent || v.Expected != nil && !*v.Expected {
		return &failure{}
	}
	return nil
}

func (a *app) checkBundle(ctx context.Context, name string) (*bundle.Verdict, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, &failure{openError(name, err)}
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err != nil {
		return nil, &failure{openError(name, err)}
	}
	progress := a.progressLine()
	defer progress.clear()
	verdict, err := bundle.Check(ctx, file, info.Size(), bundle.CheckOptions{
		ID:       recordID,
		Progress: func(chunk, chunks int) { progress.show(fmt.Sprintf("%d %% checked", 100*chunk/chunks)) },
	})
	switch {
	case ctx.Err() != nil:
		return nil, err
	case err != nil:
		return nil, &failure{fmt.Errorf("%s: %w", name, err)}
	}
	return verdict, nil
}

func openError(name string, err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// recordID is the id of the event that a record is.
func recordID(record []byte) (string, error) {
	ev, err := event.Decode(record, nil)
	return ev.ID, err
}

// verifyJSON is what scripts read of a verdict; its names are stable.
type verifyJSON struct {
	File       string `json:"file"`
	Consistent bool   `json:"consistent"`
	// SHA256 is of the manifest.
	SHA256 string `json:"sha256"`
	// Expected says whether it is the hash expected; null where none was.
	Expected *bool            `json:"expected"`
	Events   int              `json:"events"`
	Variants int              `json:"variants"`
	Marks    int              `json:"marks"`
	Members  int              `json:"members"`
	Created  string           `json:"created"`
	Tool     string           `json:"tool"`
	Query    string           `json:"query"`
	Redacted []string         `json:"redacted"`
	Problems []bundle.Problem `json:"problems"`
	// OtherProblems is how many there are beyond those.
	OtherProblems int `json:"otherProblems"`
}

func newVerifyJSON(name string, v *bundle.Verdict, expect string) verifyJSON {
	m := &v.Manifest
	out := verifyJSON{
		File: name, Consistent: len(v.Problems) == 0, SHA256: v.Identity, Events: m.Events, Variants: m.Variants, Marks: m.Marks, Members: len(m.Members),
		Tool: m.Tool, Query: m.Query.Text, Redacted: []string{}, Problems: v.Problems, OtherProblems: v.Other,
	}
	if !m.Created.IsZero() {
		out.Created = m.Created.Format("2006-01-02T15:04:05Z")
	}
	if m.Redaction != nil {
		out.Redacted = m.Redaction.Classes
	}
	if out.Problems == nil {
		out.Problems = []bundle.Problem{}
	}
	if expect != "" {
		same := expect == v.Identity
		out.Expected = &same
	}
	return out
}

// printVerdict prints a verdict for people. All of it may come from whoever
// wrote the bundle, so all of it is cleaned.
func (a *app) printVerdict(v verifyJSON, expect string) error {
	var lines []string
	line := func(format string, args ...any) { lines = append(lines, event.Clean(fmt.Sprintf(format, args...))) }
	for _, p := range v.Problems {
		line("%s", p.Error())
	}
	if v.OtherProblems > 0 {
		line("and %s more", counted(v.OtherProblems, "problem"))
	}
	if v.SHA256 != "" {
		line("bundle of %s, written %s by %s", counted(v.Events, "event"), v.Created, v.Tool)
		line("manifest SHA-256 %s", v.SHA256)
	}
	switch {
	case !v.Consistent:
		line("NOT consistent: %s", counted(len(v.Problems)+v.OtherProblems, "problem"))
	case v.Expected == nil:
		line("consistent in itself; that it is the one that was exported is proved by --expect HASH only")
	default:
		line("consistent in itself")
	}
	switch {
	case v.Expected == nil:
	case *v.Expected && v.Consistent:
		line("it is the bundle that was exported under this hash")
	case *v.Expected:
		line("its manifest is that of the bundle that was exported under this hash; what else is in the file is not")
	default:
		line("it is NOT the bundle that was exported under %s", expect)
	}
	_, err := fmt.Fprintln(a.out, strings.Join(lines, "\n"))
	return err
}
