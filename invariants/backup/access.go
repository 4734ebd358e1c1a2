package backup

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/shareproof/shareproof/invariants"
	orgfacts "github.com/shareproof/shareproof/invariants/organizations"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

const (
	everybody    = "*"
	copyInto     = "backup:CopyIntoBackupVault"
	crossAccount = "isCrossAccountBackupEnabled"
	// tail is for how long copies across accounts may go on after they were switched off.
	tail = 15 * time.Minute
)

// document is a policy as far as the invariants read it.
type document struct {
	Statement invariants.List[struct {
		Effect    string
		Principal json.RawMessage
		Action    invariants.List[string]
		Resource  invariants.List[string]
		Condition json.RawMessage
	}]
}

// newPolicy reads whom a vault's policy lets copy into it.
func newPolicy(at kernel.Time, text string) policy {
	p := policy{from: at, text: text}
	var d document
	if json.Unmarshal([]byte(text), &d) != nil {
		p.opened = []string{everybody}
		return p
	}
	for _, s := range d.Statement {
		if !slices.Contains(s.Action, copyInto) {
			continue
		}
		switch {
		case s.Effect == "Allow":
			p.opened = slices.Concat(p.opened, principals(s.Principal, true))
		case s.Condition == nil && slices.Contains(s.Resource, everybody):
			p.closed = slices.Concat(p.closed, principals(s.Principal, false))
		}
	}
	return p
}

// principals returns the accounts of some principals: those of which somebody is meant, or those that are meant as a
// whole.
func principals(text json.RawMessage, somebody bool) (accounts []string) {
	var all string
	var principal struct{ AWS invariants.List[string] }
	if json.Unmarshal(text, &all) == nil && all == everybody {
		return []string{everybody}
	}
	if json.Unmarshal(text, &principal) != nil {
		return nil
	}
	for _, p := range principal.AWS {
		if arn, err := kernel.ParseARN(p); err == nil && (somebody || arn.Resource == "root") {
			p = arn.Account
		}
		if p == everybody || kernel.IsAccount(p) {
			accounts = append(accounts, p)
		}
	}
	return accounts
}

func (p *policy) opens(account string) bool {
	names := func(all []string) bool { return slices.Contains(all, account) || slices.Contains(all, everybody) }
	return names(p.opened) && !names(p.closed)
}

// opens reports whether a vault's policy may have let an account copy into it at some time of a span.
func (v *vault) opens(account string, from, to kernel.Time) bool {
	if !v.made {
		return true // it may have had a policy before
	}
	for i := range v.policies {
		over := i+1 < len(v.policies) && v.policies[i+1].from < from
		if !over && v.policies[i].from <= to && v.policies[i].opens(account) {
			return true
		}
	}
	return false
}

// stay is that an account is in an organization, or in none, since a time.
type stay struct {
	from kernel.Time
	org  string
}

func (f *Facts) learnStays(c *invariants.Call) {
	accounts := []string{c.As.Account}
	switch in := c.In.(type) {
	case *organizations.RemoveAccountFromOrganization:
		accounts = append(accounts, in.AccountId)
	case *organizations.ListAccounts, *organizations.DescribeAccount, *organizations.DescribeCreateAccountStatus:
	default:
		if c.Op.API != organizations.API {
			return
		}
	}
	for _, account := range accounts {
		org, all := orgfacts.Of(c).Org(account), f.stays.Of(account)
		if len(all) == 0 && org != "" || len(all) > 0 && all[len(all)-1].org != org {
			f.stays.Put(account, after(all, stay{c.At, org}))
		}
	}
}

// together returns the organizations in which two accounts may both have been at some time of a span.
func (f *Facts) together(one, other string, from, to kernel.Time) (orgs []string) {
	f.stayed(one, from, to, func(a stay, until kernel.Time) {
		f.stayed(other, max(from, a.from), min(to, until), func(b stay, _ kernel.Time) {
			if a.org == b.org {
				orgs = invariants.With(orgs, a.org)
			}
		})
	})
	return orgs
}

// stayed calls look with where an account was in a span, and until when.
func (f *Facts) stayed(account string, from, to kernel.Time, look func(s stay, until kernel.Time)) {
	all := f.stays.Of(account)
	for i, s := range all {
		until := kernel.Time(invariants.Now)
		if i+1 < len(all) {
			until = all[i+1].from
		}
		if s.org != "" && s.from <= to && until >= from {
			look(s, until)
		}
	}
}

// toggle is that copies across the accounts of an organization were switched on or off.
type toggle struct {
	at kernel.Time
	on bool
}

func (f *Facts) turn(c *invariants.Call, value string) {
	org := orgfacts.Of(c).Org(c.As.Account)
	if value == "" || org == "" {
		return
	}
	f.switches.Put(org, after(f.switches.Of(org), toggle{c.At, value == "true"}))
}

// switchedOn reports whether copies across accounts may have been let through in an organization at some time of a
// span.
func (f *Facts) switchedOn(org string, from, to kernel.Time) bool {
	all := f.switches.Of(org)
	for i, t := range all {
		over := i+1 < len(all) && all[i+1].at.Add(tail) < from
		if t.on && !over && t.at <= to {
			return true
		}
	}
	return false
}

// CopiesAreAllowed is the invariant of copies across accounts.
var CopiesAreAllowed = &invariants.Invariant{
	ID: "INV-BKP-01",
	Says: "A recovery point comes into another account's vault only by a copy that, when it was made, both accounts' " +
		"organization, its switch (for 15 minutes after it is turned off too) and the vault's policy let through; that " +
		"policy is the one that was put last.",
	Accepted: allowed, Refused: policyLost,
}

// policyLost wants the policy of a vault to be found once it was put.
func policyLost(c *invariants.Call) string {
	in, ok := c.In.(*backup.GetBackupVaultAccessPolicy)
	if !ok || c.Refusal.Code != "ResourceNotFoundException" {
		return ""
	}
	v, known := Of(c).vaultAt(vaultARN(c.As.Scope(), in.BackupVaultName))
	if known && len(v.policies) > 0 && v.policies[len(v.policies)-1].text != "" {
		return in.BackupVaultName + " has no policy though one was put"
	}
	return ""
}

func allowed(c *invariants.Call) string {
	f := Of(c)
	for shown := range copies(c.Out) {
		if shown.State != copyCompleted {
			continue
		}
		to := shown.CompletionDate
		if to == 0 {
			to = c.At
		}
		if wrong := f.letThrough(shown.AccountId, shown.DestinationBackupVaultArn, shown.CreationDate, to); wrong != "" {
			return shown.CopyJobId + " is COMPLETED though " + wrong
		}
	}
	for shown := range points(c.Out) {
		from, ok := invariants.ScopeOf(shown.source)
		if !ok {
			continue
		}
		to := c.At
		if p, known := f.points.Find(shown.arn); known {
			to = p.since
		}
		if wrong := f.letThroughSomehow(from.Account, shown.vault, shown.created, to); wrong != "" {
			return shown.arn + " was copied from account " + from.Account + " though " + wrong
		}
	}
	return ""
}

// letThroughSomehow is letThrough for a copy that may have come by way of other accounts: a copy names the vault of the
// first backup.
func (f *Facts) letThroughSomehow(account, arn string, from, to kernel.Time) string {
	wrong := f.letThrough(account, arn, from, to)
	into, _ := invariants.ScopeOf(arn)
	for by := range f.stays.All {
		if wrong != "" && by != into.Account && f.letThrough(by, arn, from, to) == "" {
			return ""
		}
	}
	if wrong != "" && f.copiesWithin(into.Account, arn) {
		return "" // from another vault of the account, into which it was copied before
	}
	return wrong
}

// copiesWithin reports whether an account asked to copy something into its own vault.
func (f *Facts) copiesWithin(account, vault string) bool {
	for _, j := range f.copies.All {
		into := j.in != nil && j.in.DestinationBackupVaultArn == vault ||
			j.shown != nil && j.shown.DestinationBackupVaultArn == vault
		if into && j.scope.Account == account {
			return true
		}
	}
	return false
}

// letThrough returns what stood all the time of a span against a copy from an account into a vault, "" if nothing did
// or the vault is the account's own.
func (f *Facts) letThrough(account, arn string, from, to kernel.Time) string {
	into, ok := invariants.ScopeOf(arn)
	if !ok || into.Account == account {
		return ""
	}
	orgs := f.together(account, into.Account, from, to)
	on := func(org string) bool { return f.switchedOn(org, from, to) }
	v, known := f.vaults.Find(f.latest.Of(arn))
	switch {
	case len(orgs) == 0:
		return "account " + account + " and account " + into.Account + " were in no organization together"
	case !slices.ContainsFunc(orgs, on):
		return "their organization does not let its members copy to one another"
	case known && v.since < from && v.deleted == 0 && !v.opens(account, from, to):
		return arn + " was not open to account " + account
	}
	return ""
}

// TheSwitchIsTheManagements is the invariant of the settings of organizations.
var TheSwitchIsTheManagements = &invariants.Invariant{
	ID: "INV-BKP-02",
	Says: "The settings of an organization are changed by its management account alone, every member reads them as " +
		"they were set, and who is in no organization reads none.",
	Accepted: switched,
}

func switched(c *invariants.Call) string {
	org := orgfacts.Of(c).Org(c.As.Account)
	switch c.In.(type) {
	case *backup.UpdateGlobalSettings:
		if !orgfacts.Of(c).Manages(c.As.Account) {
			return "an account changes the settings of an organization that it does not manage"
		}
	case *backup.DescribeGlobalSettings:
		out := c.Out.(*backup.DescribeGlobalSettingsOutput)
		all := Of(c).switches.Of(org)
		want := len(all) > 0 && all[len(all)-1].on
		switch {
		case org == "":
			return "an account in no organization reads the settings of one"
		case (out.GlobalSettings[crossAccount] == "true") != want:
			return "copies across accounts are shown switched otherwise than they were"
		}
	}
	return ""
}
