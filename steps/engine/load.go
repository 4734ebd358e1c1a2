package engine

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v42"
	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/internal/files"
	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/target"
)

// Tagged is a scenario that may be run, and the tags and lines that select it.
type Tagged struct {
	target.Case
	Tags []string
	// First and Last are the lines of the scenario, its tags included. Row is the
	// line of the example that fills it in, 0 where it is no outline.
	First, Last, Row int

	node string
}

// Feature is a file of scenarios, checked and ready to run.
type Feature struct {
	File string
	// Cases are its scenarios, a row of examples being one each.
	Cases []Tagged
	text  []byte
	lines map[string]int64 // of scenarios, rows of examples and steps, by their nodes
	left  map[string]bool  // the nodes of scenarios that are not to run
	reads map[string]bool  // the expressions of the phrases that its steps are of
}

// Only returns the feature with those of its scenarios that are wanted.
func (f Feature) Only(wanted func(Tagged) bool) Feature {
	var cases []Tagged
	left := maps.Clone(f.left)
	if left == nil {
		left = map[string]bool{}
	}
	for _, c := range f.Cases {
		if wanted(c) {
			cases = append(cases, c)
		} else {
			left[c.node] = true
		}
	}
	f.Cases, f.left = cases, left
	return f
}

// At returns the scenarios at a line: the one of the example that stands in it, or
// else all of the scenario or outline around it.
func (f Feature) At(line int) (found []Tagged) {
	for _, c := range f.Cases {
		if c.Row == line {
			return []Tagged{c}
		}
		if c.First <= line && line <= c.Last {
			found = append(found, c)
		}
	}
	return found
}

// Load reads every *.feature below the root, in the order of their paths, and
// goes through all their scenarios without calling anything. An error names all
// mistakes, each by file, line and column.
func (l *Language) Load(fsys fs.FS) (all []Feature, err error) {
	return l.each(fsys, (*reader).rehearse)
}

// List reads them as Load does, and does not go through their scenarios: the features
// are not to be run.
func (l *Language) List(fsys fs.FS) ([]Feature, error) { return l.each(fsys, nil) }

func (l *Language) each(fsys fs.FS, check func(*reader, *messages.Pickle)) (all []Feature, err error) {
	names, wrong := files.Named(fsys, ".feature", ".features")
	for _, name := range names {
		text, err := files.Text(fsys, name)
		if err == nil {
			var f Feature
			f, err = l.read(name, text, check)
			all = append(all, f)
		}
		wrong = mistake.Join(wrong, err)
	}
	return all, wrong
}

// read reads a feature. Of each scenario there is a check, if any.
func (l *Language) read(file string, text []byte, check func(*reader, *messages.Pickle)) (Feature, error) {
	newID := (&messages.Incrementing{}).NewId
	doc, err := gherkin.ParseGherkinDocument(bytes.NewReader(text), newID)
	if err != nil {
		return Feature{}, malformed(file, err)
	}
	r := &reader{
		language: l, file: file, reads: map[string]bool{},
		steps: map[string]*messages.Step{}, places: map[string]*messages.Location{},
		ends: map[string]extent{}, length: 1 + bytes.Count(text, []byte("\n")),
	}
	r.feature(doc.Feature)
	f := Feature{File: file, text: text, lines: map[string]int64{}, reads: r.reads}
	for _, node := range slices.Sorted(maps.Keys(r.places)) {
		f.lines[node] = r.places[node].Line
	}
	for _, node := range slices.Sorted(maps.Keys(r.steps)) {
		f.lines[node] = r.steps[node].Location.Line
	}
	for _, p := range gherkin.Pickles(*doc, file, newID) {
		if check != nil {
			check(r, p)
		}
		f.Cases = append(f.Cases, f.tagged(p, r.ends[p.AstNodeIds[0]]))
	}
	return f, mistake.Join(r.wrong...)
}

func (f Feature) tagged(p *messages.Pickle, at extent) Tagged {
	c := Tagged{Case: caseOf(p, f.File), First: at.first, Last: at.last, node: nodeOf(p)}
	c.Source = fmt.Sprintf("%s:%d", f.File, f.lines[c.node])
	if len(p.AstNodeIds) > 1 {
		c.Row = int(f.lines[c.node])
	}
	for _, tag := range p.Tags {
		c.Tags = append(c.Tags, tag.Name)
	}
	return c
}

// nodeOf returns the node by which a scenario is told apart: that of its example,
// if it has one.
func nodeOf(p *messages.Pickle) string { return p.AstNodeIds[len(p.AstNodeIds)-1] }

var parserError = regexp.MustCompile(`^\((\d+):(\d+)\): (.*)$`)

// malformed tells the parser's complaints by their places.
func malformed(file string, err error) error {
	var all []error
	for _, line := range strings.Split(err.Error(), "\n") {
		if found := parserError.FindStringSubmatch(line); found != nil {
			at, _ := strconv.Atoi(found[1])
			column, _ := strconv.Atoi(found[2])
			all = append(all, &mistake.Mistake{File: file, Line: at, Column: column, Reason: found[3]})
		}
	}
	if all == nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return mistake.Join(all...)
}

// reader goes through a feature. Steps, and the places of scenarios and of rows
// of examples, are by their nodes.
type reader struct {
	language *Language
	file     string
	steps    map[string]*messages.Step
	places   map[string]*messages.Location
	ends     map[string]extent
	open     string // the scenario whose last line is not known yet
	length   int    // of the file, in lines
	reads    map[string]bool
	wrong    []error
}

// extent is the first and the last line of a scenario.
type extent struct{ first, last int }

// begins ends the scenario before a line, and opens another, "" for none.
func (r *reader) begins(line int, scenario string) {
	if r.open != "" {
		r.ends[r.open] = extent{r.ends[r.open].first, line - 1}
	}
	if r.open = scenario; scenario != "" {
		r.ends[scenario] = extent{first: line}
	}
}

func (r *reader) complain(at *messages.Location, format string, args ...any) {
	r.wrong = append(r.wrong, &mistake.Mistake{
		File: r.file, Line: int(at.Line), Column: int(at.Column), Reason: fmt.Sprintf(format, args...),
	})
}

func (r *reader) feature(f *messages.Feature) {
	if f == nil {
		r.complain(&messages.Location{Line: 1, Column: 1}, "there is no feature in this file")
		return
	}
	r.tags(f.Tags)
	for _, child := range f.Children {
		r.child(child.Background, child.Scenario)
		if child.Rule != nil {
			r.begins(firstLine(child.Rule.Tags, child.Rule.Location), "")
			r.tags(child.Rule.Tags)
			for _, c := range child.Rule.Children {
				r.child(c.Background, c.Scenario)
			}
		}
	}
	r.begins(r.length+1, "")
	if len(r.places) == 0 {
		r.complain(f.Location, "there is no scenario in this feature")
	}
}

func (r *reader) child(background *messages.Background, sc *messages.Scenario) {
	if background != nil {
		r.note(background.Steps)
	}
	if sc == nil {
		return
	}
	r.begins(firstLine(sc.Tags, sc.Location), sc.Id)
	r.tags(sc.Tags)
	r.note(sc.Steps)
	r.places[sc.Id] = sc.Location
	if len(sc.Steps) == 0 {
		r.complain(sc.Location, "the scenario has no steps")
	}
	if strings.Contains(sc.Keyword, "Outline") && len(sc.Examples) == 0 {
		r.complain(sc.Location, "the outline has no examples: nothing of it would run")
	}
	for _, e := range sc.Examples {
		r.examples(e)
	}
}

// firstLine returns the line of the first tag, or of what it belongs to.
func firstLine(tags []*messages.Tag, at *messages.Location) int {
	if len(tags) > 0 {
		at = tags[0].Location
	}
	return int(at.Line)
}

func (r *reader) examples(e *messages.Examples) {
	r.tags(e.Tags)
	if len(e.TableBody) == 0 {
		r.complain(e.Location, "there is no example here: nothing of the outline would run")
	}
	for _, row := range e.TableBody {
		r.places[row.Id] = row.Location
	}
}

// tags checks the tags that mean something here.
func (r *reader) tags(tags []*messages.Tag) {
	for _, tag := range tags {
		name, value, _ := strings.Cut(strings.TrimPrefix(tag.Name, "@"), ":")
		switch {
		case name == "rule":
			if _, err := known.Rule(value); err != nil {
				r.complain(tag.Location, "%v", err)
			}
		case name == "needs":
			if need := target.Capability(value); !slices.Contains(target.Capabilities, need) {
				r.complain(tag.Location, "there is no capability %q: there are %v", value, target.Capabilities)
			}
		case value != "" && (isNearly(name, "rule") || isNearly(name, "needs")):
			r.complain(tag.Location, "%s means nothing: want @rule:ID or @needs:NAME", tag.Name)
		}
	}
}

func isNearly(name, wanted string) bool { return nearest.Edits(strings.ToLower(name), wanted) <= 1 }

func (r *reader) note(steps []*messages.Step) {
	for _, s := range steps {
		r.steps[s.Id] = s
	}
}
