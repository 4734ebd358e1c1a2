package scenarios

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"gopkg.in/yaml.v3"
)

// What can be expected of a member besides a value. A value that is a list
// must be met in length and order, one that is a mapping member by member.
const (
	absent  = "!absent"
	present = "!present"
	length  = "!length"
)

// expectable checks that what is expected at a node can be said of the type.
func (p *parser) expectable(n *yaml.Node, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch tag := n.ShortTag(); {
	case tag == absent, tag == present:
		return nil
	case tag == length:
		if _, err := strconv.Atoi(n.Value); err != nil || t.Kind() != reflect.Slice {
			return strictyaml.At(n, "!length takes a number and is asked of lists")
		}
		return nil
	case n.Kind == yaml.MappingNode:
		return p.expectableMembers(n, t)
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, e := range n.Content {
			if err := p.expectable(e, t.Elem()); err != nil {
				return err
			}
		}
		return nil
	case n.Kind == yaml.ScalarNode && isScalar(t):
		if want := tagOf(t); tag != want && (want != "!!float" || tag != "!!int") {
			return strictyaml.At(n, "want %s, got %s", inWords[want], strictyaml.Describe(n))
		}
		if _, err := p.known(n); err != nil {
			return err
		}
		return strictyaml.Enumerated(n, t)
	}
	return strictyaml.At(n, "this is a %s: it cannot be %s", t.Kind(), strictyaml.Describe(n))
}

func (p *parser) expectableMembers(n *yaml.Node, t reflect.Type) error {
	all, err := strictyaml.Entries(n, "what is expected")
	if err != nil {
		return err
	}
	for _, e := range all {
		member, err := strictyaml.TypeAt(e.Key, e.Key.Value, t)
		if err != nil {
			return err
		}
		if err := p.expectable(e.Value, member); err != nil {
			return err
		}
	}
	return nil
}

var inWords = map[string]string{"!!str": "a string", "!!bool": "true or false", "!!int": "a whole number",
	"!!float": "a number"}

func isScalar(t reflect.Type) bool { return tagOf(t) != "" }

// tagOf returns the YAML tag of a scalar of the model as it is written, or ""
// for what is none. Instants are strings.
func tagOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return tagOf(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "!!str" // in base64
		}
	case reflect.String:
		return "!!str"
	case reflect.Int64:
		if t == reflect.TypeFor[kernel.Time]() {
			return "!!str"
		}
		return "!!int"
	case reflect.Bool:
		return "!!bool"
	case reflect.Int32:
		return "!!int"
	case reflect.Float64:
		return "!!float"
	}
	return ""
}

// expecting holds an answer against what is expected of it.
type expecting struct {
	vars variables
	// over reports whether a text that is wanted may be none that is seen any more, but
	// the one that is there; nil for never.
	over func(path, want, got string) bool
	// want and got are what first differs, as far as these are texts.
	want, got string
}

// unmet returns what a plain answer lacks of what is expected, or "".
func (e *expecting) unmet(n *yaml.Node, path string, got any, there bool) string {
	switch n.ShortTag() {
	case absent:
		return complain(!there, path, "nothing", got)
	case present:
		return complain(there, path, "a value", got)
	case length:
		list, _ := got.([]any)
		return complain(strconv.Itoa(len(list)) == n.Value, path, n.Value+" elements", got)
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i].Value
			member, ok := values.Member(got, key)
			if problem := e.unmet(n.Content[i+1], dotted(path, key), member, ok); problem != "" {
				return problem
			}
		}
		return ""
	case yaml.SequenceNode:
		list, _ := got.([]any)
		if len(list) != len(n.Content) {
			return complain(false, path, fmt.Sprintf("%d elements", len(n.Content)), got)
		}
		for i, c := range n.Content {
			if problem := e.unmet(c, dotted(path, strconv.Itoa(i)), list[i], list[i] != nil); problem != "" {
				return problem
			}
		}
		return ""
	}
	return e.scalar(n, path, got, there)
}

func (e *expecting) scalar(n *yaml.Node, path string, got any, there bool) string {
	want, err := e.vars.expand(n)
	if err != nil {
		return path + ": " + err.Error()
	}
	if there && values.Same(got, want) {
		return ""
	}
	if text, ok := got.(string); ok {
		if e.over != nil && e.over(path, want, text) {
			return ""
		}
		e.want, e.got = want, text
	}
	return complain(false, path, want, got)
}

func complain(ok bool, path, want string, got any) string {
	switch {
	case ok:
		return ""
	case got == nil:
		got = "nothing"
	}
	return fmt.Sprintf("%s: want %s, got %v", path, want, got)
}

func dotted(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }
