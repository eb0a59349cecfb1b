// Package query is the filter language: text ⇄ expression, the vocabulary of
// fields and flags, what an expression means for one event, and completion. It
// does no I/O; files named in a filter are read by the caller's loader.
//
// # Meaning
//
// Match is the meaning of the language. Anything faster (the cache's columns)
// is tested against it. It rests on three things that a faster evaluation
// shares: Values says which values an event has in a field, Term.Matcher
// whether a term accepts a value, and FlagName.EventFlags which flags to look
// for.
//
// A term holds when at least one value of its field is accepted by at least one
// of its patterns; an event without a value satisfies no term, and NOT of every
// term. A plain word or a wildcard is compared with the whole value and with
// its shorter forms:
//
//	source           without .amazonaws.com
//	type             the last part, or the last two: Bucket, S3::Bucket
//	resource         what follows the last : or the last of / and :
//	actor            of an ARN, what follows the last of / and :
//	agent, message   a plain word (no wildcard) is looked for anywhere in it
//	ip               an address is the same in every spelling
//
// A value in quotes is compared with the whole value only. A regular expression
// is looked for anywhere in the value. All of them ignore case, as Fold defines
// it; regular expressions as RE2 does, which a (?-i) in them can undo.
//
// Text is looked for in the record's bytes as they stand: a quote inside a JSON
// string is \" there. The * and ? of a wildcard in text stay within one JSON
// string.
//
// # Text
//
// Parse reads a filter, Print writes one, and Parse(Print(x)) is x again (see
// Equal). Fields, FlagNames and TimeWords are its vocabulary.
package query

import (
	"time"

	"spoor/event"
)

// Query is what a screen, a list or an export asks for: a filter and a window
// of time.
type Query struct {
	// Filter is nil for everything.
	Filter Expr
	Window Window
}

// Window is a half-open span of time, From included and To not. A zero bound is
// open.
type Window struct {
	From, To time.Time
}

// Contains reports whether t lies in the window.
func (w Window) Contains(t time.Time) bool {
	return (w.From.IsZero() || !t.Before(w.From)) && (w.To.IsZero() || t.Before(w.To))
}

// Expr is an expression of the filter language: And, Or, Not, Term, Flag, Text
// or Time. Expressions are immutable once built and may be shared.
type Expr interface{ isExpr() }

// And holds when every one of its expressions holds; empty, it always holds.
type And []Expr

// Or holds when at least one of its expressions holds.
type Or []Expr

// Not holds when X does not.
type Not struct{ X Expr }

// Term holds when at least one value of a field is accepted by at least one of
// the patterns: user:alice, event:Delete*, ip:(10.0.0.0/8 OR 192.0.2.1).
type Term struct {
	Field Field
	// Path is the path inside the record when Field is FieldPath, as PathOf and
	// the parser write it: "requestParameters.bucketName".
	Path     string
	Patterns []Pattern
}

// Flag holds when the event has the property: is:write, is:root.
type Flag struct{ Name FlagName }

// Text holds when the record's bytes hold Word, ignoring case, or match the
// regular expression.
type Text struct{ Pattern Pattern }

// Time holds when the event's time lies in the window. As holds the words the
// user wrote (last:24h), so that the expression prints as it was written.
type Time struct {
	Window Window
	As     string
}

func (And) isExpr()  {}
func (Or) isExpr()   {}
func (Not) isExpr()  {}
func (Term) isExpr() {}
func (Flag) isExpr() {}
func (Text) isExpr() {}
func (Time) isExpr() {}

// Field is a field of the language: see Field.Info for what it holds, and the
// package's comment for how its values are compared. The numbers are not stored
// anywhere.
type Field uint8

// The fields of an event. FieldPath is any path inside the record.
const (
	FieldNone Field = iota
	FieldUser
	FieldRole
	FieldActor
	FieldPrincipal
	FieldKey
	FieldAccount
	FieldSource
	FieldEvent
	FieldType
	FieldResource
	FieldRegion
	FieldIP
	FieldAgent
	FieldError
	FieldMessage
	FieldCategory
	FieldVerb
	FieldSeverity
	FieldID
	FieldRequest
	FieldShared
	FieldVPCE
	FieldTLS
	FieldMFA
	FieldSession
	FieldOrigin
	FieldTime
	FieldPath
	fieldCount
)

// FlagName is a property that is: asks for.
type FlagName uint8

// The flags of the language. FlagMarked and FlagVariant are known only to the
// cache, which hands them to Match in Facts.
const (
	FlagNone FlagName = iota
	FlagWrite
	FlagRead
	FlagError
	FlagDenied
	FlagRoot
	FlagConsole
	FlagService
	FlagCrossAccount
	FlagMarked
	FlagTruncated
	FlagPartial
	FlagVariant
	FlagLocal
	flagCount
)

// Facts are what an expression may ask about an event that the event alone does
// not know.
type Facts struct {
	// Record is the record's bytes, for text and record paths.
	Record  []byte
	Marked  bool
	Variant bool
}

// Subject is one event with what is known around it.
type Subject struct {
	Event *event.Event
	Facts Facts
}
