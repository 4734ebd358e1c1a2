package conformance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// suite is a tree of features and scenarios. Root is where a reader finds it.
type suite struct {
	root     string
	features fs.FS
	yaml     []scenarios.Scenario
}

// embedded is the suite that comes with Shareproof.
func embedded() ([]suite, error) {
	yaml, err := scenarios.Load(scenarios.FS)
	if err != nil {
		return nil, below("scenarios", err)
	}
	return []suite{{root: "features", features: features.FS}, {root: "scenarios", yaml: yaml}}, nil
}

// suitesAt reads the files and folders that a user names.
func suitesAt(paths []string) ([]suite, error) {
	var all []suite
	for _, path := range paths {
		s, err := suiteAt(path)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func suiteAt(path string) (s suite, err error) {
	fsys, name, err := find(path)
	if err != nil {
		return s, err
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return s, err
	}
	s.root = path
	if info.IsDir() {
		s.features, err = fs.Sub(fsys, name)
	} else {
		s.root = filepath.Dir(path)
		s.features, err = only(fsys, name)
	}
	if err != nil {
		return s, err
	}
	if s.yaml, err = scenarios.Load(s.features); err != nil {
		return s, below(s.root, err)
	}
	return s, nil
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
	return nil, "", fmt.Errorf("%s: there is no such file or folder, neither here nor among the suites that come with Shareproof", path)
}

// only returns a file system with one file of another.
func only(fsys fs.FS, name string) (fs.FS, error) {
	if ext := filepath.Ext(name); ext != ".feature" && ext != ".yaml" {
		return nil, fmt.Errorf("%s: want a .feature or .yaml file, or a folder of them", name)
	}
	content, err := fs.ReadFile(fsys, name)
	return fstest.MapFS{filepath.Base(name): {Data: content}}, err
}

// below puts the root before an error that begins with the path of a file.
func below(root string, err error) error {
	if root == "." {
		return err
	}
	return fmt.Errorf("%s%c%w", root, filepath.Separator, err)
}

// run plays the suite against a target and tells of each outcome as it comes.
// An error is a mistake in the suite.
func (s suite) run(ctx context.Context, t target.Target, seed uint64, tags string, each func(target.Outcome)) error {
	var mistakes error
	place := func(o target.Outcome) {
		o.Case = s.place(o.Case)
		var undefined *steps.UndefinedStep
		var err error
		if errors.As(o.Err, &undefined) {
			mistakes = errors.Join(mistakes, fmt.Errorf("%s: %w", o.Source, undefined))
		} else if o.Rules, err = rulesOf(o.Case); err != nil {
			mistakes = errors.Join(mistakes, fmt.Errorf("%s: %w", o.Source, err))
		}
		each(o)
	}
	if s.features != nil {
		if _, err := steps.Run(ctx, steps.Options{FS: s.features, Target: t, Seed: seed, Tags: tags, Each: place}); err != nil && ctx.Err() == nil {
			return below(s.root, err)
		}
	}
	for _, scenario := range s.yaml {
		if matches(tags, scenario.Tags()) && ctx.Err() == nil {
			place(scenario.Run(ctx, t, seed))
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return mistakes
}

// rulesOf returns the IDs of the rules that a scenario examines. An error is a
// mistake in the scenario itself, whatever the target.
func rulesOf(c target.Case) (ids []string, err error) {
	for _, id := range c.Rules {
		rule := model.Rule(id)
		if rule == nil {
			err = errors.Join(err, fmt.Errorf("there is no rule %q", id))
		} else if !slices.Contains(ids, rule.ID) {
			ids = append(ids, rule.ID)
		}
	}
	return ids, err
}
