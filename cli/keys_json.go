package cli

import (
	"spoor/keymap"
	"spoor/query"
)

// keysJSON is the form of the keys that scripts read; its names are stable.
type keysJSON struct {
	Keys []keyJSON `json:"keys"`
}

type keyJSON struct {
	Where  string   `json:"where"`
	Action string   `json:"action"`
	Keys   []string `json:"keys"`
	Means  string   `json:"means"`
}

func (a *app) keysForScripts() keysJSON {
	out := keysJSON{Keys: []keyJSON{}}
	for _, context := range keymap.Contexts() {
		for _, binding := range a.keys.Own(context) {
			out.Keys = append(out.Keys, keyJSON{context.String(), string(binding.Action), append([]string{}, binding.Keys...), binding.Help})
		}
	}
	return out
}

// fieldsJSON is the form of the filter language's fields and flags that scripts
// read; its names are stable.
type fieldsJSON struct {
	Fields []fieldJSON `json:"fields"`
	Flags  []flagJSON  `json:"flags"`
}

type fieldJSON struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Means   string   `json:"means"`
	Example string   `json:"example"`
}

type flagJSON struct {
	Name  string `json:"name"`
	Means string `json:"means"`
}

func fieldsForScripts() fieldsJSON {
	out := fieldsJSON{Fields: []fieldJSON{}, Flags: []flagJSON{}}
	for _, field := range query.Fields() {
		out.Fields = append(out.Fields, fieldJSON{field.Name, append([]string{}, field.Aliases...), field.Means, field.Example})
	}
	for _, word := range query.TimeWords() {
		out.Fields = append(out.Fields, fieldJSON{word.Name, []string{}, word.Means, word.Example})
	}
	for _, flag := range query.FlagNames() {
		out.Flags = append(out.Flags, flagJSON{flag.Name, flag.Means})
	}
	return out
}
