package remote

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model/kernel"
)

// secrets lists what nobody is to see of a target file.
func (c *Config) secrets() []string {
	secrets := []string{c.Credentials.SecretAccessKey, c.Credentials.SessionToken}
	for _, number := range slices.Sorted(maps.Keys(c.Accounts)) {
		a := c.Accounts[number]
		secrets = append(secrets, a.SecretAccessKey, a.SessionToken, a.ExternalID)
	}
	return secrets
}

// hidden returns the error of a target file without any text of the file that
// may be a secret in the wrong place.
func hidden(top *yaml.Node, err error) error {
	var suspect redact.Secrets
	eachScalar(top, func(n *yaml.Node) {
		if maySecret(n.Value) {
			suspect.Add(n.Value)
		}
	})
	return errors.New(suspect.Text(err.Error()))
}

func eachScalar(n *yaml.Node, visit func(*yaml.Node)) {
	if n.Kind == yaml.ScalarNode {
		visit(n)
	}
	for _, below := range n.Content {
		eachScalar(below, visit)
	}
}

// maySecret reports whether a text of a target file may be a key or a token: it
// is long, and neither a word with separators nor anything else that a target
// file has.
func maySecret(text string) bool {
	if service, _, dotted := strings.Cut(text, "."); dotted && isService(service) {
		return false // an operation, perhaps misspelt
	}
	return len(text) >= 16 && !kernel.IsAccount(text) && !strings.HasPrefix(text, "arn:") &&
		!strings.Contains(text, "://") && strings.ContainsAny(text, "0123456789/+=_") && !strings.Contains(text, " ")
}
