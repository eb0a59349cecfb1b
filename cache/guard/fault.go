// Package guard opens and reads a bbolt file that may be damaged, at the cost
// of an error and never of a crash.
//
// bbolt trusts its file. Reading past the end of a file that was cut short
// raises SIGBUS, which ends a Go program; a flipped byte in a page header
// sends it through memory that it does not own, into a panic, round in a
// circle until the stack is used up, or to other data. So the file is checked
// before it is mapped (CheckFile, CheckTree), faults while it is read become
// errors (Do), and whoever stores values in it keeps checksums of them: what
// pages hold is beyond this package.
package guard

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Damage is a fault or panic that the reading of a damaged file caused.
type Damage struct {
	// Reading says what was being done, as given to DoNamed; it may be empty.
	Reading string
	// Cause is what the runtime or bbolt said.
	Cause string
}

func (d *Damage) Error() string {
	if d.Reading == "" {
		return "the cache file is damaged: " + d.Cause
	}
	return fmt.Sprintf("%s: the cache file is damaged: %s", d.Reading, d.Cause)
}

// IsDamage reports whether err says that a cache file is damaged: a *Damage or
// a *Damaged.
func IsDamage(err error) bool {
	var fault *Damage
	var file *Damaged
	return errors.As(err, &fault) || errors.As(err, &file)
}

// Do runs f and turns a memory fault or a panic in it into a *Damage. It works
// for the calling goroutine alone: a goroutine that f starts and that reads
// the file needs a Do of its own. What f holds when it panics, it must let go
// of in its own defers.
func Do(f func() error) error { return DoNamed("", f) }

// DoNamed is Do with a name for what is being read.
func DoNamed(reading string, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	returned := false
	defer func() {
		if returned {
			return
		}
		if cause := recover(); cause != nil {
			err = &Damage{Reading: reading, Cause: describe(cause)}
		}
	}()
	err = f()
	returned = true
	return err
}

// describe says in one line what went wrong. The address of a fault means
// nothing to anybody.
func describe(cause any) string {
	if _, fault := cause.(interface {
		runtime.Error
		Addr() uintptr
	}); fault {
		return "a page lies outside the file"
	}
	if err, ok := cause.(error); ok {
		return err.Error()
	}
	return fmt.Sprint(cause)
}
