package backup

import (
	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// KeysAreOpened is the invariant of confidentiality.
	KeysAreOpened = &invariants.Invariant{
		ID: "INV-BKP-03",
		Says: "Whatever AWS Backup does, nobody comes to read data whose key was never opened to him: a copy of what is " +
			"encrypted outside of AWS Backup is completed in another account only where a customer's key named that account, " +
			"and where the vault there does not have the key that AWS manages.",
		Accepted: opened,
	}
	// CopiesAreEncrypted is the invariant of what encrypts recovery points.
	CopiesAreEncrypted = &invariants.Invariant{
		ID: "INV-BKP-04",
		Says: "A recovery point tells a key if it is encrypted, always the same; a copy, and a backup that AWS Backup " +
			"manages in full, has its vault's key, but for copies of plain DB clusters, and no copy of encrypted data is plain.",
		Accepted: encrypted,
	}
)

// managesInFull reports whether AWS Backup encrypts what it keeps of a resource type by itself.
func managesInFull(kind string) bool { return kind == "EFS" }

func opened(c *invariants.Call) string {
	f := Of(c)
	for shown := range copies(c.Out) {
		if shown.State != copyCompleted || managesInFull(shown.ResourceType) {
			continue
		}
		p, known := f.points.Find(shown.SourceRecoveryPointArn)
		into := shown.DestinationBackupVaultArn
		if wrong := f.mayRead(c, shown.AccountId, p.shown, known, into, shown.CreationDate); wrong != "" {
			return shown.CopyJobId + " is COMPLETED though " + wrong
		}
	}
	return ""
}

// mayRead returns why what an account has in a recovery point may not come into a vault, "" if nothing tells so.
func (f *Facts) mayRead(
	c *invariants.Call, account string, p *pointView, known bool, arn string, since kernel.Time,
) string {
	into, ok := invariants.ScopeOf(arn)
	if !ok || into.Account == account {
		return ""
	}
	keys := kmsfacts.Of(c)
	if v, there := f.vaults.Find(f.latest.Of(arn)); there && v.shown != nil && v.since <= since && v.deleted == 0 &&
		keys.NotMade(v.shown.EncryptionKeyArn) {
		return arn + " has a key that AWS manages"
	}
	if !known || p.key == "" {
		return ""
	}
	if keys.NotMade(p.key) || !keys.MayUse(p.key, into.Account, since) {
		return "nothing opened " + p.key + " to account " + into.Account
	}
	return ""
}

func encrypted(c *invariants.Call) string {
	f := Of(c)
	for shown := range points(c.Out) {
		before, known := f.points.Find(shown.arn)
		v, there := f.vaults.Find(f.latest.Of(shown.vault))
		there = there && v.shown != nil && v.deleted == 0
		switch ofVault := shown.source != "" || managesInFull(shown.kind); {
		case shown.encrypted != (shown.key != "") && shown.status != creating:
			return shown.arn + " is half encrypted"
		case known && before.shown.key != shown.key && before.shown.status != creating && before.shown.key != "":
			return shown.arn + " has another key than it had"
		case there && ofVault && shown.key != "" && shown.key != v.shown.EncryptionKeyArn &&
			(managesInFull(shown.kind) || !kmsfacts.Of(c).NotMade(v.shown.EncryptionKeyArn)):
			return shown.arn + " is encrypted by " + shown.key + " and not by its vault's " + v.shown.EncryptionKeyArn
		case ofVault && shown.key == "" && shown.kind != "Aurora" && shown.status != creating:
			return shown.arn + " is not encrypted though its vault is"
		}
	}
	for shown := range copies(c.Out) {
		source, known := f.points.Find(shown.SourceRecoveryPointArn)
		made, there := f.points.Find(shown.DestinationRecoveryPointArn)
		if shown.State == copyCompleted && known && there && source.shown.key != "" && made.shown.key == "" {
			return shown.DestinationRecoveryPointArn + " is a copy of encrypted data and is not encrypted"
		}
	}
	return ""
}
