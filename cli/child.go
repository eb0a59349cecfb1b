package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
)

// The exit codes by which a shell says that a command could not be run.
const (
	exitCannotRun = 126
	exitNoCommand = 127
)

// exitStatus ends spoor with the exit code of a program that it ran.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("the command ended with exit code %d", int(e)) }

// runChild runs a program in this one's place on the terminal: it has the same
// streams and stands in the same process group, so that the terminal's keys
// (ctrl+c, ctrl+z) reach it as they would without spoor. Signals that were sent
// to spoor alone are passed on. The error is an exitStatus; ran says whether the
// program could be run at all.
func (a *app) runChild(command, env []string) (ran bool, err error) {
	child := exec.Command(command[0], command[1:]...)
	child.Env = env
	child.Stdin, child.Stdout, child.Stderr = a.in, a.out, a.errOut
	if a.in == nil {
		child.Stdin = os.Stdin
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, passedOn...)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		a.complain(fmt.Errorf("run %s: %w", command[0], startFailure(err)))
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return false, exitStatus(exitNoCommand)
		}
		return false, exitStatus(exitCannotRun)
	}
	over := make(chan error, 1)
	go func() { over <- child.Wait() }()
	for {
		select {
		case s := <-signals:
			if !fromTerminal(s) {
				_ = child.Process.Signal(s) // it may just have ended
			}
		case err := <-over:
			var exit *exec.ExitError
			switch {
			case err == nil:
				return true, nil
			case errors.As(err, &exit):
				return true, exitStatus(codeOf(exit.ProcessState))
			}
			a.complain(fmt.Errorf("run %s: %w", command[0], err))
			return true, exitStatus(exitFailed)
		}
	}
}

// startFailure is why a program could not be started, without the words of the
// system call.
func startFailure(err error) error {
	var call *fs.PathError
	var search *exec.Error
	switch {
	case errors.As(err, &search):
		return search.Err
	case errors.As(err, &call):
		return call.Err
	}
	return err
}
