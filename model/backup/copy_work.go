package backup

import (
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// The rules of how copies are made.
var (
	SnapshotsAreLentForCopies = rules.Add(kernel.Rule{
		ID: "BKP-COPY-15", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: crossGuide + "; " + fieldReport,
		Also: []string{"KMS-XSV-05"},
		Says: "For types without full management a copy across accounts shares the source's snapshot with the destination " +
			"account while the job runs; there the service-linked role AWSServiceRoleForBackup copies it, and then the " +
			"share is taken back.",
		Operations: []string{"StartCopyJob"},
	})
	SourceKeysAreShared = rules.Add(kernel.Rule{
		ID: "BKP-KEY-06", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: "the seed; " + fieldReport, Seed: seed,
		Also: []string{"BKP-COPY-35"},
		Says: "The customer managed key of a source must be open to the destination account by its policy: otherwise the " +
			"copy is FAILED with the text of the service of the resource.",
		Operations: []string{"StartCopyJob"},
	})
	CopiesHaveTheVaultsKey = rules.Add(kernel.Rule{
		ID: "BKP-KEY-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Also: []string{"BKP-KEY-03", "KMS-XSV-06"},
		Says: "A copy is encrypted by the key of its vault, also where its source is not encrypted; only unencrypted " +
			"Aurora clusters stay so. Of types with full management that key may be aws/backup.",
		Operations: []string{"StartCopyJob"},
	})
)

// keyInaccessible is how EC2 says that whoever copies may not use a key.
const keyInaccessible = "Given key ID is not accessible"

// copy does the work of a copy job that is RUNNING by now.
func (s *Service) copy(j *copyJob) {
	p, v := s.Points.Find(j.Of), s.target(j)
	if p == nil || v == nil {
		j.Failure = s.env.Fail(j.ref(), noPoint, nil, errNoPoint)
		s.nudgeCopy(j, 0)
		return
	}
	role := j.Role
	if v.Scope.Account != j.Scope.Account {
		role = s.linked(v.Scope)
	}
	m, err := s.transfer(j, p, v, role)
	if err != nil {
		if j.Failure = why(err); isDenied(err) {
			j.Failure = accessDenied
		}
		s.env.Fail(j.ref(), j.Failure, RolesNeedTheirRights, err)
		s.nudgeCopy(j, 0)
		return
	}
	c := &point{
		ARN: m.arn, Resource: p.Resource, Type: p.Type, Created: p.Created, Role: role, By: j.By, Key: m.key, Size: p.Size,
		Tags: p.Tags, Meta: p.Meta, From: p.Place.Account,
	}
	if !s.env.Applies(true, CopiesAgeAsTheirSource) {
		c.Created = s.env.Now()
	}
	if p.From != "" {
		c.From = p.From
	}
	s.put(v, c)
	s.live(c, j.lasts(p))
	j.Copy, j.Key, j.Size = c.ARN, c.Key, c.Size
}

// transfer makes the copy itself under a role of the destination's account.
func (s *Service) transfer(j *copyJob, p *point, v *vault, role string) (made, error) {
	if isFull(p.Type) {
		arn := v.Scope.ARN("backup", "recovery-point:"+s.env.Mint().UUID())
		return made{arn: arn, key: s.keyOfCopy(p, v)}, s.usable(role, v.Scope, v.Key)
	}
	if v.Scope.Account != j.Scope.Account && s.env.Applies(true, SnapshotsAreLentForCopies) {
		if err := s.share(j, p, v.Scope.Account); err != nil {
			return made{}, err
		}
		j.Shared = true
	}
	if p.Type == EBS {
		return s.copyVolume(j, p, v, role)
	}
	return s.copyCluster(j, p, v, role)
}

// keyOfCopy is the key that a copy is encrypted by, "" for none. The key aws/backup is
// nothing to other services, which take their own default key then.
func (s *Service) keyOfCopy(p *point, v *vault) string {
	if !s.env.Applies(true, CopiesHaveTheVaultsKey) {
		return p.Key
	}
	key, _ := kernel.ParseARN(v.Key)
	switch {
	case isFull(p.Type):
		return v.Key
	case p.Type == Aurora && p.Key == "":
		return ""
	case s.Keys.IsManaged(key) && p.Type == Aurora:
		return "alias/aws/rds"
	case s.Keys.IsManaged(key):
		return "alias/aws/ebs"
	}
	return v.Key
}

// share lets the destination account see the source's snapshot, and unshare ends that.
func (s *Service) share(j *copyJob, p *point, account string) error {
	return s.permit(j, p, ebs.Add, account)
}

func (s *Service) unshare(j *copyJob) error {
	to, _ := targetOf(j.To)
	p := s.Points.Find(j.Of)
	if p == nil {
		return nil
	}
	j.Shared = false
	return s.permit(j, p, ebs.Remove, to.Account)
}

func (s *Service) permit(j *copyJob, p *point, how ebs.OperationType, account string) (err error) {
	if p.Type == EBS {
		_, err = perform[ebs.ModifySnapshotAttributeOutput](s, j.Role, j.Scope, &ebs.ModifySnapshotAttribute{
			SnapshotId: p.id(), Attribute: ebs.CreateVolumePermissionAttribute, OperationType: how, UserIds: []string{account},
		})
		return err
	}
	in := &rds.ModifyDBClusterSnapshotAttribute{DBClusterSnapshotIdentifier: p.id(), AttributeName: "restore"}
	if how == ebs.Add {
		in.ValuesToAdd = []string{account}
	} else {
		in.ValuesToRemove = []string{account}
	}
	_, err = perform[rds.ModifyDBClusterSnapshotAttributeOutput](s, j.Role, j.Scope, in)
	return err
}

func (s *Service) copyVolume(j *copyJob, p *point, v *vault, role string) (m made, err error) {
	key := s.keyOfCopy(p, v)
	in := &ebs.CopySnapshot{
		SourceRegion: p.owner().Region, SourceSnapshotId: p.id(), Description: "This snapshot is created by the AWS Backup service.",
		TagSpecifications: ebsTags(s.carried(p), p.Resource), KmsKeyId: key,
	}
	if key != "" {
		in.Encrypted = new(true)
	}
	out, err := perform[ebs.CopySnapshotOutput](s, role, v.Scope, in)
	if err != nil {
		return m, err
	}
	s.works(v.Scope, out.SnapshotId, j.ref(), j.waiter())
	return made{arn: ebsARN(v.Scope, out.SnapshotId), key: s.resolved(v.Scope, key)}, nil
}

// resolved is the ARN of a key that a service's alias names.
func (s *Service) resolved(at kernel.Scope, name string) string {
	switch name {
	case "alias/aws/ebs":
		return s.Keys.Managed(at, "ebs").String()
	case "alias/aws/rds":
		return s.Keys.Managed(at, "rds").String()
	}
	return name
}

// carried are the tags that a copy has of its source.
func (s *Service) carried(p *point) []tag {
	if s.env.Applies(true, TagsComeAlong) {
		return p.Tags
	}
	return nil
}

func (s *Service) copyCluster(j *copyJob, p *point, v *vault, role string) (m made, err error) {
	key := s.keyOfCopy(p, v)
	out, err := perform[rds.CopyDBClusterSnapshotOutput](s, role, v.Scope, &rds.CopyDBClusterSnapshot{
		SourceDBClusterSnapshotIdentifier: p.ARN, TargetDBClusterSnapshotIdentifier: "awsbackup:job-" + j.ID,
		KmsKeyId: key, Tags: rdsTags(s.carried(p)),
	})
	if err != nil {
		return m, err
	}
	sn := out.DBClusterSnapshot
	s.works(v.Scope, sn.DBClusterSnapshotIdentifier, j.ref(), j.waiter())
	return made{arn: sn.DBClusterSnapshotArn, key: sn.KmsKeyId}, nil
}
