package steps

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	gherkin "github.com/cucumber/gherkin/go/v26"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/target"
)

// Tagged is a scenario that may be run, and the tags that select it.
type Tagged struct {
	target.Case
	Tags []string
}

// Cases lists the scenarios of a file system without running them. An error
// means that a feature is malformed.
func Cases(fsys fs.FS) (all []Tagged, err error) {
	err = fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".feature") {
			return err
		}
		content, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		found, err := casesOf(file, content)
		all = append(all, found...)
		return err
	})
	return all, err
}

func casesOf(file string, content []byte) (all []Tagged, err error) {
	newID := (&messages.Incrementing{}).NewId
	doc, err := gherkin.ParseGherkinDocument(bytes.NewReader(content), newID)
	if err != nil {
		return nil, malformed(file, err)
	}
	lines := scenarioLines(doc)
	for _, pickle := range gherkin.Pickles(*doc, file, newID) {
		c := Tagged{Case: caseOf(pickle, file)}
		c.Source = fmt.Sprintf("%s:%d", file, lines[pickle.AstNodeIds[len(pickle.AstNodeIds)-1]])
		for _, tag := range pickle.Tags {
			c.Tags = append(c.Tags, tag.Name)
		}
		all = append(all, c)
	}
	return all, nil
}
