// Package ui is the screen: panes around one query, in a terminal.
//
// The program is one Bubble Tea model. Model keeps the query, the focus and the
// layout, and routes keys; each pane is a plain struct in a package of its own
// that owns its logic (see package pane). Update and View do no I/O: the cache
// is reached only from the commands in ask.go, and the newest question wins.
package ui
