package cli

import "os"

// passedOn are the signals that a program is sent to be told something. Windows
// has the console send ctrl+c to all programs on it.
var passedOn = []os.Signal{os.Interrupt}

func fromTerminal(os.Signal) bool { return true }

func codeOf(state *os.ProcessState) int { return state.ExitCode() }
