package remote

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// termKeys are the keys of a target file that say what a run may do there.
var termKeys = []string{"confirm", "touches"}

// Demands reports whether nothing may be called before a plan was accepted.
func (c *Config) Demands() bool { return c.Confirm || c.Endpoint == "aws" }

// Terms are what the file lets the suites do.
func (c *Config) Terms() target.Terms {
	terms := target.Terms{Demanded: c.Demands(), Touches: c.Touches, Regions: c.Regions, Patience: c.Patience,
		Speed: max(c.Speed, 1)}
	for _, account := range slices.Sorted(maps.Keys(c.Accounts)) {
		terms.Accounts = append(terms.Accounts, account)
		terms.Numbers = append(terms.Numbers, c.Accounts[account].Number)
	}
	return terms
}

// Terms are what the target's file lets the suites do.
func (t *Target) Terms() target.Terms { return t.config.Terms() }

// Offline returns the target of a file without calling it: what only the endpoint could
// tell, or could do by a control API, it does not offer.
func Offline(c Config) *Target {
	t := &Target{config: c, wallet: wallet{}, secrets: c.Hide, acting: map[string]Account{}, taken: map[string]bool{},
		accounts: map[string]string{}}
	for _, account := range slices.Sorted(maps.Keys(c.Accounts)) {
		t.accounts[account] = Unverified
	}
	return t
}

// readTerms reads whether a plan is demanded, and what calls may touch.
func (c *Config) readTerms(f map[string]*yaml.Node, top *yaml.Node) error {
	if n := f["confirm"]; n != nil {
		text, err := strictyaml.Text(n, "confirm")
		if err != nil {
			return err
		}
		if text != "plan" {
			return strictyaml.At(n, "%q is nothing that a run can be confirmed by: want plan", text)
		}
		c.Confirm = true
	}
	if n := f["touches"]; n != nil {
		var err error
		if c.Touches, err = known(n, "touches", wantTouch, isTouch); err != nil {
			return err
		}
	}
	switch {
	case !c.Demands() && f["touches"] != nil:
		return strictyaml.At(f["touches"], "touches goes with confirm: plan, without which nothing is held back")
	case c.Demands() && c.AccountKeys:
		return strictyaml.At(top, "what demands a plan needs accounts with their keys or roles: accountKeys names none")
	case c.Demands() && c.Reset != "":
		return strictyaml.At(f["reset"], "what demands a plan is never emptied: it has no reset")
	}
	return nil
}

var wantTouch = fmt.Sprintf("one of %s, or an operation such as ec2.EnableEbsEncryptionByDefault",
	strings.Join(touchNames(), ", "))

func touchNames() (names []string) {
	for _, t := range kernel.AllTouches {
		names = append(names, string(t))
	}
	return names
}

func isTouch(name string) bool { return slices.Contains(touchNames(), name) || isOperation(name) }
