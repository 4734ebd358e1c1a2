package backup

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/rds"
)

// The rules of making backups.
var (
	VaultsOfJobsExist = rules.Add(kernel.Rule{
		ID: "BKP-VLT-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide,
		Says:       "A job into a vault that was deleted fails; the plan that it is of stays.",
		Operations: []string{"StartBackupJob", "DeleteBackupVault"},
	})
	PointsKeepTheirSourcesKey = rules.Add(kernel.Rule{
		ID: "BKP-KEY-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide, Seed: seed,
		Says: "A recovery point of a type with full management is encrypted by the key of its vault, whatever key its " +
			"resource has; of another type it keeps the key of its resource, or stays unencrypted as that is.",
		Operations: []string{"StartBackupJob", "DescribeRecoveryPoint"},
	})
	VaultKeysAreUsable = rules.Add(kernel.Rule{
		ID: "BKP-KEY-09", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide + "; " + messagesGuide,
		Says: "AWS Backup needs kms:CreateGrant, GenerateDataKey and Decrypt on the key of a vault: a key that is disabled, " +
			"pending deletion or denied to the role fails the job.",
		Operations: []string{"StartBackupJob", "StartCopyJob"},
	})
	LockedVaultsBoundRetention = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: lockGuide + "; " + messagesGuide,
		Also: []string{"BKP-COPY-16", "BKP-LOCK-07"},
		Says: "A backup or copy into a locked vault fails where it would be kept shorter than MinRetentionDays or longer " +
			"than MaxRetentionDays, as without end; the bounds themselves will do, and what was there before is not touched.",
		Operations: []string{"StartBackupJob", "StartCopyJob"},
	})
	TagsComeAlong = rules.Add(kernel.Rule{
		ID: "BKP-COPY-34", Kind: kernel.Effect, Evidence: kernel.Documented, Source: tagsGuide,
		Says: "A recovery point has the tags of its resource and those of the job or plan, which come first where keys are " +
			"the same; a copy has those of its source.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "ListTags"},
	})
)

// working leads from a snapshot that is being made to the job that it is made for.
type working struct {
	ID  string // the snapshot's
	For kernel.Ref
	waiter
}

const (
	unusableKey = "KMS key is either disabled or pending deletion or access to KMS key is denied"
	badRange    = "The retention specified in the job is not within the range specified for the target Backup Vault."
	tooManyTags = "The resultant tag set must not have more than 50 user tags."
)

// made is a backup in the making.
type made struct {
	arn  string
	key  string // ARN
	size int64
	tags []tag
	meta []tag
}

// run does the work of a job that is RUNNING by now.
func (s *Service) run(j *job) {
	j.Began = s.env.Now()
	left := j.completeBy().Sub(j.Began)
	if left < kernel.Day {
		s.nudgeJob(j, left)
	}
	if left <= 0 {
		return
	}
	p, err := s.make(j)
	if err != "" {
		j.Failure = err
		s.nudgeJob(j, 0)
		return
	}
	j.Point, j.Size, j.Key = p.ARN, p.Size, p.Key
}

// make makes the recovery point of a job, or says why it cannot.
func (s *Service) make(j *job) (p *point, failure string) {
	v := s.Vaults.Get(j.At, j.Vault)
	if v == nil {
		if !s.env.Applies(true, VaultsOfJobsExist) {
			return nil, "Backup job failed."
		}
		return nil, s.env.Fail(j.ref(), "Could not find cryopod "+j.Vault, VaultsOfJobsExist, nil)
	}
	if s.env.Applies(!v.Lock.fits(j.Lifecycle.retention()), LockedVaultsBoundRetention) {
		return nil, s.env.Fail(j.ref(), "Backup job failed. "+badRange, LockedVaultsBoundRetention, nil)
	}
	m, err := s.back(j, v)
	if s.env.Applies(err != nil, RolesNeedTheirRights) || err != nil {
		return nil, s.env.Fail(j.ref(), why(err), RolesNeedTheirRights, err)
	}
	p = &point{
		ARN: m.arn, Resource: j.Resource, Type: j.Type, Created: j.Created, Role: j.Role, By: j.By, Key: m.key,
		Size: m.size, Tags: m.tags, Meta: m.meta,
	}
	s.put(v, p)
	s.live(p, j.Lifecycle)
	return p, ""
}

// back makes the backup itself under the role of the job.
func (s *Service) back(j *job, v *vault) (made, error) {
	switch j.Type {
	case EBS:
		return s.backVolume(j)
	case Aurora:
		return s.backCluster(j)
	}
	as, err := s.as(j.Role, j.At)
	if err != nil {
		return made{}, errUnassumable
	}
	if err := s.may(as, "elasticfilesystem:Backup", j.Resource, nil); err != nil {
		return made{}, err
	}
	return made{arn: j.Own, key: v.Key, tags: j.Tags}, s.mayUse(as, v.Key)
}

// usable reports whether a role may use the key of a vault as AWS Backup needs it.
func (s *Service) usable(role string, at kernel.Scope, name string) error {
	if _, err := kernel.ParseARN(name); err != nil {
		return nil
	}
	as, err := s.as(role, at)
	if err != nil {
		return errUnassumable
	}
	return s.mayUse(as, name)
}

// mayUse is usable for somebody who works under the role already.
func (s *Service) mayUse(as kernel.Caller, name string) error {
	key, err := kernel.ParseARN(name)
	if err != nil {
		return nil
	}
	err = s.Keys.May(kms.Use{As: as, Service: "backup"}, key, "CreateGrant", "GenerateDataKey", "Decrypt")
	if s.env.Applies(err != nil, VaultKeysAreUsable) {
		return kernel.Because(kernel.NewError(InvalidRequest, unusableKey), err)
	}
	return nil
}

// with returns the tags of a resource and those of a job, which come first; too many
// are none.
func (s *Service) with(resource, own []tag) ([]tag, error) {
	if !s.env.Applies(true, TagsComeAlong) {
		return own, nil
	}
	var all []tag
	for _, t := range resource {
		if !strings.HasPrefix(strings.ToLower(t.Key), "aws:") {
			all = append(all, t)
		}
	}
	if len(own) > 0 {
		all = tagList(tagMap(kernel.Merged(all, own, func(t tag) string { return t.Key })))
	}
	if s.env.Applies(len(all) > maxTags, TagsAreBounded) {
		return nil, kernel.NewError(InvalidRequest, tooManyTags)
	}
	return all, nil
}

func (s *Service) backVolume(j *job) (m made, err error) {
	_, id, _ := strings.Cut(j.Resource, "volume/")
	out, err := perform[ebs.DescribeVolumesOutput](s, j.Role, j.At, &ebs.DescribeVolumes{VolumeIds: []string{id}})
	if err != nil {
		return m, err
	}
	v := out.Volumes[0]
	var tags []tag
	for _, t := range v.Tags {
		tags = append(tags, tag{t.Key, t.Value})
	}
	if tags, err = s.with(tags, j.Tags); err != nil {
		return m, err
	}
	sn, err := perform[ebs.CreateSnapshotOutput](s, j.Role, j.At, &ebs.CreateSnapshot{
		VolumeId: id, Description: "This snapshot is created by the AWS Backup service.",
		TagSpecifications: ebsTags(tags, j.Resource),
	})
	if err != nil {
		return m, err
	}
	s.works(j.At, sn.SnapshotId, j.ref(), j.waiter())
	return made{arn: ebsARN(j.At, sn.SnapshotId), key: s.shownKey(sn.KmsKeyId), size: int64(sn.VolumeSize) << 30,
		tags: tags, meta: ebsMeta(sn, &v)}, nil
}

// ebsMeta is what a recovery point keeps of its volume for a restore, in the order of
// the keys.
func ebsMeta(sn *ebs.CreateSnapshotOutput, v *ebs.Volume) []tag {
	meta := []tag{{"encrypted", fmt.Sprint(sn.Encrypted)}}
	paced := v.VolumeType.TakesIops() && v.Iops != nil
	if paced {
		meta = append(meta, tag{"iops", fmt.Sprint(*v.Iops)})
	}
	meta = append(meta, tag{"kmsKeyId", sn.KmsKeyId})
	if paced && v.Throughput != nil {
		meta = append(meta, tag{"throughput", fmt.Sprint(*v.Throughput)})
	}
	return append(meta, tag{"volumeSize", fmt.Sprint(v.Size)}, tag{"volumeType", string(v.VolumeType)})
}

// ebsTags are the tags of a snapshot that AWS Backup makes of a resource.
func ebsTags(tags []tag, resource string) []ebs.TagSpecification {
	all := []ebs.Tag{{Key: "aws:backup:source-resource", Value: resource}}
	for _, t := range tags {
		all = append(all, ebs.Tag{Key: t.Key, Value: t.Value})
	}
	return []ebs.TagSpecification{{ResourceType: ebs.SnapshotResource, Tags: all}}
}

// ebsARN is the ARN of a snapshot, which names no account.
func ebsARN(at kernel.Scope, id string) string {
	return kernel.ARN{Partition: kernel.Partition(at.Region), Service: "ec2", Region: at.Region,
		Resource: "snapshot/" + id}.String()
}

// shownKey is the key of what another service made.
func (s *Service) shownKey(key string) string {
	if s.env.Applies(true, PointsKeepTheirSourcesKey) {
		return key
	}
	return ""
}

func (s *Service) backCluster(j *job) (m made, err error) {
	out, err := perform[rds.DescribeDBClustersOutput](s, j.Role, j.At,
		&rds.DescribeDBClusters{DBClusterIdentifier: j.Resource})
	if err != nil {
		return m, err
	}
	cl := out.DBClusters[0]
	var tags []tag
	for _, t := range cl.TagList {
		tags = append(tags, tag{t.Key, t.Value})
	}
	if tags, err = s.with(tags, j.Tags); err != nil {
		return m, err
	}
	got, err := perform[rds.CreateDBClusterSnapshotOutput](s, j.Role, j.At, &rds.CreateDBClusterSnapshot{
		DBClusterIdentifier: cl.DBClusterIdentifier, DBClusterSnapshotIdentifier: "awsbackup:job-" + j.ID, Tags: rdsTags(tags),
	})
	if err != nil {
		return m, err
	}
	sn := got.DBClusterSnapshot
	s.works(j.At, sn.DBClusterSnapshotIdentifier, j.ref(), j.waiter())
	return made{arn: sn.DBClusterSnapshotArn, key: s.shownKey(sn.KmsKeyId), tags: tags, meta: []tag{
		{"DBClusterIdentifier", cl.DBClusterIdentifier}, {"DBSubnetGroupName", cl.DBSubnetGroup}, {"Engine", cl.Engine},
		{"EngineMode", cl.EngineMode}, {"EngineVersion", cl.EngineVersion}, {"Port", fmt.Sprint(kernel.Value(cl.Port))},
	}}, nil
}

func rdsTags(tags []tag) (all []rds.Tag) {
	for _, t := range tags {
		all = append(all, rds.Tag{Key: t.Key, Value: t.Value})
	}
	return all
}

// works notes for which job a snapshot is made.
func (s *Service) works(at kernel.Scope, snapshot string, ref kernel.Ref, w waiter) {
	s.Working.In(at).Put(snapshot, &working{snapshot, ref, w})
}

// SnapshotSettled is told by EC2 and RDS of the snapshots that AWS Backup makes.
// What follows is put on the agenda: whoever tells is not done yet.
func (s *Service) SnapshotSettled(at kernel.Scope, id, failure string) {
	w := s.Working.See(at, id)
	if w == nil {
		return
	}
	s.Working.In(at).Delete(id)
	if j := s.Jobs.Find(w.For); !w.Copies && j != nil && j.Life.State == jobRunning {
		if j.Done, j.Failure = failure == "", failure; failure != "" {
			s.env.Fail(j.ref(), failure, nil, s.env.WhyFailed(kernel.Ref{Scope: at, ID: id}))
		}
		s.nudgeJob(j, 0)
	}
	if j := s.CopyJobs.Find(w.For); w.Copies && j != nil && j.Life.State == copyRunning {
		if failure == keyInaccessible && !s.env.Applies(true, SourceKeysAreShared) {
			failure = ""
		}
		if j.Done, j.Failure = failure == "", failure; failure != "" {
			s.env.Fail(j.ref(), failure, SourceKeysAreShared, s.env.WhyFailed(kernel.Ref{Scope: at, ID: id}))
		}
		s.nudgeCopy(j, 0)
	}
}
