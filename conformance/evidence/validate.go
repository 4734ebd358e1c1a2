package evidence

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/mistake"
)

// Validate judges traces and trails of CloudTrail: files, or folders of them. All trails are
// judged together, as what happened in one world; each scenario of a trace has its own. See, if
// it is not nil, is told of each group before it is judged, and may end that by an error.
func Validate(paths []string, j *Judge, see func(*Header, *Group) error) error {
	files, err := filesAt(paths)
	if err != nil {
		return err
	}
	all := &trails{seen: map[string]bool{}}
	each := func(h *Header, g *Group) error {
		if see != nil {
			if err := see(h, g); err != nil {
				return err
			}
		}
		return j.Group(h, g)
	}
	for _, name := range files {
		if err := readFile(name, all, each); err != nil {
			return err
		}
	}
	if len(all.moments) == 0 && all.files == 0 {
		return nil
	}
	return each(trailHeader(), all.group())
}

// filesAt lists the files of paths, those of folders in the order of their names.
func filesAt(paths []string) (files []string, err error) {
	for _, path := range paths {
		before := len(files)
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if name == path || isEvidence(name) {
				files = append(files, name)
			}
			return nil
		})
		switch {
		case err != nil:
			return nil, &mistake.Mistake{File: path, Reason: "it cannot be read: " + reason(err)}
		case len(files) == before:
			return nil, &mistake.Mistake{File: path, Reason: "there is no trace and no trail in it: want files that end with " +
				".json, .jsonl, .json.gz or .jsonl.gz"}
		}
	}
	return files, nil
}

// reason is an error without the path, which is told already.
func reason(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+1:]
}

func isEvidence(name string) bool {
	ext := filepath.Ext(strings.TrimSuffix(name, ".gz"))
	return ext == ".json" || ext == ".jsonl"
}

func readFile(name string, all *trails, each func(*Header, *Group) error) error {
	file, err := os.Open(name)
	if err != nil {
		return &mistake.Mistake{File: name, Reason: "it cannot be read: " + reason(err)}
	}
	defer file.Close()
	l, err := newSource(name, file)
	if err != nil {
		return err
	}
	if start, err := l.from.Peek(len(traceStart)); err == nil && bytes.Equal(start, []byte(traceStart)) {
		_, err := readLines(l, each)
		return err
	} else if err != nil && err != io.EOF && len(start) == 0 {
		return l.wrong("it cannot be unpacked: %v", err)
	}
	return all.read(l)
}

// traceStart is how a trace begins.
const traceStart = `{"trace":`

// group puts the records of all trails in the order of their times.
func (t *trails) group() *Group {
	slices.SortStableFunc(t.moments, func(a, b Moment) int { return a.Asked.Compare(b.Asked) })
	for i := 1; i < len(t.moments); i++ {
		if t.moments[i].Asked.Equal(t.moments[i-1].Asked) {
			t.moments[i].crowded, t.moments[i-1].crowded = true, true
		}
	}
	return &Group{Moments: t.moments, Scenario: Scenario{Name: fmt.Sprintf("CloudTrail, %d files", t.files),
		World: world{Automatic: true}}} // who activates clusters leaves no trail
}
