package scenarios

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/scenarios/history"
	"gopkg.in/yaml.v3"
)

// expander replaces each ${...} of a text.
type expander func(n *yaml.Node) (string, error)

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
			return "", strictyaml.At(n, "nothing was saved as %q before this step%s", name, nearest.Hint(name, sorted(p.names)))
		}
	}
	return n.Value, nil
}

// sorted returns the names in a map.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

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
	return in.Interface(), strictyaml.Fill(in.Elem(), s.with, expand)
}
