package conformance

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

var fileAndLine = regexp.MustCompile(`^(.+):([1-9]\d{0,8})$`)

// splitLine takes FILE:LINE apart. The line is 0 where the path names none.
func splitLine(path string) (name string, line int) {
	found := fileAndLine.FindStringSubmatch(path)
	if _, err := os.Stat(path); err == nil || found == nil {
		return path, 0
	}
	line, _ = strconv.Atoi(found[2])
	return found[1], line
}

// File returns the file or folder that a path of Options names, without its line.
func File(path string) string {
	name, _ := splitLine(path)
	return name
}

// at leaves of a suite the scenarios at a line of its only file.
func (s suite) at(name string, line int) (suite, error) {
	if !s.file {
		return s, mistaken(name, "this is a folder: want FILE:LINE")
	}
	for _, y := range s.yaml {
		if line > y.Lines {
			return s, mistaken(name, "there is no line %d: the file has %d", line, y.Lines)
		}
	}
	for i, f := range s.features {
		found := f.At(line)
		if found == nil {
			return s, mistaken(name, "there is no scenario at line %d; the nearest are %s", line, near(f, line))
		}
		s.features[i] = f.Only(func(c steps.Tagged) bool {
			return slices.ContainsFunc(found, func(at steps.Tagged) bool { return at.Source == c.Source })
		})
	}
	return s, nil
}

// near names the three scenarios of a feature that stand closest to a line.
func near(f steps.Feature, line int) string {
	distance := func(c steps.Tagged) int { return max(c.First-line, line-c.Last, 0) }
	all := slices.Clone(f.Cases)
	slices.SortStableFunc(all, func(a, b steps.Tagged) int { return cmp.Compare(distance(a), distance(b)) })
	var told []string
	for _, c := range all {
		if of := fmt.Sprintf("%d (%s)", c.First, c.Name); !slices.Contains(told, of) && len(told) < 3 {
			told = append(told, of)
		}
	}
	return strings.Join(told, ", ")
}

// withSystems puts the folders of a system's suites in place of its name, where
// no path has that name.
func withSystems(paths []string) (all []string) {
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil || !slices.Contains(systems(), path) {
			all = append(all, path)
			continue
		}
		for _, folder := range []string{"features/" + path, "scenarios/" + path} {
			if _, _, err := find(folder); err == nil {
				all = append(all, folder)
			}
		}
	}
	return all
}

// systems lists the systems that the suites are about.
func systems() (names []string) {
	for _, v := range steps.Vocabularies {
		names = append(names, v.System)
	}
	return names
}

// keeping leaves of suites the scenarios that are wanted. It asks once about each, in
// their order.
func keeping(suites []suite, wanted func(target.Case) bool) (kept []suite) {
	for _, s := range suites {
		s.features = slices.Clone(s.features)
		for i, f := range s.features {
			s.features[i] = f.Only(func(c steps.Tagged) bool { return wanted(s.place(c.Case)) })
		}
		s.yaml = slices.DeleteFunc(slices.Clone(s.yaml), func(y scenarios.Scenario) bool { return !wanted(s.place(y.Case)) })
		kept = append(kept, s)
	}
	return kept
}

// named leaves of suites the scenarios whose titles have all words of a text.
func named(suites []suite, text string) ([]suite, error) {
	if text == "" {
		return suites, nil
	}
	var titles []string
	found := 0
	chosen := keeping(suites, func(c target.Case) bool {
		titles = append(titles, c.Name)
		wanted := nearest.HasWords(c.Name, strings.Fields(text))
		if wanted {
			found++
		}
		return wanted
	})
	if found == 0 {
		return nil, fmt.Errorf("--name: no scenario has all words of %q in its title; the nearest are\n    %s", text,
			strings.Join(alike(text, titles), "\n    "))
	}
	return chosen, nil
}

// alike returns the three titles that have most of some words, or words like them.
func alike(words string, titles []string) []string {
	cost := map[string]int{}
	for _, title := range titles {
		for _, word := range strings.Fields(strings.ToLower(words)) {
			best := len(word)
			for _, has := range strings.Fields(strings.ToLower(title)) {
				best = min(best, nearest.Edits(word, strings.Trim(has, ".,:;")))
			}
			cost[title] += best
		}
	}
	titles = slices.Clone(titles)
	slices.SortStableFunc(titles, func(a, b string) int {
		return cmp.Or(cmp.Compare(cost[a], cost[b]), cmp.Compare(a, b))
	})
	titles = slices.Compact(titles)
	return titles[:min(len(titles), 3)]
}
