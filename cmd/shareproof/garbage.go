package main

import (
	"os"
	"runtime/debug"
)

// collectSeldom lets garbage grow to so many percent of what lives, unless the
// user has set GOGC: a search keeps little and throws away much.
func collectSeldom(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	former := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(former) }
}
