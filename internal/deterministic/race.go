//go:build race

package deterministic

const racing = true
