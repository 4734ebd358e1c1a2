package laws

import (
	"encoding/json"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// What a policy allows, as bits.
const (
	restoring = 1 << iota
	describing
)

// allowedBy reads which accounts a sharing policy allows what. It is vague where
// the policy also denies, or allows on conditions.
func allowedBy(text string) (accounts map[string]int, vague bool) {
	var document struct {
		Statement list[struct {
			Effect    string
			Principal json.RawMessage
			Action    list[string]
			Condition json.RawMessage
		}]
	}
	if json.Unmarshal([]byte(text), &document) != nil {
		return nil, true
	}
	accounts = map[string]int{}
	for _, s := range document.Statement {
		var principal struct{ AWS list[string] }
		if s.Effect != "Allow" || s.Condition != nil || json.Unmarshal(s.Principal, &principal) != nil {
			vague = true
		}
		may := 0
		for _, action := range s.Action {
			switch strings.ToLower(action) {
			case "cloudhsm:createcluster":
				may |= restoring
			case "cloudhsm:describebackups":
				may |= describing
			default:
				vague = true
			}
		}
		for _, p := range principal.AWS {
			if arn, err := kernel.ParseARN(p); err == nil {
				if arn.Resource != "root" {
					vague = true // a user: its account need not have it all
				}
				p = arn.Account
			}
			accounts[p] |= may
		}
	}
	return accounts, vague
}

// list is a JSON list, or the one element of it.
type list[T any] []T

// UnmarshalJSON reads either.
func (l *list[T]) UnmarshalJSON(text []byte) error {
	var one T
	if len(text) > 0 && text[0] != '[' {
		err := json.Unmarshal(text, &one)
		*l = list[T]{one}
		return err
	}
	var many []T
	err := json.Unmarshal(text, &many)
	*l = many
	return err
}

// around calls look with the ARNs of the organization and of the units that an
// account is in, until it is content.
func (b *books) around(account string, look func(circle string) bool) bool {
	m, ok := b.members.find(account)
	if !ok {
		return false
	}
	for u, in := b.units.find(m.parent); in && !u.gone; u, in = b.units.find(u.parent) {
		if look(u.arn) {
			return true
		}
	}
	o := b.organizations.of(m.org)
	return o.arn != "" && look(o.arn)
}

// mayPartake tells whether an account may have part in a share now: the share
// is STANDARD and names it, and it accepted if it had to be asked.
func (b *books) mayPartake(arn, account string) bool {
	s, known := b.shares.find(arn)
	if !known || s.deleted != 0 || !s.standard && s.promoted == 0 {
		return false
	}
	if t, ok := b.ties.find(place{arn, account}); ok && t.ended == 0 && (!t.asked || t.accepted != 0) {
		return true
	}
	return b.around(account, func(circle string) bool {
		t, ok := b.ties.find(place{arn, circle})
		return ok && t.ended == 0
	})
}

// surelyPartakes tells whether an account must have had part in a share since a
// moment.
func (b *books) surelyPartakes(arn, account string, at kernel.Time) bool {
	s := b.shares.of(arn)
	if !s.standard || s.deleted != 0 {
		return false
	}
	if t, ok := b.ties.find(place{arn, account}); ok && t.sure(at) && (!t.asked || t.accepted != 0 && t.accepted < at) {
		return true
	}
	return b.members.of(account).settled < at && b.around(account, func(circle string) bool {
		t, ok := b.ties.find(place{arn, circle})
		return ok && t.sure(at)
	})
}

// sure tells whether a tie is surely in effect, save for an invitation.
func (t tie) sure(at kernel.Time) bool {
	return t.ended == 0 && !t.unsure && at > t.since.Add(association)
}

// mayList tells whether a consumer may be shown a backup: some share in which
// it may have part holds the backup.
func (b *books) mayList(backupARN, account string) bool {
	for _, arn := range b.named.of(backupARN) {
		if t, ok := b.ties.find(place{arn, backupARN}); ok && t.ended == 0 && b.mayPartake(arn, account) {
			return true
		}
	}
	return false
}

// mayRestore tells whether a consumer may restore a backup.
func (b *books) mayRestore(backupARN, account string) bool {
	bk := b.backups.of(backupOf(backupARN))
	may, named := bk.allows[account]
	return named && (may&restoring != 0 || bk.vague) || b.mayList(backupARN, account)
}

// surelyShared tells whether a STANDARD share must give a consumer the backup by
// now.
func (b *books) surelyShared(backupARN, account string, at kernel.Time) bool {
	for _, arn := range b.named.of(backupARN) {
		if t, ok := b.ties.find(place{arn, backupARN}); ok && t.sure(at) && b.surelyPartakes(arn, account, at) {
			return true
		}
	}
	return false
}
