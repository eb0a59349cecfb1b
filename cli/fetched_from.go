package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"

	"spoor/cache"
	"spoor/export"
	"spoor/ingest"
	"spoor/source/lookup"
)

// fetchedFrom is whom events were fetched from into a cache, so that the screen
// can ask them for more. It holds names, no credentials. It is kept in the user's
// own state folder and not beside the cache: of a cache that comes from somebody
// else, nobody is asked whom that one chose.
type fetchedFrom struct {
	Cache    string         `json:"cache"` // its absolute path
	Accounts []accountAsked `json:"accounts,omitempty"`
	Buckets  []bucketRead   `json:"buckets,omitempty"`
}

// accountAsked is an account whose event history was asked.
type accountAsked struct {
	ID string `json:"id"`
	// Profile is empty for the credentials of the environment; Role is the name
	// of the role assumed with it, if any.
	Profile string   `json:"profile,omitempty"`
	Role    string   `json:"role,omitempty"`
	Regions []string `json:"regions"`
}

// bucketRead is a place in S3.
type bucketRead struct {
	Address string `json:"address"`
	Profile string `json:"profile,omitempty"`
}

// fetchedFromFile is where that is kept of a cache; false where there is no home
// folder.
func (a *app) fetchedFromFile(of string) (path string, ok bool) {
	sum := sha256.Sum256([]byte(of))
	return a.inFolder("XDG_STATE_HOME", xdg.StateHome, "fetched", hex.EncodeToString(sum[:8])+".json")
}

// readFetchedFrom reads what is remembered of a cache; nothing where there is
// nothing.
func (a *app) readFetchedFrom(store *cache.Cache) (fetchedFrom, error) {
	of, err := filepath.Abs(store.Path())
	nothing := fetchedFrom{Cache: of}
	path, ok := a.fetchedFromFile(of)
	if !ok || err != nil {
		return nothing, err
	}
	from := fetchedFrom{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nothing, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &from)
	}
	if err != nil {
		return nothing, fmt.Errorf("read whom the cache was fetched from: %w", err)
	}
	if from.Cache != of {
		return nothing, nil
	}
	return from, nil
}

// rememberFetched remembers whom events were fetched from, beside those that
// are remembered already. A file that cannot be read is written anew.
func (a *app) rememberFetched(store *cache.Cache, fresh fetchedFrom) error {
	was, _ := a.readFetchedFrom(store)
	path, ok := a.fetchedFromFile(was.Cache)
	if !ok {
		return nil
	}
	before, _ := json.Marshal(was)
	for _, a := range fresh.Accounts {
		was.account(a)
	}
	for _, b := range fresh.Buckets {
		was.Buckets = append(slices.DeleteFunc(was.Buckets, func(o bucketRead) bool { return o.Address == b.Address }), b)
	}
	text, err := json.Marshal(was)
	if err != nil || string(text) == string(before) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("remember whom the cache was fetched from: %w", err)
	}
	return export.Whole(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// remembers remembers for the screen whom events were fetched from. Nothing
// else depends on it.
func (a *app) remembers(store *cache.Cache, from fetchedFrom) {
	if err := a.rememberFetched(store, from); err != nil {
		a.say("%v", err)
	}
}

// account takes in an account: with the login that was used last, and every
// Region that was ever asked.
func (f *fetchedFrom) account(a accountAsked) {
	i := slices.IndexFunc(f.Accounts, func(o accountAsked) bool { return o.ID == a.ID })
	if i < 0 {
		f.Accounts = append(f.Accounts, accountAsked{ID: a.ID})
		i = len(f.Accounts) - 1
	}
	regions := append(slices.Clone(f.Accounts[i].Regions), a.Regions...)
	slices.Sort(regions)
	f.Accounts[i] = accountAsked{a.ID, a.Profile, a.Role, slices.Compact(regions)}
}

// fetchedOf is whom a sync of event history has fetched from: the streams that
// did not fail.
func fetchedOf(plan *ingest.Plan, report *ingest.SyncReport) (from fetchedFrom) {
	for i, s := range plan.Streams {
		if i < len(report.Streams) && report.Streams[i].Err != nil {
			continue
		}
		from.account(asked(s.Account, s.Region))
	}
	return from
}

func asked(a *lookup.Account, regions ...string) accountAsked {
	_, role, _ := strings.Cut(a.Role, ":role/")
	return accountAsked{a.ID, a.Profile, role, regions}
}
