package history

import (
	"strings"
	"sync"

	"github.com/shareproof/shareproof/internal/pki"
)

// What ${...} may say besides a name: the certificate of the suites' root, and
// a certificate request, saved before, signed by it.
const (
	TrustAnchor = "trust-anchor"
	Sign        = "sign:"
)

// Vars are what a run has saved so far, by name.
type Vars map[string]string

// template is a text that holds names; nil for a text that holds none. Every
// other part is a name, beginning with the second.
type template []string

func parse(text string) template {
	if !strings.Contains(text, "${") {
		return nil
	}
	var t template
	for {
		before, rest, found := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return append(t, text)
		}
		t, text = append(t, before, name), after
	}
}

// expand puts values in place of the names; false where one is not bound.
func (t template) expand(vars Vars) (string, bool) {
	if len(t) == 3 && t[0] == "" && t[2] == "" {
		return vars.value(t[1])
	}
	var text strings.Builder
	for i, part := range t {
		if i%2 == 1 {
			value, ok := vars.value(part)
			if !ok {
				return "", false
			}
			part = value
		}
		text.WriteString(part)
	}
	return text.String(), true
}

// expand puts values in place of a text's names; false where one is not bound.
func (vars Vars) expand(text string) (string, bool) {
	t := parse(text)
	if t == nil {
		return text, true
	}
	return t.expand(vars)
}

func (vars Vars) value(name string) (string, bool) {
	if name == TrustAnchor {
		return pki.TrustAnchor(), true
	}
	if csr, signing := strings.CutPrefix(name, Sign); signing {
		request, ok := vars[csr]
		return signed(request), ok
	}
	value, ok := vars[name]
	return value, ok
}

// certificates are those signed of late: signing takes a thousand times as
// long as a call.
var certificates = struct {
	sync.Mutex
	of map[string]string
}{of: map[string]string{}}

// signed answers a certificate request. What is none gets itself back, which
// the service then refuses.
func signed(csr string) string {
	certificates.Lock()
	defer certificates.Unlock()
	certificate, ok := certificates.of[csr]
	if !ok {
		var err error
		if certificate, err = pki.Sign(csr); err != nil {
			certificate = csr
		}
		if len(certificates.of) == 4096 {
			clear(certificates.of)
		}
		certificates.of[csr] = certificate
	}
	return certificate
}
