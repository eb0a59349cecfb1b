// Command spoor is CloudTrail event history in a terminal.
package main

import (
	"os"

	"spoor/cli"
)

func main() { os.Exit(cli.Main()) }
