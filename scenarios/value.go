package scenarios

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/history"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/target/pki"
	"go.yaml.in/yaml/v3"
)

// expander replaces each ${...} of a text.
type expander func(n *yaml.Node) (string, error)

// fill decodes a node into a value of the model: members in AWS's words,
// nothing guessed, nothing dropped.
func fill(v reflect.Value, n *yaml.Node, expand expander) error {
	t := v.Type()
	switch t.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		return fill(v.Elem(), n, expand)
	case reflect.Struct:
		return fillStruct(v, n, expand)
	case reflect.Slice:
		list, err := strictyaml.Elements(n, "this")
		if err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(t, len(list), len(list)))
		for i, e := range list {
			if err := fill(v.Index(i), e, expand); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		return fillMap(v, n, expand)
	case reflect.String:
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
			return strictyaml.At(n, "want a string, got %s", strictyaml.Describe(n))
		}
		text, err := expand(n)
		v.SetString(text)
		return err
	case reflect.Bool:
		var b bool
		if n.ShortTag() != "!!bool" || n.Decode(&b) != nil {
			return strictyaml.At(n, "want true or false, got %s", strictyaml.Describe(n))
		}
		v.SetBool(b)
		return nil
	case reflect.Int32:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if n.ShortTag() != "!!int" || err != nil {
			return strictyaml.At(n, "want a whole number, got %s", strictyaml.Describe(n))
		}
		v.SetInt(i)
		return nil
	}
	return strictyaml.At(n, "a %s cannot be written in a scenario", t)
}

func fillStruct(v reflect.Value, n *yaml.Node, expand expander) error {
	all, err := strictyaml.Entries(n, v.Type().Name())
	if err != nil {
		return err
	}
	for _, e := range all {
		member := memberOf(v.Type(), e.Key.Value)
		if member == nil {
			return strictyaml.At(e.Key, "%s has no member %q: it has %s", v.Type().Name(), e.Key.Value, members(v.Type()))
		}
		if err := fill(v.FieldByIndex(member.Index), e.Value, expand); err != nil {
			return err
		}
	}
	return nil
}

func fillMap(v reflect.Value, n *yaml.Node, expand expander) error {
	all, err := strictyaml.Entries(n, "this")
	if err != nil {
		return err
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range all {
		value := reflect.New(v.Type().Elem()).Elem()
		if err := fill(value, e.Value, expand); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(e.Key.Value).Convert(v.Type().Key()), value)
	}
	return nil
}

func memberOf(t reflect.Type, name string) *reflect.StructField {
	f, ok := t.FieldByName(name)
	if !ok || !f.IsExported() {
		return nil
	}
	return &f
}

func members(t reflect.Type) string {
	var names []string
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			names = append(names, t.Field(i).Name)
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}

const (
	trustAnchor = history.TrustAnchor
	sign        = history.Sign
)

var variable = regexp.MustCompile(`\$\{([^}]*)\}`)

// input decodes the input of a call, to see whether it can be.
func (p *parser) input(s step) (any, error) { return s.input(p.known) }

// known checks that each ${...} of a text refers to something.
func (p *parser) known(n *yaml.Node) (string, error) {
	for _, found := range variable.FindAllStringSubmatch(n.Value, -1) {
		name := strings.TrimPrefix(found[1], sign)
		if !p.names[name] {
			return "", strictyaml.At(n, "nothing was saved as %q before this step", name)
		}
	}
	return n.Value, nil
}

// variables are what a running scenario has saved so far.
type variables map[string]string

func (vars variables) expand(n *yaml.Node) (string, error) {
	var failed error
	text := variable.ReplaceAllStringFunc(n.Value, func(found string) string {
		name := found[2 : len(found)-1]
		if name == trustAnchor {
			return pki.TrustAnchor()
		}
		csr, signing := strings.CutPrefix(name, sign)
		if !signing {
			return vars[name]
		}
		certificate, err := pki.Sign(vars[csr])
		if err != nil {
			failed = fmt.Errorf("%s: %w", found, err)
		}
		return certificate
	})
	return text, failed
}

func (s step) input(expand expander) (any, error) {
	in := reflect.New(s.op.In)
	if s.with == nil {
		return in.Interface(), nil
	}
	return in.Interface(), fillStruct(in.Elem(), s.with, expand)
}
