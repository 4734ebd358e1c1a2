package backup

import (
	"fmt"

	"github.com/shareproof/shareproof/model/kernel"
)

var pointOperations = []*kernel.Operation{
	kernel.Op((*Service).describeRecoveryPoint),
	kernel.Op((*Service).listRecoveryPointsByBackupVault),
	kernel.Op((*Service).listRecoveryPointsByResource),
	kernel.Op((*Service).deleteRecoveryPoint),
	kernel.Op((*Service).updateRecoveryPointLifecycle),
	kernel.Op((*Service).disassociateRecoveryPoint).AlwaysRefused(),
	kernel.Op((*Service).getRecoveryPointRestoreMetadata),
}

// The rules of recovery points in vaults.
var (
	PointsAreInTheirVault = rules.Add(kernel.Rule{
		ID: "BKP-COPY-21", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidRequest}, Evidence: kernel.Inferred, Source: serviceModel,
		Says: "A recovery point that is not in the named vault of the caller is not found.",
		Operations: []string{"DescribeRecoveryPoint", "DeleteRecoveryPoint", "UpdateRecoveryPointLifecycle",
			"GetRecoveryPointRestoreMetadata", "DisassociateRecoveryPoint", "StartCopyJob"},
	})
	PointsShowTheirKey = rules.Add(kernel.Rule{
		ID: "BKP-RP-11", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Also: []string{"BKP-RP-03"},
		Says: "A recovery point shows whether it is encrypted and by which key, its StorageClass, and, where it is a copy, " +
			"the vault of its source; without encryption it shows no key, and where it was made no source vault.",
		Operations: []string{"DescribeRecoveryPoint", "ListRecoveryPointsByBackupVault"},
	})
	ForeignResourcesAreForbidden = rules.Add(kernel.Rule{
		ID: "BKP-RP-13", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Recorded,
		Source:     "boto/boto3, issue 2797; turbot/steampipe-plugin-aws, pull request 1371",
		Says:       "Whose resource AWS Backup does not see for the caller, of that it lists no recovery points, with status 403.",
		Operations: []string{"ListRecoveryPointsByResource"},
	})
	LockedPointsStay = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-03", Kind: kernel.Refusal, Error: InvalidRequest,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidParameterValue, InvalidResourceState},
		Evidence: kernel.Documented, Source: lockGuide + "; by which error is a guess",
		Says: "In a locked vault nobody deletes a recovery point or changes its lifecycle, whatever the mode, during the " +
			"grace time too.",
		Operations: []string{"DeleteRecoveryPoint", "UpdateRecoveryPointLifecycle"},
	})
	ColdPointsStayCold = rules.Add(kernel.Rule{
		ID: "BKP-LC-06", Kind: kernel.Refusal, Error: InvalidRequest,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.Documented, Source: serviceModel,
		Says: "A new lifecycle takes the place of the former one, values left out too; of a recovery point in cold storage " +
			"MoveToColdStorageAfterDays does not change.",
		Operations: []string{"UpdateRecoveryPointLifecycle"},
	})
	SnapshotsAreNotHandedBack = rules.Add(kernel.Rule{
		ID: "BKP-RP-08", Kind: kernel.Refusal, Error: InvalidRequest,
		Or: []*kernel.ErrorShape{InvalidResourceState, InvalidParameterValue}, Evidence: kernel.Documented,
		Source: serviceModel,
		Says: "Only continuous recovery points, of which a world has none, are handed back to their service: others are " +
			"deleted.",
		Operations: []string{"DisassociateRecoveryPoint", "DeleteRecoveryPoint"},
	})
	MetadataIsTexts = rules.Add(kernel.Rule{
		ID: "BKP-RP-12", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     eventsGuide + "; AWS Backup Developer Guide, restoring-aur",
		Says:       "What a recovery point is restored by is a map of texts; truths are true and false, lists are JSON.",
		Operations: []string{"GetRecoveryPointRestoreMetadata"},
	})
)

// vaultOf returns a vault of the caller, as vault does; another account's is none.
func (s *Service) vaultOf(c *kernel.Call, name, account string) (*vault, error) {
	if account != "" && account != c.Account {
		return nil, c.Refuse(MissingVaultsAreForbidden, noVault)
	}
	return s.vault(c, name, "")
}

// point returns a recovery point of a vault of the caller.
func (s *Service) point(c *kernel.Call, vault, arn string) (*vaultPoint, error) {
	v, err := s.vault(c, vault, arn)
	if err != nil {
		return nil, err
	}
	p := s.Points.Get(v.place(), arn)
	if p == nil {
		return nil, c.Refuse(PointsAreInTheirVault, "Cannot find recovery point %s in backup vault %s", arn, v.Name)
	}
	return &vaultPoint{v, p}, c.Require(true, PointsAreInTheirVault, "")
}

// vaultPoint is a recovery point and its vault.
type vaultPoint struct {
	*vault
	*point
}

func (s *Service) describeRecoveryPoint(
	c *kernel.Call, in *DescribeRecoveryPoint,
) (*DescribeRecoveryPointOutput, error) {
	if _, err := s.vaultOf(c, in.BackupVaultName, in.BackupVaultAccountId); err != nil {
		return nil, err
	}
	of, err := s.point(c, in.BackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	m := s.showPoint(of.point)
	out := &DescribeRecoveryPointOutput{
		BackupSizeInBytes: m.BackupSizeInBytes, BackupVaultArn: m.BackupVaultArn, BackupVaultName: m.BackupVaultName,
		CalculatedLifecycle: m.CalculatedLifecycle, CompletionDate: m.CompletionDate, CreatedBy: m.CreatedBy,
		CreationDate: m.CreationDate, EncryptionKeyArn: m.EncryptionKeyArn, EncryptionKeyType: m.EncryptionKeyType,
		IamRoleArn: m.IamRoleArn, InitiationDate: m.InitiationDate, IsEncrypted: m.IsEncrypted, Lifecycle: m.Lifecycle,
		RecoveryPointArn: m.RecoveryPointArn, ResourceArn: m.ResourceArn, ResourceType: m.ResourceType,
		SourceBackupVaultArn: m.SourceBackupVaultArn, Status: m.Status, StatusMessage: m.StatusMessage,
		StorageClass: "WARM", VaultType: m.VaultType,
	}
	if of.Cold {
		out.StorageClass = "COLD"
	}
	return out, nil
}

func (s *Service) showPoint(p *point) RecoveryPointByBackupVault {
	m := RecoveryPointByBackupVault{
		BackupSizeInBytes: new(p.Size), BackupVaultArn: p.Place.Account, BackupVaultName: p.Vault.ID,
		CalculatedLifecycle: p.calculated(), CompletionDate: p.Completed, CreatedBy: another(p.By), CreationDate: p.Created,
		IamRoleArn: p.Role, InitiationDate: p.Created, Lifecycle: copied(p.Lifecycle), RecoveryPointArn: p.ARN,
		ResourceArn: p.Resource, ResourceType: p.Type, Status: p.Life.State, StatusMessage: p.Message,
		VaultType: standardVault,
	}
	if s.env.Applies(true, PointsShowTheirKey) {
		m.IsEncrypted, m.EncryptionKeyArn, m.SourceBackupVaultArn = p.Key != "", p.Key, p.From
		m.EncryptionKeyType = s.keyType(p.Key)
	}
	return m
}

// keyType tells whose a key is, "" for none.
func (s *Service) keyType(name string) EncryptionKeyType {
	switch key, err := kernel.ParseARN(name); {
	case err != nil:
		return ""
	case s.Keys.IsManaged(key):
		return awsKey
	}
	return customersKey
}

func (p *point) calculated() *CalculatedLifecycle {
	if p.Ends == 0 && p.Cools == 0 {
		return nil
	}
	return &CalculatedLifecycle{DeleteAt: p.Ends, MoveToColdStorageAt: p.Cools}
}

func (s *Service) listRecoveryPointsByBackupVault(
	c *kernel.Call, in *ListRecoveryPointsByBackupVault,
) (*ListRecoveryPointsByBackupVaultOutput, error) {
	v, err := s.vaultOf(c, in.BackupVaultName, in.BackupVaultAccountId)
	if err != nil {
		return nil, err
	}
	filters := *in
	filters.NextToken, filters.MaxResults = "", nil
	of := fmt.Sprint("points ", c.Account, c.Region, filters)
	page, next, ok := kernel.Page(c.Env, s.Points.View(v.place()),
		kernel.Query[point]{Of: of, Token: in.NextToken, Max: results(in.MaxResults), Match: in.fits})
	out := &ListRecoveryPointsByBackupVaultOutput{RecoveryPoints: []RecoveryPointByBackupVault{}, NextToken: next}
	for _, p := range page {
		out.RecoveryPoints = append(out.RecoveryPoints, s.showPoint(p))
	}
	return out, continued(c, ok)
}

// fits reports whether a recovery point passes all filters.
func (in *ListRecoveryPointsByBackupVault) fits(p *point) bool {
	return (in.ByResourceArn == "" || in.ByResourceArn == p.Resource) &&
		(in.ByResourceType == "" || in.ByResourceType == p.Type) &&
		(in.ByBackupPlanId == "" || p.By != nil && p.By.BackupPlanId == in.ByBackupPlanId) &&
		(in.ByCreatedAfter == 0 || p.Created > in.ByCreatedAfter) &&
		(in.ByCreatedBefore == 0 || p.Created < in.ByCreatedBefore) && in.ByParentRecoveryPointArn == ""
}

func (s *Service) listRecoveryPointsByResource(
	c *kernel.Call, in *ListRecoveryPointsByResource,
) (*ListRecoveryPointsByResourceOutput, error) {
	place := ofResource(c.Scope(), in.ResourceArn)
	arn, err := kernel.ParseARN(in.ResourceArn)
	seen := err == nil && (arn.Account == c.Account || s.ByResource.View(place).Len() > 0)
	if err := c.Require(seen, ForeignResourcesAreForbidden, noVault); err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.ByResource.View(place), kernel.Query[home]{
		Of: "points of " + place.Account + place.Region, Token: in.NextToken, Max: results(in.MaxResults)})
	out := &ListRecoveryPointsByResourceOutput{RecoveryPoints: []RecoveryPointByResource{}, NextToken: next}
	for _, h := range page {
		m := s.showPoint(s.at(c.Scope(), h))
		out.RecoveryPoints = append(out.RecoveryPoints, RecoveryPointByResource{
			BackupSizeBytes: m.BackupSizeInBytes, BackupVaultName: m.BackupVaultName, CreationDate: m.CreationDate,
			EncryptionKeyArn: m.EncryptionKeyArn, EncryptionKeyType: m.EncryptionKeyType,
			RecoveryPointArn: m.RecoveryPointArn, Status: m.Status, StatusMessage: m.StatusMessage, VaultType: m.VaultType,
		})
	}
	return out, continued(c, ok)
}

// at returns the recovery point of a home, to be looked at only.
func (s *Service) at(owner kernel.Scope, h *home) *point {
	return s.Points.See(placeOf(owner, h.Vault), h.ARN)
}

// found returns the recovery point of an ARN that is in some vault of an account and
// Region, nil where there is none.
func (s *Service) found(owner kernel.Scope, arn string) *point {
	h := s.Homes.See(owner, arn)
	if h == nil {
		return nil
	}
	return s.Points.Get(placeOf(owner, h.Vault), arn)
}

func (s *Service) deleteRecoveryPoint(
	c *kernel.Call, in *DeleteRecoveryPoint,
) (*DeleteRecoveryPointOutput, error) {
	of, err := s.point(c, in.BackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	if err := of.unlocked(c); err != nil {
		return nil, err
	}
	p := of.point
	if err := c.Require(p.Uses == 0, BusyPointsStay, "%s", points.Says(p, "")); err != nil {
		return nil, err
	}
	if err := s.pointMachine.Check(p, "DeleteRecoveryPoint"); err != nil {
		return nil, err
	}
	c.Applies(true, SnapshotsAreNotHandedBack)
	p.Kept = s.discard(p) != nil
	return &DeleteRecoveryPointOutput{}, s.pointMachine.Fire(p, "DeleteRecoveryPoint")
}

// unlocked refuses to change what a locked vault keeps.
func (of *vaultPoint) unlocked(c *kernel.Call) error {
	return c.Require(!of.Lock.On, LockedPointsStay,
		"Backup vault %s is locked: its recovery points can be neither deleted nor changed.", of.Name)
}

func (s *Service) updateRecoveryPointLifecycle(
	c *kernel.Call, in *UpdateRecoveryPointLifecycle,
) (*UpdateRecoveryPointLifecycleOutput, error) {
	of, err := s.point(c, in.BackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	if err := of.unlocked(c); err != nil {
		return nil, err
	}
	if err := checkLifecycle(c, in.Lifecycle, false); err != nil {
		return nil, err
	}
	p := of.point
	same := !p.Cold || in.Lifecycle.cools(p.Created) == p.Cools
	if err := c.Require(same, ColdPointsStayCold, "Recovery point %s is in cold storage: MoveToColdStorageAfterDays "+
		"cannot be changed.", p.ARN); err != nil {
		return nil, err
	}
	s.live(p, copied(in.Lifecycle))
	return &UpdateRecoveryPointLifecycleOutput{BackupVaultArn: of.vault.arn(), CalculatedLifecycle: p.calculated(),
		Lifecycle: copied(p.Lifecycle), RecoveryPointArn: p.ARN}, nil
}

// copied returns a lifecycle of its own, so that nobody writes into what is kept.
func copied(l *Lifecycle) *Lifecycle {
	if l == nil {
		return nil
	}
	own := *l
	for _, n := range []**int64{&own.DeleteAfterDays, &own.MoveToColdStorageAfterDays} {
		if *n != nil {
			*n = new(**n)
		}
	}
	if own.OptInToArchiveForSupportedResources != nil {
		own.OptInToArchiveForSupportedResources = new(*l.OptInToArchiveForSupportedResources)
	}
	return &own
}

// another returns a copy of what an answer shows, so that whoever gets the answer may write
// into it.
func another[T any](of *T) *T {
	if of == nil {
		return nil
	}
	return new(*of)
}

func (s *Service) disassociateRecoveryPoint(
	c *kernel.Call, in *DisassociateRecoveryPoint,
) (*DisassociateRecoveryPointOutput, error) {
	of, err := s.point(c, in.BackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	return nil, c.Refuse(SnapshotsAreNotHandedBack, "Recovery point %s is not a continuous backup.", of.ARN)
}
