package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"spoor/config"
	"spoor/ingest"
	"spoor/source/lookup"
)

// accountFlags say which accounts and Regions are asked.
type accountFlags struct {
	profiles, regions []string
	role, file        string
	// unattended says that nobody can be asked for a code just now.
	unattended bool
}

// allRegions stands for every Region that an account has enabled.
const allRegions = "all"

var (
	regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
	accountID  = regexp.MustCompile(`^[0-9]{12}$`)
)

// places opens the accounts and lists their Regions. An account that cannot be
// opened is a problem, and the others go on.
func (a *app) places(ctx context.Context, flags accountFlags) (places []ingest.Place, problems []error, err error) {
	if len(flags.profiles) == 0 {
		flags.profiles = eachOnce(a.settings.AWS.Profiles)
	}
	if len(flags.profiles) == 0 {
		flags.profiles = []string{""}
	}
	regions, err := a.regionsToAsk(flags)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	if (flags.role == "") != (flags.file == "") {
		return nil, nil, usagef("--assume-role and --accounts go together")
	}
	if flags.file != "" {
		if ids, err = accountsOf(flags.file); err != nil {
			return nil, nil, err
		}
	}
	o := lookup.Options{Unattended: flags.unattended}
	if !flags.unattended {
		o.Code = a.askCode()
	}
	if regions[0] != allRegions {
		o.Region = regions[0]
	}
	accounts, problems := openAccounts(ctx, flags, ids, o)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	seen := map[string]bool{}
	for _, account := range accounts {
		names, err := regionsOf(ctx, account, regions, len(flags.regions) == 0 && !a.isSet("aws.regions"))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		for _, region := range names {
			if key := account.ID + " " + region; !seen[key] {
				seen[key] = true
				places = append(places, ingest.Place{Account: account, Region: region})
			}
		}
	}
	return places, problems, ctx.Err()
}

// isSet reports whether the user has set something.
func (a *app) isSet(key string) bool { return a.settings.Origin(key).From != config.FromDefault }

// regionsToAsk are those of the flags, else of the settings.
func (a *app) regionsToAsk(flags accountFlags) ([]string, error) {
	regions, from := flags.regions, "--region"
	if len(regions) == 0 {
		regions, from = a.settings.AWS.Regions, "aws.regions"
	}
	var names []string
	for _, listed := range regions {
		for name := range strings.SplitSeq(listed, ",") {
			name = strings.ToLower(strings.TrimSpace(name))
			if name == allRegions {
				return []string{allRegions}, nil
			}
			if !regionName.MatchString(name) {
				return nil, usagef("%s %q is no Region: use names such as eu-west-1, or all", from, name)
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, usagef("no Region is given: use --region")
	}
	return names, nil
}

// regionsOf are the Regions to ask of an account; unset says that the user has
// named none, and so means that of the profile too.
func regionsOf(ctx context.Context, account *lookup.Account, regions []string, unset bool) ([]string, error) {
	if regions[0] == allRegions {
		return account.Regions(ctx)
	}
	if own := account.Region(); unset && !slices.Contains(regions, own) {
		regions = append([]string{own}, regions...)
	}
	return regions, nil
}

// atATime is how many accounts are opened side by side.
const atATime = 8

// openAccounts opens the profiles, and with each the accounts to assume a role
// in.
func openAccounts(ctx context.Context, flags accountFlags, ids []string, o lookup.Options) ([]*lookup.Account, []error) {
	opened := make([][]*lookup.Account, len(flags.profiles))
	problems := make([][]error, len(flags.profiles))
	var work errgroup.Group
	work.SetLimit(atATime)
	for i, profile := range flags.profiles {
		work.Go(func() error {
			account, err := lookup.Open(ctx, profile, o)
			switch {
			case err != nil:
				problems[i] = []error{err}
			case flags.role == "":
				opened[i] = []*lookup.Account{account}
			default:
				opened[i], problems[i] = assume(ctx, account, ids, flags.role)
			}
			return nil
		})
	}
	_ = work.Wait()
	return slices.Concat(opened...), slices.Concat(problems...)
}

// assume opens accounts by a role of theirs.
func assume(ctx context.Context, account *lookup.Account, ids []string, role string) ([]*lookup.Account, []error) {
	opened, problems := make([]*lookup.Account, len(ids)), make([]error, len(ids))
	var work errgroup.Group
	work.SetLimit(atATime)
	for i, id := range ids {
		work.Go(func() error {
			opened[i], problems[i] = account.Assume(ctx, id, role)
			return nil
		})
	}
	_ = work.Wait()
	return slices.DeleteFunc(opened, func(a *lookup.Account) bool { return a == nil }),
		slices.DeleteFunc(problems, func(err error) bool { return err == nil })
}

// accountsOf reads a file of account ids.
func accountsOf(file string) ([]string, error) {
	lines, err := loadIndicators(file)
	if err != nil {
		return nil, usagef("read the accounts: %w", err)
	}
	if len(lines) == 0 {
		return nil, usagef("--accounts %s names no account", file)
	}
	for _, line := range lines {
		if !accountID.MatchString(line) {
			return nil, usagef("--accounts %s: %q is no account id, which has 12 digits", file, line)
		}
	}
	return eachOnce(lines), nil
}

// eachOnce are the names without those that come again: what is named twice is
// asked once.
func eachOnce(names []string) []string {
	seen := map[string]bool{}
	var once []string
	for _, name := range names {
		if !seen[name] {
			seen[name] = true
			once = append(once, name)
		}
	}
	return once
}

// askCode returns the question for the code of an MFA device, or nil where
// nobody is there to answer it.
func (a *app) askCode() func() (string, error) {
	if !isTerminal(a.in) {
		return nil
	}
	var one sync.Mutex
	lines := bufio.NewReader(a.in)
	return func() (string, error) {
		one.Lock()
		defer one.Unlock()
		fmt.Fprint(a.errOut, "MFA code: ")
		line, err := lines.ReadString('\n')
		if code := strings.TrimSpace(line); code != "" {
			return code, nil
		}
		if err == nil {
			err = errors.New("no code was given")
		}
		return "", err
	}
}
