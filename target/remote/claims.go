package remote

import (
	"net/url"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/target"
)

// Claims are what a target file says of the target besides how to call it.
type Claims struct {
	// Known is the file that lists its known divergences; empty for none.
	Known string
	// Profiles are the names of those that it claims to conform to.
	Profiles []*yaml.Node
	// Implementation says what the target is; nil where the file does not.
	Implementation *target.Implementation
}

// Claims returns what the target file claims.
func (t *Target) Claims() Claims { return t.config.Claims }

var claimKeys = []string{"known", "claims", "implementation"}

func (c *Config) readClaims(f map[string]*yaml.Node, _ *yaml.Node) (err error) {
	if n := f["known"]; n != nil {
		if c.Claims.Known, err = strictyaml.Text(n, "known"); err != nil {
			return err
		}
	}
	if n := f["claims"]; n != nil {
		if c.Claims.Profiles, err = strictyaml.Texts(n, "claims"); err != nil {
			return err
		}
	}
	if n := f["implementation"]; n != nil {
		c.Claims.Implementation, err = implementation(n)
	}
	return err
}

// beside makes the files that a target file names relative to it.
func (c *Config) beside(file string) {
	if c.Claims.Known != "" && !filepath.IsAbs(c.Claims.Known) {
		c.Claims.Known = filepath.Join(filepath.Dir(file), c.Claims.Known)
	}
}

func implementation(n *yaml.Node) (*target.Implementation, error) {
	const what = "an implementation"
	var i target.Implementation
	members := []struct {
		name     string
		into     *string
		required bool
	}{{"organization", &i.Organization, false}, {"project", &i.Project, true}, {"url", &i.URL, false},
		{"version", &i.Version, true}, {"date", &i.Date, false}, {"commit", &i.Commit, false}}
	var names []string
	for _, m := range members {
		names = append(names, m.name)
	}
	fields, err := strictyaml.Fields(n, what, names...)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		value := fields[m.name]
		switch {
		case value == nil && m.required:
			return nil, strictyaml.At(n, "%s lacks %q", what, m.name)
		case value == nil:
			continue
		case m.name == "date":
			*m.into, err = strictyaml.Day(value, "date")
		default:
			*m.into, err = strictyaml.Text(value, m.name)
		}
		if err != nil {
			return nil, err
		}
	}
	if u, err := url.Parse(i.URL); i.URL != "" &&
		(err != nil || u.Host == "" || u.User != nil || !strings.HasPrefix(u.Scheme, "http")) {
		return nil, strictyaml.At(fields["url"], "want url as the address of a page such as https://example.org/, got %q",
			i.URL)
	}
	return &i, nil
}
