//go:build race

// Package race reports whether the race detector runs, which makes everything many times as slow.
package race

const Enabled = true
