package conformance

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing/fstest"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// suite is a tree of features and scenarios. Root is where a reader finds it.
type suite struct {
	root     string
	embedded bool // whether it comes with Shareproof
	file     bool // whether it is of one file, which lies in the root
	features []steps.Feature
	yaml     []scenarios.Scenario
}

// embedded is the suite that comes with Shareproof. It is read once: nobody changes it.
var embedded = sync.OnceValues(func() ([]suite, error) { return embeddedBy(steps.Load) })

// listed is the same, not to be played.
var listed = sync.OnceValues(func() ([]suite, error) { return embeddedBy(steps.List) })

var embeddedYAML = sync.OnceValues(func() ([]scenarios.Scenario, error) { return scenarios.Load(scenarios.FS) })

func embeddedBy(read func(fs.FS) ([]steps.Feature, error)) ([]suite, error) {
	yaml, wrong := embeddedYAML()
	all, err := read(features.FS)
	if err := mistake.Join(mistake.In("features", err), mistake.In("scenarios", wrong)); err != nil {
		return nil, err
	}
	return []suite{{root: "features", embedded: true, features: all}, {root: "scenarios", embedded: true, yaml: yaml}}, nil
}

// suitesAt reads the files and folders that a user names. An error names all
// mistakes in them.
func suitesAt(paths []string) (all []suite, wrong error) {
	for _, path := range withSystems(paths) {
		s, err := suiteAt(path)
		wrong = mistake.Join(wrong, err)
		all = append(all, s)
	}
	return all, wrong
}

// suiteAt reads a file or folder, or of a FILE:LINE the scenarios at the line.
func suiteAt(path string) (suite, error) {
	name, line := splitLine(path)
	s, err := suiteIn(name)
	if err != nil || line == 0 {
		return s, err
	}
	return s.at(name, line)
}

func suiteIn(path string) (s suite, err error) {
	fsys, name, err := find(path)
	if err != nil {
		return s, err
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return s, err
	}
	_, s.embedded = fsys.(embed.FS)
	s.root = path
	if info.IsDir() {
		fsys, err = fs.Sub(fsys, name)
	} else {
		s.root, s.file = filepath.Dir(path), true
		fsys, err = only(fsys, name, path)
	}
	if err != nil {
		return s, err
	}
	yaml, wrong := scenarios.Load(fsys)
	all, err := steps.Load(fsys)
	if err := mistake.Join(mistake.In(s.root, err), mistake.In(s.root, wrong)); err != nil {
		return s, err
	}
	if s.features, s.yaml = all, yaml; all == nil && yaml == nil {
		return s, mistaken(path, "there is no .feature or .yaml file in it")
	}
	return s, nil
}

// mistaken is a mistake in what a user asks for.
func mistaken(path, format string, args ...any) error {
	return &mistake.Mistake{File: path, Reason: fmt.Sprintf(format, args...)}
}

// find returns the file system in which a path is found: that of the machine,
// or else the one of the suites that come with Shareproof.
func find(path string) (fs.FS, string, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return os.DirFS(path), ".", nil
	} else if err == nil {
		return os.DirFS(filepath.Dir(path)), filepath.Base(path), nil
	}
	top, rest, _ := strings.Cut(filepath.ToSlash(filepath.Clean(path)), "/")
	fsys := map[string]fs.FS{"features": features.FS, "scenarios": scenarios.FS}[top]
	if rest == "" {
		rest = "."
	}
	if fsys != nil {
		if _, err := fs.Stat(fsys, rest); err == nil {
			return fsys, rest, nil
		}
	}
	return nil, "", mistaken(path, "there is no such file or folder, neither here nor among the suites that come with "+
		"Shareproof%s", nearest.Hint(path, append(besides(path), systems()...)))
}

// besides lists the folders, features and scenarios in the folder of a path.
func besides(path string) (all []string) {
	entries, _ := os.ReadDir(filepath.Dir(path)) // what cannot be read has nothing to name
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); e.IsDir() || ext == ".feature" || ext == ".yaml" {
			all = append(all, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	return all
}

// isOwn reports whether a scenario does not come with Shareproof, by where it stands.
func isOwn(source string) bool {
	file, _, _ := strings.Cut(filepath.ToSlash(source), ":")
	if own, known := ownFiles.Load(file); known {
		return own.(bool)
	}
	own := isOwnFile(file)
	ownFiles.Store(file, own)
	return own
}

// ownFiles are the files that isOwn was asked about: a file may have many scenarios.
var ownFiles sync.Map

func isOwnFile(file string) bool {
	top, rest, _ := strings.Cut(file, "/")
	fsys := map[string]fs.FS{"features": features.FS, "scenarios": scenarios.FS}[top]
	if fsys == nil {
		return true
	}
	_, err := fs.Stat(fsys, rest)
	return err != nil
}

// allOwn reports whether none of the scenarios of some suites comes with Shareproof.
func allOwn(suites []suite) bool {
	for _, c := range casesOf(suites) {
		if !isOwn(c.Source) {
			return false
		}
	}
	return true
}

// only returns a file system with one file of another, the one at a path.
func only(fsys fs.FS, name, path string) (fs.FS, error) {
	if ext := filepath.Ext(name); ext != ".feature" && ext != ".yaml" {
		return nil, mistaken(path, "want a .feature or .yaml file, or a folder of them")
	}
	content, err := fs.ReadFile(fsys, name)
	return fstest.MapFS{filepath.Base(name): {Data: content}}, err
}

// run plays the suite against a target and tells of each outcome as it comes.
func (s suite) run(ctx context.Context, t target.Target, seed uint64, tags string, each func(target.Outcome)) error {
	place := func(o target.Outcome) {
		o.Case = s.place(o.Case)
		o.Rules = examined(o.Case)
		each(o)
	}
	wanted := slices.DeleteFunc(slices.Clone(s.features), func(f steps.Feature) bool {
		return !slices.ContainsFunc(f.Cases, func(c steps.Tagged) bool { return matches(tags, c.Tags) })
	})
	if _, err := steps.Run(ctx,
		steps.Options{Features: wanted, Target: t, Seed: seed, Tags: tags, Each: place}); err != nil {
		return err
	}
	for _, scenario := range s.yaml {
		if matches(tags, scenario.Tags()) && ctx.Err() == nil {
			place(scenario.Run(ctx, t, seed))
		}
	}
	return ctx.Err()
}

// examined returns the IDs of the rules that a scenario examines, each once.
func examined(c target.Case) (ids []string) {
	for _, id := range c.Rules {
		if id = model.Rule(id).ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}
