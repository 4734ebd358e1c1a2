package organizations

import (
	"encoding/json"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/services"
)

// ControlsBind is the invariant of service control policies.
var ControlsBind = &invariants.Invariant{
	ID: "INV-ORG-03", Hears: services.All,
	Says: "Nobody in a member account does what a service control policy denies by its name on everything, while the " +
		"policy is attached to the account, to a unit around it or to the root, and such policies are on.",
	Accepted: controlled,
}

// attachment is a service control policy on a root, unit or account.
type attachment struct{ org, target, policy string }

// learnControls learns what a call does to service control policies.
func (f *Facts) learnControls(c *invariants.Call) {
	org := f.members.Of(c.As.Account).org
	switch in := c.In.(type) {
	case *organizations.EnablePolicyType:
		f.change(org, func(o *organization) { o.controlled = true })
	case *organizations.DisablePolicyType:
		f.change(org, func(o *organization) { o.controlled = false })
		f.detach(func(a attachment) bool { return a.org == org })
	case *organizations.CreatePolicy:
		if p := c.Out.(*organizations.CreatePolicyOutput).Policy; p != nil && p.PolicySummary != nil {
			f.denials.Put(p.PolicySummary.Id, denials(p.Content))
		}
	case *organizations.UpdatePolicy:
		if p := c.Out.(*organizations.UpdatePolicyOutput).Policy; p != nil {
			f.denials.Put(in.PolicyId, denials(p.Content))
		}
	case *organizations.AttachPolicy:
		a := attachment{org, in.TargetId, in.PolicyId}
		f.attachments.Put(in.TargetId+" "+in.PolicyId, a)
	case *organizations.DetachPolicy:
		f.attachments.Drop(in.TargetId + " " + in.PolicyId)
	}
}

// detach forgets attachments.
func (f *Facts) detach(gone func(attachment) bool) {
	var keys []string
	for key, a := range f.attachments.All {
		if gone(a) {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		f.attachments.Drop(key)
	}
}

// denials are the actions that a policy denies by their names, on everything and
// without conditions, each between blanks.
func denials(content string) string {
	var document struct {
		Statement invariants.List[struct {
			Effect           string
			Action, Resource invariants.List[string]
			Condition        map[string]any
		}]
	}
	if json.Unmarshal([]byte(content), &document) != nil {
		return ""
	}
	all := " "
	for _, s := range document.Statement {
		if s.Effect == "Deny" && len(s.Condition) == 0 && len(s.Resource) == 1 && s.Resource[0] == "*" {
			all += strings.Join(s.Action, " ") + " "
		}
	}
	return all
}

func controlled(c *invariants.Call) string {
	f := Of(c)
	m, ok := f.members.Find(c.As.Account)
	if !ok || !f.organizations.Of(m.org).controlled || f.manages(c.As.Account) ||
		strings.Contains(c.As.Principal, ":assumed-role/AWSServiceRoleFor") {
		return ""
	}
	action := " " + c.Op.API.Signing + ":" + c.Op.Name + " "
	for _, a := range f.attachments.All {
		if a.org == m.org && f.lies(c.As.Account, a.target) && strings.Contains(f.denials.Of(a.policy), action) {
			return "policy " + a.policy + " of " + a.target + " denies" + strings.TrimSuffix(action, " ")
		}
	}
	return ""
}

// lies reports whether an account is a target of policies or lies in it.
func (f *Facts) lies(account, target string) bool {
	if target == account || strings.HasPrefix(target, "r-") {
		return true
	}
	for id := f.members.Of(account).parent; id != ""; {
		if id == target {
			return true
		}
		u, known := f.units.Find(id)
		if !known {
			return false
		}
		id = u.parent
	}
	return false
}
