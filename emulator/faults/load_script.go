package faults

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

func scripted(n *yaml.Node) (s Scripted, err error) {
	f, err := strictyaml.Fields(n, "an entry of the script", "at", "fault", "by", "advance", "as", "region", "call",
		"with")
	if err != nil {
		return s, err
	}
	if f["at"] == nil {
		return s, strictyaml.At(n, `the entry lacks "at": the call at which it happens`)
	}
	if s.At, err = place(f["at"]); err != nil {
		return s, err
	}
	means := map[string][]string{"fault": {"by"}, "advance": nil, "call": {"as", "region", "with"}}
	for _, kind := range []string{"fault", "advance", "call"} {
		if f[kind] == nil {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(f)) {
			if key != "at" && key != kind && !slices.Contains(means[kind], key) {
				return s, strictyaml.At(f[key], "an entry with %q has no %q", kind, key)
			}
		}
		switch kind {
		case "fault":
			var at []string
			if s.At.Call != "" {
				at = []string{s.At.Call}
			}
			s.Fault, err = fault(n, f, at)
		case "advance":
			s.Advance, err = strictyaml.Span(f["advance"])
		default:
			s.Happening, err = happening(n, f)
		}
		return s, err
	}
	return s, strictyaml.At(n, "want one of fault, advance and call")
}

func place(n *yaml.Node) (p Place, err error) {
	f, err := strictyaml.Fields(n, "a place", "call", "as", "nth")
	if err != nil {
		return p, err
	}
	if len(f) == 0 {
		return p, strictyaml.At(n, "want a place as call, as or nth, got nothing")
	}
	if n := f["call"]; n != nil {
		if _, err := operation(n); err != nil {
			return p, err
		}
		p.Call = n.Value
	}
	if n := f["as"]; n != nil {
		if p.As, err = account(n); err != nil {
			return p, err
		}
	}
	if n := f["nth"]; n != nil {
		if n.ShortTag() != "!!int" || n.Decode(&p.Nth) != nil || p.Nth < 1 {
			return p, strictyaml.At(n, "want nth as a whole number above 0, got %s", strictyaml.Describe(n))
		}
	}
	return p, nil
}

func operation(n *yaml.Node) (*kernel.Operation, error) {
	service, name, _ := strings.Cut(n.Value, ".")
	if op := services.FindOperation(service, name); op != nil {
		return op, nil
	}
	return nil, strictyaml.At(n, "%s", noOperation(n.Value))
}

func happening(n *yaml.Node, f map[string]*yaml.Node) (h Happening, err error) {
	if f["as"] == nil {
		return h, strictyaml.At(n, `the call lacks "as": whose it is`)
	}
	if h.As, err = strictyaml.Text(f["as"], "an account"); err != nil {
		return h, err
	}
	if variable.MatchString(h.As) {
		_, err = named(f["as"])
	} else {
		_, err = account(f["as"])
	}
	if err != nil {
		return h, err
	}
	if r := f["region"]; r != nil {
		if h.Region = r.Value; !slices.Contains(kernel.Regions, h.Region) {
			return h, strictyaml.At(r, "there is no Region %q", h.Region)
		}
	}
	op, err := operation(f["call"])
	if err != nil {
		return h, err
	}
	in := reflect.New(op.In)
	h.In = in.Interface()
	if f["with"] == nil {
		return h, nil
	}
	return h, strictyaml.Fill(in.Elem(), f["with"], named)
}

// named checks that each ${...} of a text is a name that may be seen.
func named(n *yaml.Node) (string, error) {
	if reason := unseen(n.Value); reason != "" {
		return "", strictyaml.At(n, "%s", reason)
	}
	return n.Value, nil
}

// memberNames are the names of all members that are texts or bytes, and caller.
var memberNames = func() map[string]bool {
	names, entered := map[string]bool{caller: true}, map[reflect.Type]bool{}
	var enter func(t reflect.Type)
	enter = func(t reflect.Type) {
		switch {
		case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
			enter(t.Elem())
		case t.Kind() == reflect.Struct && !entered[t]:
			entered[t] = true
			for i := range t.NumField() {
				if field := t.Field(i); field.Type.Kind() == reflect.String || values.IsBlob(field.Type) {
					names[field.Name] = true
				} else {
					enter(field.Type)
				}
			}
		}
	}
	for _, api := range services.All {
		for _, op := range api.Operations {
			enter(op.In)
			enter(op.Out)
		}
	}
	return names
}()
