package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheFirstHoursArePlayed types what the pages for new users say, in the order in
// which they say it, and holds what comes out against what they print.
func TestTheFirstHoursArePlayed(t *testing.T) {
	if testing.Short() {
		t.Skip("runs whole suites")
	}
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh to type into")
	}
	for _, page := range []string{"first-hour-scenarios.md", "first-hour-endpoint.md"} {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("../../docs", page))
			require.NoError(t, err)
			session := read(string(text))
			require.Greater(t, len(session.typed), 5)
			session.play(t)
		})
	}
}

// typed is a command of a page, and the lines that the page says come out of it.
type typed struct {
	command string
	printed []string
}

// hour is a page's commands, before each of which the files are written that the page
// has shown until then.
type hour struct {
	typed []typed
	files []map[string]string // by the number of the command that comes next
}

// The address at which pages listen, in the place of which a free one comes.
const pagesAddress = "127.0.0.1:4566"

var fileBefore = regexp.MustCompile("`([\\w./-]+)`:$")

// read takes a page apart: blocks of console have commands after $ and what they
// print, any other block after a line that ends with a name in backquotes and a colon
// is a file.
func read(page string) (h hour) {
	files := map[string]string{}
	before, inside, info := "", false, ""
	var block []string
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```") && !inside:
			inside, info, block = true, strings.TrimPrefix(line, "```"), nil
		case strings.HasPrefix(line, "```"):
			inside = false
			if name := fileBefore.FindStringSubmatch(before); info != "console" && name != nil {
				files[name[1]] = strings.Join(block, "\n") + "\n"
			}
			if info == "console" {
				h.typed = append(h.typed, commands(block)...)
				for len(h.files) < len(h.typed) {
					h.files = append(h.files, files)
					files = map[string]string{}
				}
			}
		case inside:
			block = append(block, line)
		case strings.TrimSpace(line) != "":
			before = line
		}
	}
	return h
}

func commands(block []string) (all []typed) {
	for _, line := range block {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			all = append(all, typed{command: command})
		case len(all) > 0 && strings.HasSuffix(all[len(all)-1].command, "\\"):
			all[len(all)-1].command += "\n" + line
		case len(all) > 0:
			all[len(all)-1].printed = append(all[len(all)-1].printed, line)
		}
	}
	return all
}

// play types the commands into one shell, in an empty folder.
func (h hour) play(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())

	root, dir := t.TempDir(), t.TempDir()
	var script strings.Builder
	for i, c := range h.typed {
		for name, text := range h.files[i] {
			kept := filepath.Join(root, fmt.Sprintf("file-%d-%s", i, filepath.Base(name)))
			require.NoError(t, os.WriteFile(kept, []byte(strings.ReplaceAll(text, pagesAddress, address)), 0o600))
			fmt.Fprintf(&script, "mkdir -p \"$(dirname '%s')\" && cp '%s' '%s'\n", name, kept, name)
		}
		fmt.Fprintf(&script, "(exit $code)\n{ %s\n} >'%s/out-%d' 2>&1\ncode=$?\n",
			strings.ReplaceAll(c.command, pagesAddress, address), root, i)
		if strings.HasSuffix(c.command, "&") {
			fmt.Fprintf(&script, "background=$!\nfor _ in $(seq 100); do if grep -q http '%s/out-%d'; then break; fi; sleep 0.1; done\n", root, i)
		}
	}
	script.WriteString("test -z \"$background\" || kill $background\nwait\n")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-c", "code=0\n"+script.String())
	shell.WaitDelay = time.Second // the server may outlive a shell that is killed
	shell.Dir = dir
	shell.Env = append(os.Environ(), "COLUMNS=120", "NO_COLOR=1")
	said, err := shell.CombinedOutput()
	t.Logf("the shell: %v %s", err, said)
	for i, c := range h.typed {
		out, err := os.ReadFile(filepath.Join(root, fmt.Sprintf("out-%d", i)))
		require.NoError(t, err, c.command)
		printed := strings.ReplaceAll(strings.ReplaceAll(string(out), address, pagesAddress), dir+"/", "")
		assert.Regexp(t, expected(c.printed), printed, "$ %s", c.command)
	}
}

// expected is what a page prints, as an expression: a line of three dots stands for any
// lines, three dots in a line for any text.
func expected(printed []string) string {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for _, line := range printed {
		if strings.TrimSpace(line) == "..." {
			b.WriteString(`(?:.*\n)?`)
			continue
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(line, " ")), `\.\.\.`, `[^\n]*`)
		b.WriteString(pattern + ` *\n`)
	}
	return b.String() + `\s*\z`
}
