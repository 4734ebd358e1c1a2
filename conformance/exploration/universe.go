// Package exploration enumerates every world that a small universe can come to
// be, and judges each reply on the way by the invariants.
package exploration

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"gopkg.in/yaml.v3"
)

// Version is the version of the format of universe files.
const Version = 1

// deepest bounds the depth of a universe.
const deepest = 100

// Universe is a few accounts and what they may do, in any order.
type Universe struct {
	File, Says string
	Accounts   map[string]string
	// Depth is how many moves a world is away from the setup at most.
	Depth int
	// Options set up the world.
	Options model.Options

	setup, moves, look steps

	alike []string // accounts that nothing tells apart
	swaps []swap   // all ways in which these can change places
}

// steps are a list of steps and the lines of the file at which they stand.
type steps struct {
	all   []history.Step
	lines []int
}

// Load reads a universe file. An error names file, line and column.
func Load(from fs.FS, file string) (*Universe, error) {
	text, err := fs.ReadFile(from, file)
	if err != nil {
		return nil, err
	}
	return Parse(file, text)
}

// Parse reads the text of a universe file.
func Parse(file string, text []byte) (*Universe, error) {
	top, err := strictyaml.Root(text, "a universe")
	if err != nil {
		return nil, strictyaml.InFile(file, err)
	}
	u := &Universe{File: file}
	if err := u.read(top); err != nil {
		return nil, strictyaml.InFile(file, err)
	}
	return u, nil
}

func (u *Universe) read(top *yaml.Node) error {
	if err := strictyaml.Whole(top, "a universe", "universe", Version); err != nil {
		return err
	}
	f, err := strictyaml.Fields(top, "a universe", "universe", "says", "accounts", "region", "alike", "depth", "quotas",
		"setup", "moves", "look", "end")
	if err != nil {
		return err
	}
	for _, key := range []string{"says", "accounts", "depth", "moves"} {
		if f[key] == nil {
			return strictyaml.At(top, "the universe lacks %q", key)
		}
	}
	if u.Says, err = strictyaml.Text(f["says"], "the title"); err != nil {
		return err
	}
	if u.Depth, err = strconv.Atoi(f["depth"].Value); err != nil || u.Depth < 1 || u.Depth > deepest {
		return strictyaml.At(f["depth"], "want depth as a number from 1 to %d, got %s", deepest,
			strictyaml.Describe(f["depth"]))
	}
	if err = scenarios.ReadQuotas(f["quotas"], &u.Options); err != nil {
		return err
	}
	if u.Accounts, err = scenarios.Accounts(f["accounts"]); err != nil {
		return err
	}
	if err = u.plot(f); err != nil {
		return err
	}
	return u.readAlike(f)
}

// plot reads the steps. Moves and looks may use whatever setup or any move saves.
func (u *Universe) plot(f map[string]*yaml.Node) error {
	cast := &scenarios.Cast{Accounts: u.Accounts}
	if region := f["region"]; region != nil {
		if cast.Region = region.Value; !slices.Contains(kernel.Regions, cast.Region) {
			return strictyaml.At(region, "there is no Region %s", strictyaml.Describe(region))
		}
	}
	read := func(key string, into *steps) (err error) {
		n := f[key]
		if n == nil {
			return nil
		}
		if into.all, err = cast.Steps(n); err != nil {
			return err
		}
		for _, step := range n.Content {
			into.lines = append(into.lines, step.Line)
		}
		return nil
	}
	if err := read("setup", &u.setup); err != nil {
		return err
	}
	cast.AnyOrder = true
	if err := read("moves", &u.moves); err != nil {
		return err
	}
	if err := read("look", &u.look); err != nil {
		return err
	}
	for i := range u.look.all {
		if step := &u.look.all[i]; !reads(step) || step.Save != nil {
			return strictyaml.At(f["look"].Content[i],
				"a look is a call that only reads and saves nothing: Describe..., Get... or List...")
		}
	}
	return nil
}

// reads reports whether the step is a call that changes nothing.
func reads(step *history.Step) bool {
	return step.In != nil && services.OperationOf(step.In).Reads()
}

// at names the place of a step and what it is.
func (u *Universe) at(all *steps, i int) string {
	what := "this step"
	if in := all.all[i].In; in != nil {
		what = services.OperationOf(in).FullName()
	}
	return fmt.Sprintf("%s:%d: %s", u.File, all.lines[i], what)
}
