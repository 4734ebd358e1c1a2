// Package strictyaml reads YAML as people mean it to be read: a key that nobody
// knows, a key that stands twice or a value of the wrong kind is an error with
// its line and column.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/model/kernel"
	"gopkg.in/yaml.v3"
)

// Complaint is what is wrong at a place in a file.
type Complaint struct {
	Line, Column int
	Reason       string
}

func (c *Complaint) Error() string { return fmt.Sprintf("%d:%d: %s", c.Line, c.Column, c.Reason) }

// At complains about a node.
func At(n *yaml.Node, format string, args ...any) error {
	return &Complaint{n.Line, n.Column, fmt.Sprintf(format, args...)}
}

// InFile turns the complaints of an error into mistakes of the file.
func InFile(file string, err error) error {
	var all []error
	for _, c := range Complaints(err) {
		all = append(all, &mistake.Mistake{File: file, Line: c.Line, Column: c.Column, Reason: c.Reason})
	}
	if all == nil {
		return err
	}
	return mistake.Join(all...)
}

// Complaints lists the complaints that an error consists of.
func Complaints(err error) (all []*Complaint) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			all = append(all, Complaints(one)...)
		}
		return all
	}
	var c *Complaint
	if errors.As(err, &c) {
		return []*Complaint{c}
	}
	return nil
}

// Root parses a text into the top node of its one document. What says what the
// file should hold.
func Root(text []byte, what string) (*yaml.Node, error) {
	var document, next yaml.Node
	stream := yaml.NewDecoder(bytes.NewReader(text))
	if err := stream.Decode(&document); err != nil && err != io.EOF {
		return nil, syntax(err)
	}
	if len(document.Content) == 0 {
		return nil, &Complaint{1, 1, "the file is empty: want " + what}
	}
	switch err := stream.Decode(&next); {
	case err == nil:
		return nil, At(&next, "a second document begins here, and only the first would be read: want %s in a file of its own", what)
	case err != io.EOF:
		return nil, syntax(err)
	}
	return document.Content[0], nil
}

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func syntax(err error) error {
	parts := yamlError.FindStringSubmatch(err.Error())
	if parts == nil {
		return &Complaint{1, 1, err.Error()}
	}
	line, _ := strconv.Atoi(parts[1])
	return &Complaint{max(line, 1), 1, parts[2]}
}

// Entry is one key of a mapping and its value.
type Entry struct{ Key, Value *yaml.Node }

// Entries takes a mapping apart, in the order of the file.
func Entries(n *yaml.Node, what string) ([]Entry, error) {
	if n.Kind != yaml.MappingNode {
		return nil, At(n, "want %s as a mapping, got %s", what, Describe(n))
	}
	var all []Entry
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return nil, At(key, "want a key of %s, got %s", what, Describe(key))
		}
		if slices.ContainsFunc(all, func(e Entry) bool { return e.Key.Value == key.Value }) {
			return nil, At(key, "%q stands here twice", key.Value)
		}
		all = append(all, Entry{key, n.Content[i+1]})
	}
	return all, nil
}

// Whole checks that a file is all there and of the version that is read: it
// begins with the version, under the key, and ends with "end: true".
func Whole(top *yaml.Node, what, key string, version int) error {
	all, err := Entries(top, what)
	if err != nil {
		return err
	}
	if len(all) == 0 || all[0].Key.Value != key {
		return At(top, "%s begins with its version: want \"%s: %d\" first", what, key, version)
	}
	if v := all[0].Value; v.ShortTag() != "!!int" || v.Value != strconv.Itoa(version) {
		return At(v, "this is version %s of the format: this program reads version %d", strings.TrimSpace(v.Value), version)
	}
	if last := all[len(all)-1]; last.Key.Value != "end" || last.Value.ShortTag() != "!!bool" ||
		last.Value.Value != "true" {
		return At(last.Key, "the file is cut off: %s ends with \"end: true\"", what)
	}
	return nil
}

// Fields is Entries where only certain keys are known.
func Fields(n *yaml.Node, what string, known ...string) (map[string]*yaml.Node, error) {
	all, err := Entries(n, what)
	if err != nil {
		return nil, err
	}
	byKey := map[string]*yaml.Node{}
	for _, e := range all {
		if !slices.Contains(known, e.Key.Value) {
			return nil, At(e.Key, "%s has no key %q: it has %s", what, e.Key.Value, strings.Join(known, ", "))
		}
		byKey[e.Key.Value] = e.Value
	}
	return byKey, nil
}

// Elements takes a list apart.
func Elements(n *yaml.Node, what string) ([]*yaml.Node, error) {
	if n.Kind != yaml.SequenceNode {
		return nil, At(n, "want %s as a list, got %s", what, Describe(n))
	}
	return n.Content, nil
}

// Texts takes a list of strings apart.
func Texts(n *yaml.Node, what string) ([]*yaml.Node, error) {
	list, err := Elements(n, what)
	if err != nil {
		return nil, err
	}
	for _, element := range list {
		if _, err := Text(element, "an element of "+what); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Text returns a string that is not empty.
func Text(n *yaml.Node, what string) (string, error) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || n.Value == "" {
		return "", At(n, "want %s as a string, got %s", what, Describe(n))
	}
	return n.Value, nil
}

// Truth returns a boolean.
func Truth(n *yaml.Node, what string) (bool, error) {
	var b bool
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || n.Decode(&b) != nil {
		return false, At(n, "want %s as true or false, got %s", what, Describe(n))
	}
	return b, nil
}

// Describe names what stands at a node, for an error.
func Describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch tag := n.ShortTag(); tag {
	case "!!str":
		return strconv.Quote(n.Value)
	case "!!null":
		return "nothing"
	default:
		return n.Value + " (" + strings.TrimPrefix(tag, "!!") + ": quote it if it is meant as a string)"
	}
}

// Day returns a day such as 2027-03-31, quoted or not.
func Day(n *yaml.Node, what string) (string, error) {
	tag := n.ShortTag()
	if n.Kind != yaml.ScalarNode || tag != "!!str" && tag != "!!timestamp" {
		return "", At(n, "want %s as a day such as 2027-03-31, got %s", what, Describe(n))
	}
	if _, err := kernel.ParseMoment(n.Value + "T00:00:00Z"); err != nil {
		return "", At(n, "want %s as a day such as 2027-03-31, got %q", what, n.Value)
	}
	return n.Value, nil
}
