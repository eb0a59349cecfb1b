// Package keymap is the closed list of things a person can do by key: each has
// a name, the context in which it works, its default keys and a description.
// It resolves key presses to actions, applies the user's own keys, finds
// conflicts, and is what help and the README's table are made from.
//
// Keys are written as Bubble Tea names them: "G", "?", "space", "ctrl+r",
// "shift+tab".
package keymap
