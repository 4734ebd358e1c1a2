package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/shareproof/shareproof/internal/mistake"
)

// APIVersion is the version of reports.
const APIVersion = "shareproof.dev/v2"

var verdicts = []Verdict{Conforms, Held, Partial, KnownDivergence, Diverges, Failed, Inconclusive, Blocked, Unsupported,
	NotRun, HarnessError}

// ReadReport reads a report.json. An error names the file and, where there is one, the
// place: what is no report, is cut off, of another version or makes no sense.
func ReadReport(file string, content []byte) (*Report, error) {
	var head struct{ APIVersion, Kind string }
	if err := json.Unmarshal(content, &head); err != nil {
		return nil, misread(file, content, err, 0)
	}
	if head.APIVersion != APIVersion {
		return nil, mistaken(file, "this is no report of version %s, which this program reads: its apiVersion is %q",
			APIVersion, head.APIVersion)
	}
	if head.Kind != ConformanceReport && head.Kind != ScenarioReport {
		return nil, mistaken(file, "this is a %q: want a %s or %s", head.Kind, ConformanceReport, ScenarioReport)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	var r Report
	if err := decoder.Decode(&r); err != nil {
		return nil, misread(file, content, err, decoder.InputOffset())
	}
	if what := r.nonsense(); what != "" {
		return nil, mistaken(file, "%s", what)
	}
	return &r, nil
}

var unknownField = regexp.MustCompile(`^json: unknown field (".*")$`)

// misread tells by its place why a document cannot be read.
func misread(file string, content []byte, err error, at int64) error {
	reason := err.Error()
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return mistaken(file, "the file is empty: want a report.json")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && syntax.Offset >= int64(len(content)):
		at, reason = int64(len(content)), "the file is cut off"
	case errors.As(err, &syntax):
		at, reason = syntax.Offset, "this is not JSON: "+reason
	case errors.As(err, &kind):
		at, reason = kind.Offset, fmt.Sprintf("%s: want %s, got a %s", kind.Field, kind.Type, kind.Value)
	case unknownField.MatchString(reason):
		reason = "a report has no member " + unknownField.FindStringSubmatch(reason)[1]
	}
	before := content[:min(max(at-1, 0), int64(len(content)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return &mistake.Mistake{File: file, Line: line, Column: column, Reason: reason}
}

// nonsense says what no report says, "" for nothing.
func (r *Report) nonsense() string {
	words := []Verdict{r.Verdict}
	for _, s := range r.Systems {
		words = append(words, s.Verdict)
	}
	for _, p := range r.Profiles {
		words = append(words, p.Verdict)
	}
	for _, rule := range r.Rules {
		words = append(words, rule.Verdict)
	}
	var counted Totals
	for _, s := range r.Scenarios {
		if words = append(words, s.Verdict); s.Name == "" || s.Source == "" {
			return "it has a scenario without a name or a source"
		}
		counted.add(s.Verdict)
	}
	for _, v := range words {
		if !slices.Contains(verdicts, v) {
			return fmt.Sprintf("%q is no verdict", v)
		}
	}
	switch {
	case r.Target.Name == "":
		return "its target has no name"
	case r.Suite.Version == "":
		return "it names no version of the suite"
	case counted != r.Totals:
		return "its totals are not those of its scenarios"
	}
	return ""
}
