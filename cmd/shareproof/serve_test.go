package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/internal/exit"
)

func TestWhatServeIsToldOfWorldsIsChecked(t *testing.T) {
	strict := []string{"--strict", "--credentials", t.TempDir(), "--max-worlds", "5"}
	for want, args := range map[string][]string{
		"--max-worlds: want 0 to 100000, not -1":     {"--max-worlds", "-1"},
		"--max-worlds: want 0 to 100000, not 100001": {"--max-worlds", "100001"},
		"--world-age: ":      {"--world-age", "soon"},
		"--world-age: \"-1h": {"--world-age", "-1h"},
		"--max-worlds: with --strict a world begins empty: want neither ": append(strict, "--crowd", "2"),
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), &out, &errs)
		assert.Equal(t, exit.Usage, code, "%v", args)
		assert.Contains(t, errs.String(), want, "%v", args)
	}
}
