// Command spoor is CloudTrail event history in a terminal.
package main

import (
	"os"
	_ "time/tzdata" // not every system that it runs on knows the world's time zones

	"spoor/cli"
)

func main() { os.Exit(cli.Main()) }
