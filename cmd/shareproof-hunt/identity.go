package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/exit"
)

// identity returns a digest of what this program plays. Workers whose identities differ must
// not share a hunt. It covers the source where the build knows that, as then programs for
// different machines agree, and otherwise the program's own bytes; and what the program plays
// here, as machines may calculate differently.
func identity() (string, error) {
	source, err := sourceOf()
	if err != nil {
		return "", exit.Trouble(fmt.Errorf("what this program is cannot be told: %w", err))
	}
	sum := sha256.Sum256([]byte(source + "\n" + emulator.Behaviour() + "\n" + simulation.PlayedDigest()))
	return hex.EncodeToString(sum[:16]), nil
}

// sourceOf names the source that the program was built from, or the program itself.
func sourceOf() (string, error) {
	if info, ok := debug.ReadBuildInfo(); ok {
		setting := func(key string) string {
			i := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == key })
			if i < 0 {
				return ""
			}
			return info.Settings[i].Value
		}
		if revision := setting("vcs.revision"); revision != "" && setting("vcs.modified") == "false" {
			return "revision " + revision, nil
		}
	}
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	program, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer program.Close()
	h := sha256.New()
	if _, err := io.Copy(h, program); err != nil {
		return "", err
	}
	return "program " + hex.EncodeToString(h.Sum(nil)), nil
}
