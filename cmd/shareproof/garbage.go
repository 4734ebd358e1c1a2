package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// collectAtLeast lets so many bytes of garbage and more come together before they are collected,
// however little lives. It holds memory that nobody touches, and that therefore no machine has
// to have.
func collectAtLeast(bytes int) (undo func()) {
	untouched := make([]byte, bytes)
	return func() { runtime.KeepAlive(untouched) }
}

// collectSeldom lets garbage grow to so many percent of what lives, unless the
// user has set GOGC: a search keeps little and throws away much.
func collectSeldom(percent int) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	former := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(former) }
}
