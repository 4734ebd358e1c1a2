package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/internal/nearest"
)

// rehearse goes through a scenario, or an outline with one of its examples.
func (r *reader) rehearse(p *messages.Pickle) {
	if len(p.Steps) == 0 {
		return
	}
	dry := newRehearsal(r.language)
	for _, step := range p.Steps {
		switch found := r.language.reading(step.Text); len(found) {
		case 1:
			dry.step(step, found[0])
			r.reads[found[0].phrase.Expression] = true
		case 0:
			dry.lost = true
			near := strings.Join(r.language.nearest(step.Text), "\n    ")
			dry.complain(place{}, fmt.Errorf("undefined step: %s; the nearest phrases are\n    %s", step.Text, near))
		default:
			one, other := sentence(found[0].Example), sentence(found[1].Example)
			dry.complain(place{}, fmt.Errorf("two phrases read this step: %s, and %s", one, other))
		}
		r.tell(p, step, dry.wrong)
		dry.wrong = nil
	}
	if !dry.examined && !dry.lost {
		r.complain(r.places[p.AstNodeIds[0]], "the scenario expects nothing: want a step such as Then it succeeds")
	}
}

// tell puts the complaints about a step in their places.
func (r *reader) tell(p *messages.Pickle, step *messages.PickleStep, wrong []complaint) {
	ast := r.steps[step.AstNodeIds[0]]
	of := ""
	if len(p.AstNodeIds) > 1 && len(step.AstNodeIds) > 1 {
		of = fmt.Sprintf(" (with the example of line %d)", r.places[p.AstNodeIds[1]].Line)
	}
	for _, c := range wrong {
		if at, filled := placeIn(ast, c.place); filled {
			r.complain(at, "%s%s", c.reason, of)
		} else {
			r.complain(at, "%s", c.reason)
		}
	}
}

// placeIn returns where in a file a place in a step is, and whether what stands
// there is filled in from examples.
func placeIn(step *messages.Step, at place) (*messages.Location, bool) {
	switch {
	case at.row > 0:
		cell := step.DataTable.Rows[at.row-1].Cells[at.cell-1]
		return cell.Location, isOpen(cell.Value)
	case at.line > 0:
		doc := step.DocString
		lines := strings.Split(doc.Content, "\n")
		line, column := doc.Location.Line+int64(at.line), doc.Location.Column+int64(at.column)-1
		return &messages.Location{Line: line, Column: column}, at.line <= len(lines) && isOpen(lines[at.line-1])
	}
	column := step.Location.Column + int64(utf8.RuneCountInString(step.Keyword))
	if isOpen(step.Text) {
		return &messages.Location{Line: step.Location.Line, Column: column}, true
	}
	column += int64(utf8.RuneCountInString(step.Text[:at.offset]))
	return &messages.Location{Line: step.Location.Line, Column: column}, false
}

func isOpen(text string) bool { return strings.Contains(text, "<") }

// nearestPhrases returns examples of the phrases that are most like a step, word
// by word.
func (l *Language) nearest(step string) (examples []string) {
	wanted := words(step)
	type candidate struct {
		example string
		cost    float64
	}
	var all []candidate
	for _, e := range l.entries {
		first, _, _ := strings.Cut(e.Example, "\n")
		all = append(all, candidate{first, likeness(wanted, words(sentence(e.Example)))})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.cost, b.cost) })
	for _, c := range all {
		if !slices.Contains(examples, c.example) {
			examples = append(examples, c.example)
		}
		if len(examples) == 3 {
			break
		}
	}
	return examples
}

// words takes a step apart. All names in quotes count alike.
func words(step string) []string {
	var plain []string
	for i, part := range strings.Split(step, `"`) {
		if i%2 == 1 {
			part = `"`
		}
		plain = append(plain, strings.Fields(strings.ToLower(part))...)
	}
	return plain
}

// likeness is what it costs to turn one sentence into another: a whole for each
// word that comes or goes, less for words that are alike.
func likeness(a, b []string) float64 {
	row := make([]float64, len(b)+1)
	for j := range row {
		row[j] = float64(j)
	}
	for i := range a {
		diagonal := row[0]
		row[0] = float64(i + 1)
		for j := range b {
			change := diagonal + float64(nearest.Edits(a[i], b[j]))/float64(max(len(a[i]), len(b[j])))
			diagonal = row[j+1]
			row[j+1] = min(row[j]+1, row[j+1]+1, change)
		}
	}
	return row[len(b)]
}
