package conformance

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/internal/lines"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// journalVersion is the version of journals: a line of JSON that says what the run is
// of, and one for each scenario that has ended.
const journalVersion = "shareproof.dev/journal/v1"

// journalHead says what a run is of. Runs of the same go on with one another.
type journalHead struct {
	Journal string `json:"journal"`
	// Suite is a digest of what is played, and of the rules that judge it.
	Suite  string          `json:"suite"`
	Target target.Identity `json:"target"`
	Seed   uint64          `json:"seed"`
	Filter Filter          `json:"filter"`
	Own    bool            `json:"own"`
}

// journalEntry is what a scenario came to.
type journalEntry struct {
	Result       ScenarioResult `json:"result"`
	Took         time.Duration  `json:"took"`
	Steps        []int          `json:"steps,omitempty"` // of the exchanges
	Operation    string         `json:"operation,omitempty"`
	Reason       string         `json:"reason,omitempty"`
	Unforeseen   bool           `json:"unforeseen,omitempty"`
	Reproduction *Reproduction  `json:"reproduction,omitempty"`
	Wire         []misspelling  `json:"wire,omitempty"`
}

// journal keeps what finished scenarios came to, in case that the run is interrupted.
// Nil keeps nothing.
type journal struct {
	name    string
	file    *os.File // nil once it cannot be written any more
	secrets *redact.Secrets
	warn    func(error)
}

// openJournal begins a journal, or opens that of an interrupted run and returns what
// it has. An error says why the run cannot go on with it.
func (o Options) openJournal(suites []suite) (*journal, []judgement, error) {
	if o.Journal == "" {
		return nil, nil, nil
	}
	digest, err := o.digest()
	if err != nil {
		return nil, nil, err
	}
	who := o.Target.Identity()
	who.Asked = nil // it may say something else each time
	head := journalHead{journalVersion, digest, who, o.Seed,
		Filter{o.Tags, o.Name, o.Profiles, o.Paths}, o.Own}
	j := &journal{name: o.Journal, warn: o.Warn, secrets: &redact.Secrets{}}
	if keeper, ok := o.Target.(interface{ Secrets() *redact.Secrets }); ok {
		j.secrets = keeper.Secrets()
	}
	if o.Resume {
		content, err := os.ReadFile(o.Journal)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("--resume: there is no interrupted run in %s", filepath.Dir(o.Journal))
		} else if err != nil {
			return nil, nil, fmt.Errorf("--resume: %w", err)
		}
		before, end, err := readJournal(o.Journal, content, head, casesOf(suites))
		if err != nil {
			return nil, nil, fmt.Errorf("--resume: %w", err)
		}
		if j.file, err = os.OpenFile(o.Journal, os.O_WRONLY|os.O_APPEND, 0o600); err == nil {
			err = j.file.Truncate(end)
		}
		j.fail(err)
		return j, before, nil
	}
	if err = os.MkdirAll(filepath.Dir(o.Journal), 0o755); err == nil {
		j.file, err = os.OpenFile(o.Journal, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	}
	j.fail(err)
	j.line(head)
	return j, nil, nil
}

// write keeps what a scenario came to. What the harness itself failed at is played
// again.
func (j *journal) write(of judgement) {
	if j == nil || of.result.Verdict == HarnessError {
		return
	}
	e := journalEntry{of.result, of.result.Took, nil, of.operation, of.reason, of.unforeseen, of.reproduction, of.wire}
	for _, x := range of.result.Exchanges {
		e.Steps = append(e.Steps, x.Number)
	}
	j.line(e)
}

func (j *journal) line(v any) {
	if j.file == nil {
		return
	}
	text, err := json.Marshal(v)
	if err == nil {
		_, err = j.file.Write(append(j.secrets.Bytes(text), '\n'))
	}
	j.fail(err)
}

// fail ends the journal, if there is an error: the run goes on without it.
func (j *journal) fail(err error) {
	if err == nil {
		return
	}
	j.close()
	if j.file = nil; j.warn != nil {
		j.warn(fmt.Errorf("the run cannot be resumed where it ends early: %w", err))
	}
}

func (j *journal) close() {
	if j != nil && j.file != nil {
		_ = j.file.Close() // each line was written
	}
}

// remove removes the journal of a run that has ended by itself.
func (j *journal) remove() {
	if j != nil {
		j.close()
		_ = os.Remove(j.name) // what is left is of no use, and does no harm
	}
}

// readJournal returns what a journal has, and where it ends: a last line that was torn
// is left out. An error names the line that makes no sense, or what the runs differ in.
func readJournal(file string, content []byte, head journalHead, cases []steps.Tagged) (
	all []judgement, end int64, err error,
) {
	from := lines.NewReader(bufio.NewReader(bytes.NewReader(content)))
	if end, err = head.begins(file, from); err != nil {
		return nil, 0, err
	}
	left := map[string]int{}
	for _, c := range cases {
		left[key(c.Case)]++
	}
	all = []judgement{}
	for {
		line, err := from.Next()
		if err == io.EOF || errors.Is(err, lines.ErrTorn) {
			return all, end, nil
		}
		var e journalEntry
		if err == nil {
			err = strictJSON(line, &e)
		}
		if err != nil {
			return nil, 0, garbage(file, from.Number, "this is no entry of a journal: "+err.Error())
		}
		j, what := e.judgement()
		if left[j.key()]--; what == "" && left[j.key()] < 0 {
			what = fmt.Sprintf("there is no such scenario, or it stands here twice: %q at %s", e.Result.Name, e.Result.Source)
		}
		if what != "" {
			return nil, 0, garbage(file, from.Number, what)
		}
		all, end = append(all, j), from.Read
	}
}

// begins reads the head of a journal that the run goes on with, and returns where it ends.
func (h journalHead) begins(file string, from *lines.Reader) (end int64, err error) {
	line, err := from.Next()
	if err == io.EOF || errors.Is(err, lines.ErrTorn) {
		return 0, mistaken(file, "the journal is empty: nothing has ended before the interruption, run it anew")
	}
	var was journalHead
	if err != nil || strictJSON(line, &was) != nil || was.Journal == "" {
		return 0, garbage(file, 1, "this is no journal of a run")
	}
	if why := h.differs(was); why != "" {
		return 0, mistaken(file, "%s", why)
	}
	return from.Read, nil
}

func garbage(file string, line int, reason string) error {
	return &mistake.Mistake{File: file, Line: line, Column: 1, Reason: reason}
}

// strictJSON reads a line, all of it, numbers as they are written.
func strictJSON(line []byte, into any) error {
	if !json.Valid(line) {
		return errors.New("it is not JSON")
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	return decoder.Decode(into)
}

// judgement is what the entry says; what is wrong with it is "" for nothing.
func (e journalEntry) judgement() (j judgement, wrong string) {
	j = judgement{result: e.Result, operation: e.Operation, reason: e.Reason, unforeseen: e.Unforeseen,
		reproduction: e.Reproduction, wire: e.Wire}
	v := e.Result.Verdict
	switch failed := v.Failing() || v == Blocked; {
	case !slices.Contains(verdicts, v) || v == NotRun || v == KnownDivergence || v == HarnessError:
		return j, fmt.Sprintf("%q is not what a scenario comes to", v)
	case failed != (e.Reproduction != nil):
		return j, "what failed needs a reproduction, and nothing else has one"
	case len(e.Steps) != len(e.Result.Exchanges):
		return j, "its steps are not those of its exchanges"
	}
	for i, n := range e.Steps {
		j.result.Exchanges[i].Number = n
	}
	j.result.Took = e.Took
	return j, ""
}

// differs says in what another run was one of something else, "" for nothing.
func (h journalHead) differs(was journalHead) string {
	told := func(v any) string {
		text, _ := json.Marshal(v) // these always marshal
		return string(text)
	}
	for _, d := range []struct {
		what     string
		is, then any
	}{
		{"version of journals", h.Journal, was.Journal}, {"target", h.Target, was.Target}, {"seed", h.Seed, was.Seed},
		{"selection of scenarios", h.Filter, was.Filter}, {"kind of report", h.Own, was.Own},
		{"suite", h.Suite, was.Suite},
	} {
		if now, then := told(d.is), told(d.then); now != then {
			return fmt.Sprintf("the interrupted run was of another %s: %s then, %s now", d.what, then, now)
		}
	}
	return ""
}

// digest digests what is played and the rules that judge it.
func (o Options) digest() (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, Version())
	for _, r := range model.Rules() {
		fmt.Fprintln(sum, r.ID, r.Says, r.Evidence)
	}
	add := func(fsys fs.FS, root string) error {
		return fs.WalkDir(fsys, root, func(path string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".feature" && ext != ".yaml" {
				return err
			}
			text, err := fs.ReadFile(fsys, path)
			fmt.Fprintln(sum, path, len(text))
			_, _ = sum.Write(text)
			return err
		})
	}
	err := errors.Join(add(features.FS, "."), add(scenarios.FS, "."))
	for _, p := range withSystems(o.Paths) {
		fsys, root, wrong := find(File(p))
		if wrong == nil {
			wrong = add(fsys, root)
		}
		err = cmp.Or(err, wrong)
	}
	return fmt.Sprintf("sha256:%x", sum.Sum(nil)), err
}

// unfinished leaves of suites the scenarios that an earlier run has not played.
func unfinished(suites []suite, before []judgement) (left []suite) {
	if before == nil {
		return suites
	}
	done := map[string]int{}
	for _, j := range before {
		done[j.key()]++
	}
	return keeping(suites, func(c target.Case) bool {
		done[key(c)]--
		return done[key(c)] < 0
	})
}

// inOrder puts what several runs have played into the order in which one would have.
func inOrder(all []judgement, plan []planned) {
	at := map[string]int{}
	for i, p := range plan {
		if _, ok := at[key(p.Case)]; !ok {
			at[key(p.Case)] = i
		}
	}
	slices.SortStableFunc(all, func(a, b judgement) int { return cmp.Compare(at[a.key()], at[b.key()]) })
}
