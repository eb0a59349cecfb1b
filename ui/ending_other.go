//go:build !linux

package ui

import "os"

func discardUnread(*os.File) {}
