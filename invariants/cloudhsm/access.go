package cloudhsm

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// What a policy allows, as bits.
const (
	restoring = 1 << iota
	describing
)

// learnShares notes what RAM does with backups and their policies.
func (f *Facts) learnShares(c *invariants.Call) {
	switch in := c.In.(type) {
	case *ram.CreateResourceShare:
		if c.Out.(*ram.CreateResourceShareOutput).ResourceShare != nil {
			f.written(c, in.ResourceArns)
		}
	case *ram.AssociateResourceShare:
		f.written(c, in.ResourceArns)
	case *ram.PromoteResourceShareCreatedFromPolicy:
		f.promoted(c, in.ResourceShareArn)
	}
}

// written notes that RAM writes the policies of what a share holds.
func (f *Facts) written(c *invariants.Call, arns []string) {
	for _, arn := range arns {
		if id := idOf(arn); id != "" {
			b := f.backup(c, id)
			b.ramWrote = true
			f.backups.Put(id, b)
		}
	}
}

// promoted makes a share out of a policy: whoever the policy names takes part.
// Where the history does not say which backup the share holds, it may be any
// that has a policy.
func (f *Facts) promoted(c *invariants.Call, arn string) {
	shares := ramfacts.Of(c)
	candidates := shares.Held(arn)
	certain := len(candidates) > 0
	if !certain {
		for _, id := range f.own.Of(c.As.Scope()).backups {
			if b := f.backups.Of(id); len(b.allows) > 0 || b.vague {
				candidates = append(slices.Clip(candidates), b.scope.ARN("cloudhsm", "backup/"+id))
			}
		}
	}
	for _, resource := range candidates {
		b, known := f.backups.Find(idOf(resource))
		if !known {
			continue
		}
		shares.Promoted(c.At, arn, resource, slices.Sorted(maps.Keys(b.allows)))
		if certain && !b.vague {
			b.allows = nil
		}
		b.vague = b.vague || !certain // its policy may be the share's now, and end with it
		b.ramWrote = true
		f.backups.Put(idOf(resource), b)
	}
}

// mayRestore reports whether the caller may restore another account's backup.
func (f *Facts) mayRestore(c *invariants.Call, id string) bool {
	b, known := f.backups.Find(id)
	if !known {
		return false
	}
	may, named := b.allows[c.As.Account]
	return named && (may&restoring != 0 || b.vague) || ramfacts.Of(c).MayGive(c, b.scope.ARN("cloudhsm", "backup/"+id))
}

// backupHidden returns why a backup must not be listed as the caller's own, or as
// one that is shared with it.
func backupHidden(c *invariants.Call, r *invariants.Resource) string {
	in, lists := c.In.(*cloudhsm.DescribeBackups)
	shared := lists && kernel.Value(in.Shared)
	switch {
	case r.Scope.Account == "":
		return r.ID + " has no ARN"
	case shared && r.Scope.Account == c.As.Account:
		return "the caller's own " + r.ID + " is listed as shared"
	case shared && r.Scope.Region != c.As.Region:
		return r.ID + " of another Region is listed"
	case shared && r.State != string(cloudhsm.BackupReady):
		return r.ID + " is listed for a consumer though it is " + r.State
	case shared && !ramfacts.Of(c).MayGive(c, r.ARN):
		return r.ID + " of account " + r.Scope.Account + " is listed though no STANDARD share gives it to the caller now"
	case !shared && r.Scope != c.As.Scope():
		return r.ID + " of account " + r.Scope.Account + " in " + r.Scope.Region + " is shown as the caller's own"
	}
	return ""
}

// allowedBy reads which accounts a sharing policy allows what. It is vague where
// the policy also denies, or allows on conditions.
func allowedBy(text string) (accounts map[string]int, vague bool) {
	var document struct {
		Statement invariants.List[struct {
			Effect    string
			Principal json.RawMessage
			Action    invariants.List[string]
			Condition json.RawMessage
		}]
	}
	if json.Unmarshal([]byte(text), &document) != nil {
		return nil, true
	}
	accounts = map[string]int{}
	for _, s := range document.Statement {
		var principal struct{ AWS invariants.List[string] }
		if s.Effect != "Allow" || s.Condition != nil || json.Unmarshal(s.Principal, &principal) != nil {
			vague = true
		}
		may, all := allowed(s.Action)
		vague = vague || !all
		for _, p := range principal.AWS {
			if arn, err := kernel.ParseARN(p); err == nil {
				vague = vague || arn.Resource != "root" // a user: its account need not have it all
				p = arn.Account
			}
			accounts[p] |= may
		}
	}
	return accounts, vague
}

// allowed returns what actions allow, and whether it knows all of them.
func allowed(actions []string) (may int, known bool) {
	known = true
	for _, action := range actions {
		switch strings.ToLower(action) {
		case "cloudhsm:createcluster":
			may |= restoring
		case "cloudhsm:describebackups":
			may |= describing
		default:
			known = false
		}
	}
	return may, known
}
