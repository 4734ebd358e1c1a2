package backup

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

var restoreOperations = []*kernel.Operation{
	kernel.Op(kernel.Once(tokens, (*Service).startRestoreJob)).MayFail(),
	kernel.Op((*Service).describeRestoreJob),
	kernel.Op((*Service).listRestoreJobs),
	kernel.Op((*Service).getRestoreJobMetadata),
}

// restoreJob is a restore job.
type restoreJob struct {
	ID        string
	Scope     kernel.Scope
	Life      kernel.Life[RestoreJobStatus]
	Of        kernel.Ref // the recovery point, in the table of its vault
	Source    string     // ARN of the resource that was backed up
	Type      string
	Role      string
	Metadata  []tag
	Tags      []tag // of what it makes
	Created   kernel.Time
	Backed    kernel.Time // when the recovery point was created
	Completed kernel.Time
	Size      int64
	Resource  string // ARN of what it makes
	Message   string

	Failure string
	Going   bool // what it makes is still being made
}

// The states of a restore job that the model leads to.
const (
	restorePending   RestoreJobStatus = "PENDING"
	restoreRunning   RestoreJobStatus = "RUNNING"
	restoreCompleted RestoreJobStatus = "COMPLETED"
	restoreFailed    RestoreJobStatus = "FAILED"
)

var restoreLifecycle = kernel.NewLifecycle(kernel.Lifecycle[RestoreJobStatus, restoreJob]{
	Name: "Backup restore job", Start: restorePending, Final: []RestoreJobStatus{restoreCompleted, restoreFailed},
	Rows: []kernel.Row[RestoreJobStatus, restoreJob]{
		{From: restorePending, On: kernel.Elapsed, To: restoreRunning, After: restoreStart, Rule: RestoresRunLater},
		{From: restoreRunning, On: kernel.Elapsed, If: cannotBeRestored, To: restoreFailed, Rule: RestoresFailInTheirJob},
		{From: restoreRunning, On: kernel.Elapsed, If: isBeingRestored, To: restoreRunning, After: restoreLook,
			Rule: RestoresRunLater},
		{From: restoreRunning, On: kernel.Elapsed, To: restoreCompleted, After: restoring, Rule: RestoresRunLater,
			Fails: restoreFailed},
	},
})

var (
	cannotBeRestored = &kernel.Guard[restoreJob]{Name: "it cannot be done",
		Holds: func(j *restoreJob) bool { return j.Failure != "" }}
	isBeingRestored = &kernel.Guard[restoreJob]{Name: "what it makes is still being made",
		Holds: func(j *restoreJob) bool { return j.Going }}
)

var (
	restoreStart = &kernel.Timing{Name: "starting a restore job", Typical: 5 * time.Second, Latest: 30 * time.Minute}
	restoring    = &kernel.Timing{Name: "restoring", Earliest: 5 * time.Second, Typical: 3 * time.Minute,
		Latest: 2 * time.Hour}
	restoreLook = &kernel.Timing{Name: "looking at what is being restored", Earliest: time.Minute, Typical: time.Minute,
		Latest: time.Minute}
)

var restores = kernel.Run(kernel.Engine[RestoreJobStatus, restoreJob]{
	Table: restoreLifecycle,
	Life:  func(j *restoreJob) *kernel.Life[RestoreJobStatus] { return &j.Life },
	Ref:   (*restoreJob).ref,
}, func(s *Service) *kernel.Store[restoreJob] { return &s.Restores }, (*Service).restoreEntered)

// The rules of restoring.
var (
	RestoresRunLater = rules.Add(kernel.Rule{
		ID: "BKP-JOB-05", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A restore job is PENDING, then RUNNING and at last COMPLETED or FAILED; there is none of another state " +
			"to be listed.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"StartRestoreJob", "DescribeRestoreJob", "ListRestoreJobs", "GetRestoreJobMetadata"},
	})
	RestoresFailInTheirJob = rules.Add(kernel.Rule{
		ID: "BKP-JOB-13", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: messagesGuide,
		Says: "What a restore lacks, such as a right of its role or a member of its metadata, fails its job, in the words " +
			"of the service of the resource.",
		Operations: []string{"StartRestoreJob", "DescribeRestoreJob"},
	})
	RestoresStayInTheAccount = rules.Add(kernel.Rule{
		ID: "BKP-COPY-25", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidRequest, AccessDenied}, Evidence: kernel.Documented,
		Source: crossGuide,
		Says: "A recovery point is restored in the account and Region whose vault it is in, and into no other: elsewhere " +
			"only a copy is.",
		Operations: []string{"StartRestoreJob"},
	})
)

func (s *Service) startRestoreJob(c *kernel.Call, in *StartRestoreJob) (*StartRestoreJobOutput, error) {
	p := s.found(c.Scope(), in.RecoveryPointArn)
	if p == nil || p.Life.State != pointCompleted {
		return nil, c.Refuse(RestoresStayInTheAccount, "Cannot find recovery point %s", in.RecoveryPointArn)
	}
	c.Applies(true, RestoresStayInTheAccount)
	if err := s.undenied(c, s.Vaults.Get(c.Scope(), p.Vault.ID), p.ARN); err != nil {
		return nil, err
	}
	if err := c.Require(in.IamRoleArn != "", RequiredMembersAreGiven, RequiredMembersAreGiven.Worded,
		"IamRoleArn"); err != nil {
		return nil, err
	}
	if err := s.checkRole(c, in.IamRoleArn, unassumableRestore); err != nil {
		return nil, err
	}
	if err := c.Require(in.ResourceType == "" || in.ResourceType == p.Type, ResourcesAreOfKnownTypes,
		"Invalid resource type: %s", in.ResourceType); err != nil {
		return nil, err
	}
	j := &restoreJob{
		ID: c.Mint().UUID(), Scope: c.Scope(), Of: p.ref(), Source: p.Resource, Type: p.Type, Role: in.IamRoleArn,
		Metadata: tagList(in.Metadata), Created: c.Now(), Backed: p.Created, Size: p.Size,
	}
	if in.CopySourceTagsToRestoredResource {
		j.Tags = p.Tags
	}
	p.Uses++
	s.Restores.In(j.Scope).Put(j.ID, j)
	s.remember(j.Scope)
	s.restoreMachine.Begin(j)
	s.tellOfRestore(j)
	return &StartRestoreJobOutput{RestoreJobId: j.ID}, nil
}

// restoreEntered is what else happens when a restore job reaches a state.
func (s *Service) restoreEntered(j *restoreJob, from RestoreJobStatus) {
	switch {
	case j.Life.State == restoreRunning && from == restorePending:
		if err := s.restore(j); err != nil {
			j.Failure = s.env.Fail(j.ref(), why(err), RolesNeedTheirRights, err)
			s.env.Schedule(0, restoreLifecycle.Name, j.ref(), j.Life.Stamp)
		}
	case j.Life.State == restoreCompleted, j.Life.State == restoreFailed:
		j.Completed, j.Message = s.env.Now(), j.Failure
		if p := s.Points.Find(j.Of); p != nil {
			p.Uses--
		}
	}
	if j.Life.State != from {
		s.tellOfRestore(j)
	}
}

func (j *restoreJob) ref() kernel.Ref { return kernel.Ref{Scope: j.Scope, ID: j.ID} }

func (j *restoreJob) said(key string) string { return tagMap(j.Metadata)[key] }

// number is a number that the metadata say, nil where they say none.
func (j *restoreJob) number(key string) *int32 {
	n, err := strconv.ParseInt(j.said(key), 10, 32)
	if err != nil {
		return nil
	}
	return new(int32(n))
}

// restore makes the resource under the role of the job.
func (s *Service) restore(j *restoreJob) error {
	p := s.Points.Find(j.Of)
	switch {
	case p == nil:
		return kernel.NewError(InvalidRequest, noPoint)
	case p.Type == EBS:
		return s.restoreVolume(j, p)
	case p.Type == Aurora:
		return s.restoreCluster(j, p)
	}
	if err := s.allowed(j.Role, j.Scope, "elasticfilesystem:Restore", j.Source); err != nil {
		return err
	}
	if err := s.usable(j.Role, j.Scope, p.Key); err != nil {
		return err
	}
	if j.Resource = j.Source; j.said("newFileSystem") != "false" {
		j.Resource = j.Scope.ARN("elasticfilesystem", "file-system/"+s.env.Mint().Hex("fs-")[:20])
	}
	return nil
}

func (s *Service) restoreVolume(j *restoreJob, p *point) error {
	in := &ebs.CreateVolume{SnapshotId: p.id(), AvailabilityZone: j.said("availabilityZone"),
		VolumeType: ebs.VolumeType(j.said("volumeType")), KmsKeyId: j.said("kmsKeyId")}
	if in.AvailabilityZone == "" {
		in.AvailabilityZone = j.Scope.Region + "a"
	}
	in.Size, in.Iops, in.Throughput = j.number("volumeSize"), j.number("iops"), j.number("throughput")
	if encrypted := j.said("encrypted"); encrypted != "" {
		in.Encrypted = new(encrypted == "true" || p.Key != "")
	}
	if len(j.Tags) > 0 {
		in.TagSpecifications = []ebs.TagSpecification{{ResourceType: ebs.VolumeResource}}
		for _, t := range j.Tags {
			in.TagSpecifications[0].Tags = append(in.TagSpecifications[0].Tags, ebs.Tag{Key: t.Key, Value: t.Value})
		}
	}
	out, err := perform[ebs.CreateVolumeOutput](s, j.Role, j.Scope, in)
	if err == nil {
		j.Resource = j.Scope.ARN("ec2", "volume/"+out.VolumeId)
	}
	return err
}

func (s *Service) restoreCluster(j *restoreJob, p *point) error {
	out, err := perform[rds.RestoreDBClusterFromSnapshotOutput](s, j.Role, j.Scope, &rds.RestoreDBClusterFromSnapshot{
		DBClusterIdentifier: j.said("DBClusterIdentifier"), Engine: j.said("Engine"), SnapshotIdentifier: p.ARN,
		KmsKeyId: j.said("KmsKeyId"), DBSubnetGroupName: j.said("DBSubnetGroupName"), EngineVersion: j.said("EngineVersion"),
		Tags: rdsTags(j.Tags),
	})
	if err == nil {
		j.Resource = out.DBCluster.DBClusterArn
	}
	return err
}

// judgeRestore finds out, when a restore job is due, whether its resource is made.
func (s *Service) judgeRestore(due kernel.Event) {
	if due.Topic != restoreLifecycle.Name {
		return
	}
	j := s.Restores.Find(due.Subject)
	if j == nil || j.Life.Stamp != due.Stamp || j.Life.State != restoreRunning || j.Failure != "" {
		return
	}
	state, err := s.stateOf(j)
	switch {
	case err != nil:
		j.Failure = s.env.Fail(j.ref(), why(err), RolesNeedTheirRights, err)
	case state == "error" || state == "failed":
		made, _ := kernel.ParseARN(j.Resource)
		_, id, _ := strings.Cut(made.Resource, "/")
		j.Failure = s.env.Fail(j.ref(), "The restored resource failed.", nil,
			s.env.WhyFailed(kernel.Ref{Scope: j.Scope, ID: id}))
	}
	j.Going = j.Failure == "" && (state == "creating" || state == "pending" || state == "modifying")
}

// stateOf is the state of the resource that a job makes, as its role sees it.
func (s *Service) stateOf(j *restoreJob) (string, error) {
	switch j.Type {
	case EBS:
		_, id, _ := strings.Cut(j.Resource, "volume/")
		out, err := perform[ebs.DescribeVolumesOutput](s, j.Role, j.Scope, &ebs.DescribeVolumes{VolumeIds: []string{id}})
		if err != nil {
			return "", err
		}
		return string(out.Volumes[0].State), nil
	case Aurora:
		out, err := perform[rds.DescribeDBClustersOutput](s, j.Role, j.Scope,
			&rds.DescribeDBClusters{DBClusterIdentifier: j.Resource})
		if err != nil {
			return "", err
		}
		return out.DBClusters[0].Status, nil
	}
	return "", nil
}

func (s *Service) describeRestoreJob(c *kernel.Call, in *DescribeRestoreJob) (*DescribeRestoreJobOutput, error) {
	j, err := s.restoreOf(c, in.RestoreJobId)
	if err != nil {
		return nil, err
	}
	m := j.show()
	return &DescribeRestoreJobOutput{
		AccountId: m.AccountId, BackupSizeInBytes: m.BackupSizeInBytes, BackupVaultArn: m.BackupVaultArn,
		CompletionDate: m.CompletionDate, CreatedResourceArn: m.CreatedResourceArn, CreationDate: m.CreationDate,
		IamRoleArn: m.IamRoleArn, PercentDone: m.PercentDone, RecoveryPointArn: m.RecoveryPointArn,
		RecoveryPointCreationDate: m.RecoveryPointCreationDate, ResourceType: m.ResourceType, RestoreJobId: m.RestoreJobId,
		SourceResourceArn: m.SourceResourceArn, Status: m.Status, StatusMessage: m.StatusMessage,
	}, nil
}

func (s *Service) restoreOf(c *kernel.Call, id string) (*restoreJob, error) {
	j := s.Restores.See(c.Scope(), id)
	if j == nil {
		return nil, c.Refuse(UnknownJobsAreNotFound, "Cannot find restore job %s", id)
	}
	return j, c.Require(true, UnknownJobsAreNotFound, "")
}

func (j *restoreJob) show() RestoreJobsListMember {
	m := RestoreJobsListMember{
		AccountId: j.Scope.Account, BackupVaultArn: j.Of.Scope.Account, CompletionDate: j.Completed, CreationDate: j.Created,
		IamRoleArn: j.Role, PercentDone: "0.00%", RecoveryPointArn: j.Of.ID, RecoveryPointCreationDate: j.Backed,
		ResourceType: j.Type, RestoreJobId: j.ID, SourceResourceArn: j.Source, Status: j.Life.State, StatusMessage: j.Message,
	}
	if j.Life.State == restoreCompleted {
		m.PercentDone, m.BackupSizeInBytes, m.CreatedResourceArn = "100.00%", new(j.Size), j.Resource
	}
	return m
}

func (s *Service) listRestoreJobs(c *kernel.Call, in *ListRestoreJobs) (*ListRestoreJobsOutput, error) {
	filters := *in
	filters.NextToken, filters.MaxResults = "", nil
	since := s.recent()
	page, next, ok := kernel.Page(c.Env, s.Restores.View(c.Scope()), kernel.Query[restoreJob]{
		Of: fmt.Sprint("restores ", c.Account, c.Region, filters), Token: in.NextToken, Max: results(in.MaxResults),
		Falling: true, Match: func(j *restoreJob) bool { return j.Created >= since && in.fits(j) }})
	out := &ListRestoreJobsOutput{RestoreJobs: []RestoreJobsListMember{}, NextToken: next}
	for _, j := range page {
		out.RestoreJobs = append(out.RestoreJobs, j.show())
	}
	return out, continued(c, ok)
}

// fits reports whether a job passes all filters.
func (in *ListRestoreJobs) fits(j *restoreJob) bool {
	return (in.ByAccountId == "" || in.ByAccountId == j.Scope.Account) &&
		(in.ByResourceType == "" || in.ByResourceType == j.Type) && (in.ByStatus == "" || in.ByStatus == j.Life.State) &&
		within(j.Created, in.ByCreatedAfter, in.ByCreatedBefore) &&
		within(j.Completed, in.ByCompleteAfter, in.ByCompleteBefore) && in.ByParentJobId == "" &&
		in.ByRestoreTestingPlanArn == ""
}

func (s *Service) getRestoreJobMetadata(
	c *kernel.Call, in *GetRestoreJobMetadata,
) (*GetRestoreJobMetadataOutput, error) {
	j, err := s.restoreOf(c, in.RestoreJobId)
	if err != nil {
		return nil, err
	}
	return &GetRestoreJobMetadataOutput{Metadata: tagMap(j.Metadata), RestoreJobId: j.ID}, nil
}

func (s *Service) getRecoveryPointRestoreMetadata(
	c *kernel.Call, in *GetRecoveryPointRestoreMetadata,
) (*GetRecoveryPointRestoreMetadataOutput, error) {
	if _, err := s.vaultOf(c, in.BackupVaultName, in.BackupVaultAccountId); err != nil {
		return nil, err
	}
	of, err := s.point(c, in.BackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	out := &GetRecoveryPointRestoreMetadataOutput{BackupVaultArn: of.vault.arn(), RecoveryPointArn: of.ARN,
		ResourceType: of.Type}
	if c.Applies(true, MetadataIsTexts) {
		out.RestoreMetadata = map[string]string{}
		for _, t := range of.metadata() {
			if t.Value != "" {
				out.RestoreMetadata[t.Key] = t.Value
			}
		}
	}
	return out, nil
}

// metadata is what a recovery point is restored by as it was.
func (p *point) metadata() []tag {
	if !isFull(p.Type) {
		return p.Meta
	}
	_, id, _ := strings.Cut(p.Resource, "file-system/")
	return []tag{{"file-system-id", id}, {"Encrypted", "true"}, {"newFileSystem", "false"}}
}
