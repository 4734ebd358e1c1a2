package backup

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/policy"
)

var vaultOperations = []*kernel.Operation{
	kernel.Op(kernel.Once(tokens, (*Service).createBackupVault)),
	kernel.Op((*Service).describeBackupVault),
	kernel.Op((*Service).listBackupVaults),
	kernel.Op((*Service).deleteBackupVault),
}

// vault holds recovery points.
type vault struct {
	Scope   kernel.Scope
	Name    string
	Place   kernel.Scope // of the table of its points
	Created kernel.Time
	Asked   string // CreatorRequestId
	Request string // the accepted call that made it, where it had a token
	Key     string // ARN
	Policy  string // "" for none
	Lock    lock
	Tags    []tag

	Notifications notifications
}

// tag labels a vault, a plan or a recovery point.
type tag struct{ Key, Value string }

// The kinds of vaults and of keys that a world has.
const (
	standardVault  VaultType         = "BACKUP_VAULT"
	availableVault VaultState        = "AVAILABLE"
	customersKey   EncryptionKeyType = "CUSTOMER_MANAGED_KMS_KEY"
	awsKey         EncryptionKeyType = "AWS_OWNED_KMS_KEY"

	// defaultVault is the vault that the console makes when it is first visited.
	defaultVault = "Default"
	maxVaults    = 300
)

// noVault is what AWS Backup answers about vaults that do not exist.
const noVault = "Insufficient privileges to perform this action."

// The rules of vaults.
var (
	VaultNamesHaveTheirForm = rules.Add(kernel.Rule{
		ID: "BKP-VLT-01", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel + "; " + vaultGuide,
		Says: "A vault's name has 2 to 50 letters, digits, hyphens and underscores and is compared with regard to case; " +
			"a CreatorRequestId has 1 to 50 of these and full stops.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"CreateBackupVault"},
	})
	VaultsAreNamedOnce = rules.Add(kernel.Rule{
		ID: "BKP-VLT-13", Kind: kernel.Refusal, Error: AlreadyExists, Evidence: kernel.Recorded,
		Source: "deployment logs in public repositories; " + moto, Also: []string{"BKP-VLT-02"},
		Says:       "An account has one vault of a name in a Region.",
		Operations: []string{"CreateBackupVault"},
	})
	MissingVaultsAreForbidden = rules.Add(kernel.Rule{
		ID: "BKP-VLT-04", Kind: kernel.Refusal, Error: AccessDenied, Or: []*kernel.ErrorShape{ResourceNotFound},
		Evidence: kernel.Recorded, Source: "aws/aws-sdk-js, issue 2625; " + terraform,
		Says: "A vault that does not exist in the caller's account and Region is refused as if the caller had no right " +
			"to it, with status 403, whatever rights it has.",
		Operations: []string{"all"},
	})
	FilledVaultsStay = rules.Add(kernel.Rule{
		ID: "BKP-VLT-05", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Recorded,
		Source:     "gruntwork-io/cloud-nuke, issue 730; hashicorp/terraform-provider-aws, issue 13247",
		Says:       "A vault that holds recovery points is not deleted.",
		Operations: []string{"DeleteBackupVault"},
	})
	DefaultVaultsAreTheConsoles = rules.Add(kernel.Rule{
		ID: "BKP-VLT-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: vaultGuide, Seed: seed,
		Also: []string{"BKP-VLT-07"},
		Says: "The vault Default comes into being when the console is first visited in a Region, with the key " +
			"aws/backup, and again at the next visit after it was deleted, which the API does while it is empty.",
		Operations: []string{"DescribeBackupVault", "DeleteBackupVault"},
	})
	VaultsShowTheirKind = rules.Add(kernel.Rule{
		ID: "BKP-VLT-09", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel, Seed: seed,
		Says: "A vault shows the account and Region in its ARN, its key and whether that is the customer's, how many " +
			"recovery points it has, and its type, by which listings are filtered.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"DescribeBackupVault", "ListBackupVaults"},
	})
	VaultKeysAreNamedByARN = rules.Add(kernel.Rule{
		ID: "BKP-KEY-01", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: vaultGuide, Seed: seed, Also: []string{"BKP-KEY-12"},
		Says: "A vault's key is named by the ARN of a symmetric key of the Region, which may be another account's, and " +
			"never changes; without one it is aws/backup of the account and Region.",
		Operations: []string{"CreateBackupVault"},
	})
	VaultMakersMayUseTheKey = rules.Add(kernel.Rule{
		ID: "BKP-KEY-11", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented,
		Source: accessGuide + "; lgallard/terraform-aws-backup, issue 6",
		Says: "Who makes a vault must be allowed kms:CreateGrant, GenerateDataKey, Decrypt, RetireGrant and DescribeKey " +
			"on its key and backup-storage:MountCapsule.",
		Operations: []string{"CreateBackupVault"},
	})
	VaultsAreFew = rules.Add(kernel.Rule{
		ID: "BKP-QUO-01", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotasGuide,
		Also:       []string{"BKP-QUO-03"},
		Says:       "An account has at most 300 vaults in a Region.",
		Operations: []string{"CreateBackupVault"},
	})
)

func (v *vault) arn() string { return v.Place.Account }

// vault returns a vault of the caller whose policy does not deny it the operation
// on the resource, "" for the vault itself.
func (s *Service) vault(c *kernel.Call, name, resource string) (*vault, error) {
	v := s.Vaults.Get(c.Scope(), name)
	if v == nil {
		return nil, c.Refuse(MissingVaultsAreForbidden, noVault)
	}
	_ = c.Require(true, MissingVaultsAreForbidden, "")
	if resource == "" {
		resource = v.arn()
	}
	return v, s.undenied(c, v, resource)
}

func (s *Service) createBackupVault(c *kernel.Call, in *CreateBackupVault) (*CreateBackupVaultOutput, error) {
	other := s.Vaults.See(c.Scope(), in.BackupVaultName)
	if err := c.Require(other == nil, VaultsAreNamedOnce, "Backup vault with the same name already exists"); err != nil {
		return nil, exists(err, other.arn(), other.Asked)
	}
	if err := c.Require(s.Vaults.View(c.Scope()).Len() < maxVaults, VaultsAreFew,
		"The number of vaults is limited to %d.", maxVaults); err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.BackupVaultTags)
	if err != nil {
		return nil, err
	}
	key, err := s.vaultKey(c, in.EncryptionKeyArn)
	if err != nil {
		return nil, err
	}
	v := s.makeVault(c.Scope(), in.BackupVaultName, key)
	v.Asked, v.Tags = in.CreatorRequestId, tags
	return &CreateBackupVaultOutput{BackupVaultArn: v.arn(), BackupVaultName: v.Name, CreationDate: v.Created}, nil
}

// exists adds to an error what there is already, and by which CreatorRequestId it was
// asked for, "" for none.
func exists(err error, arn, asked string) error {
	refusal := err.(*kernel.Error) // the model knows no other
	refusal.Members = []kernel.Member{{Name: "Arn", Text: arn}}
	if asked != "" {
		refusal.Members = append(refusal.Members, kernel.Member{Name: "CreatorRequestId", Text: asked})
	}
	return refusal
}

// makeVault makes a vault, in the place of one whose name is free by a rule that is
// switched off.
func (s *Service) makeVault(at kernel.Scope, name, key string) *vault {
	v := &vault{Scope: at, Name: name, Place: placeOf(at, name), Created: s.env.Now(), Key: key}
	s.Vaults.In(at).Delete(name)
	s.Vaults.In(at).Put(name, v)
	s.tellOfVault(v, "CREATED")
	return v
}

// vaultKey returns the key that a new vault will have.
func (s *Service) vaultKey(c *kernel.Call, name string) (string, error) {
	if err := s.mayMount(c); err != nil {
		return "", err
	}
	if name == "" {
		return s.Keys.Managed(c.Scope(), "backup").String(), nil
	}
	key, err := kernel.ParseARN(name)
	is := err == nil && key.Service == "kms" && strings.HasPrefix(key.Resource, "key/") && key.Region == c.Region &&
		s.Keys.IsSymmetric(key)
	if err := c.Require(is, VaultKeysAreNamedByARN, "Invalid EncryptionKeyArn: %s is not the ARN of a symmetric key in %s.",
		name, c.Region); err != nil {
		return "", err
	}
	if s.Keys.IsManaged(key) {
		return name, nil
	}
	err = s.Keys.May(kms.Use{As: c.Caller, Service: "backup"}, key, "CreateGrant", "GenerateDataKey", "Decrypt",
		"RetireGrant", "DescribeKey")
	return name, c.Require(err == nil, VaultMakersMayUseTheKey, noVault)
}

// mayMount refuses makers of vaults who may not use AWS Backup's storage.
func (s *Service) mayMount(c *kernel.Call) error {
	r, err := s.IAM.Request(c.Caller, "backup-storage:MountCapsule", "*")
	if err != nil {
		return kernel.NewError(AccessDenied, err.Error())
	}
	return c.Require(s.IAM.Identity(r).Effect == policy.Allow, VaultMakersMayUseTheKey, noVault)
}

func (s *Service) describeBackupVault(c *kernel.Call, in *DescribeBackupVault) (*DescribeBackupVaultOutput, error) {
	if in.BackupVaultAccountId != "" && in.BackupVaultAccountId != c.Account {
		return nil, c.Refuse(MissingVaultsAreForbidden, noVault)
	}
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	c.Applies(v.Name == defaultVault, DefaultVaultsAreTheConsoles)
	m := s.showVault(v)
	return &DescribeBackupVaultOutput{
		BackupVaultArn: m.BackupVaultArn, BackupVaultName: m.BackupVaultName, CreationDate: m.CreationDate,
		CreatorRequestId: m.CreatorRequestId, EncryptionKeyArn: m.EncryptionKeyArn, EncryptionKeyType: m.EncryptionKeyType,
		LockDate: m.LockDate, Locked: m.Locked, MaxRetentionDays: m.MaxRetentionDays, MinRetentionDays: m.MinRetentionDays,
		NumberOfRecoveryPoints: m.NumberOfRecoveryPoints, VaultState: m.VaultState, VaultType: m.VaultType,
	}, nil
}

func (s *Service) showVault(v *vault) BackupVaultListMember {
	shown := BackupVaultListMember{
		BackupVaultArn: v.arn(), BackupVaultName: v.Name, CreationDate: v.Created, CreatorRequestId: v.Asked,
		EncryptionKeyArn: v.Key, EncryptionKeyType: s.keyType(v.Key), VaultState: availableVault, VaultType: standardVault,
		NumberOfRecoveryPoints: int64(s.Points.View(v.place()).Len()),
	}
	if l := v.Lock; s.env.Applies(l.On, LocksAreShown) {
		l.show(&shown)
	} else {
		lock{}.show(&shown)
	}
	return shown
}

func (s *Service) listBackupVaults(c *kernel.Call, in *ListBackupVaults) (*ListBackupVaultsOutput, error) {
	of := "vaults " + c.Account + c.Region + string(in.ByVaultType)
	fits := func(*vault) bool { return !in.ByShared && (in.ByVaultType == "" || in.ByVaultType == standardVault) }
	page, next, ok := kernel.Page(c.Env, s.Vaults.View(c.Scope()),
		kernel.Query[vault]{Of: of, Token: in.NextToken, Max: results(in.MaxResults), Match: fits})
	out := &ListBackupVaultsOutput{BackupVaultList: []BackupVaultListMember{}, NextToken: next}
	for _, v := range page {
		out.BackupVaultList = append(out.BackupVaultList, s.showVault(v))
	}
	return out, continued(c, ok)
}

func (s *Service) deleteBackupVault(c *kernel.Call, in *DeleteBackupVault) (*DeleteBackupVaultOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	if err := c.Require(s.Points.View(v.place()).Len() == 0, FilledVaultsStay,
		"Backup vault cannot be deleted because it contains recovery points."); err != nil {
		return nil, coded(err, "ERROR_9101", "")
	}
	if v.Lock.On && !c.Applies(true, LockedVaultsGoWhenEmpty) {
		return nil, c.Refuse(FilledVaultsStay, "Backup vault %s is locked.", v.Name)
	}
	s.Vaults.In(v.Scope).Delete(v.Name)
	s.Requests.In(v.Scope).Delete(v.Request)
	s.tellOfVault(v, "DELETED")
	return &DeleteBackupVaultOutput{}, nil
}

// VisitConsole is what the first visit of the console in a Region does: it makes the
// vault Default, where there is none.
func (s *Service) VisitConsole(at kernel.Scope) {
	if s.env.Applies(s.Vaults.See(at, defaultVault) == nil, DefaultVaultsAreTheConsoles) {
		s.makeVault(at, defaultVault, s.Keys.Managed(at, "backup").String())
	}
}
