package strictyaml

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"gopkg.in/yaml.v3"
)

// TypeAt returns the type that a path leads to: members and keys by name,
// elements by number, and * for each element.
func TypeAt(n *yaml.Node, path string, t reflect.Type) (reflect.Type, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if path == "" {
		return t, nil
	}
	head, rest, _ := strings.Cut(path, ".")
	switch t.Kind() {
	case reflect.Struct:
		member, err := Member(t, n, head)
		if err != nil {
			return nil, err
		}
		return TypeAt(n, rest, member.Type)
	case reflect.Map:
		return TypeAt(n, rest, t.Elem())
	case reflect.Slice:
		if head == "*" {
			each, err := TypeAt(n, rest, t.Elem())
			if err != nil {
				return nil, err
			}
			return reflect.SliceOf(each), nil
		}
		if _, err := strconv.ParseUint(head, 10, 16); err != nil {
			return nil, At(n, "%q is not an element: want a number or *", head)
		}
		return TypeAt(n, rest, t.Elem())
	}
	return nil, At(n, "%q: there is nothing below a %s", path, t.Kind())
}

// Value checks that a text can be a value of a type: an enumeration has only
// those that the SDK knows.
func Value(n *yaml.Node, text string, t reflect.Type) error {
	known := values(t)
	if known == nil || slices.Contains(known, text) {
		return nil
	}
	return At(n, "%s has no value %q: it has %s%s", t.Name(), text, strings.Join(known, ", "), nearest.Hint(text, known))
}

// Enumerated checks the values of enumerations in what a node holds of a type,
// as far as no ${name} stands in them.
func Enumerated(n *yaml.Node, t reflect.Type) error {
	switch {
	case t.Kind() == reflect.Pointer:
		return Enumerated(n, t.Elem())
	case n.Kind == yaml.ScalarNode && !strings.Contains(n.Value, "${"):
		return Value(n, n.Value, t)
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, e := range n.Content {
			if err := Enumerated(e, t.Elem()); err != nil {
				return err
			}
		}
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			member, err := TypeAt(n.Content[i], n.Content[i].Value, t)
			if err != nil {
				return err
			}
			if err := Enumerated(n.Content[i+1], member); err != nil {
				return err
			}
		}
	}
	return nil
}

// values lists an enumeration by its method Values; nil for what is none.
func values(t reflect.Type) (all []string) {
	list, ok := t.MethodByName("Values")
	if !ok || t.Kind() != reflect.String {
		return nil
	}
	each := list.Func.Call([]reflect.Value{reflect.Zero(t)})[0]
	for i := range each.Len() {
		all = append(all, each.Index(i).String())
	}
	return all
}
