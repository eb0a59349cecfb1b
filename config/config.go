// Package config holds the user's settings: what can be set, where each value
// came from, and the file they are written in.
//
// A flag beats the environment, which beats the file, which beats the default.
// The package reads one file and the environment it is given, and changes single
// settings in that file without touching the rest of it; it knows nothing of
// what the settings do.
package config

// Config is every setting, with the value in force.
type Config struct {
	// Cache is the path of the cache; empty for the usual place.
	Cache string `toml:"cache"`
	// Store is the folder of the recorder store; empty for the usual place.
	Store string `toml:"store"`
	// Zone is "UTC", "local" or an IANA name.
	Zone string `toml:"zone"`
	// Theme is "auto", "dark", "light", "plain" or "contrast".
	Theme string `toml:"theme"`
	Mouse bool   `toml:"mouse"`
	// Colors are the user's own, by what they are for, in the place of the
	// theme's.
	Colors map[string]string `toml:"colors"`

	Screen  Screen  `toml:"screen"`
	AWS     AWS     `toml:"aws"`
	Names   Names   `toml:"names"`
	Queries Queries `toml:"queries"`
	// Keys are the user's own keys as the file has them: action to a key or a
	// list of keys. KeyOverrides gives them as lists.
	Keys map[string]any `toml:"keys"`
}

// Screen is what the screen opens with.
type Screen struct {
	// Columns of the events pane and Facets of the left side, in order.
	Columns []string `toml:"columns"`
	Facets  []string `toml:"facets"`
	// Window is how far back the opening window reaches, as in last:7d.
	Window string `toml:"window"`
}

// AWS is where sync fetches from unless told otherwise.
type AWS struct {
	Profiles []string `toml:"profiles"`
	// Regions are names, or "all" for every Region the account has enabled.
	Regions []string `toml:"regions"`
	// Buckets are s3://bucket/prefix addresses of trails. With any, sync fetches
	// from them and not from event history.
	Buckets []string `toml:"buckets"`
}

// Names are the user's own names for numbers, shown beside or in place of them.
type Names struct {
	Accounts map[string]string `toml:"accounts"`
	IPs      map[string]string `toml:"ips"`
	Keys     map[string]string `toml:"keys"`
}

// Queries are saved filters by name.
type Queries map[string]string

// Default returns the settings of somebody who has set nothing.
func Default() Config {
	return Config{
		Zone:  "UTC",
		Theme: "auto",
		Screen: Screen{
			Facets: []string{"user", "type", "source"},
			Window: "7d",
		},
		AWS: AWS{Regions: []string{"us-east-1"}},
	}
}

// Themes are the values that Theme may have.
func Themes() []string { return []string{"auto", "dark", "light", "plain", "contrast"} }
