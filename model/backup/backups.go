package backup

import (
	"fmt"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

var jobOperations = []*kernel.Operation{
	kernel.Op(kernel.Once(tokens, (*Service).startBackupJob)).MayFail(),
	kernel.Op((*Service).describeBackupJob),
	kernel.Op((*Service).listBackupJobs),
	kernel.Op((*Service).stopBackupJob),
}

const (
	leastStart   = 60
	longestStart = 52560000 // minutes, 100 years
)

func (s *Service) startBackupJob(c *kernel.Call, in *StartBackupJob) (*StartBackupJobOutput, error) {
	arn, err := kernel.ParseARN(in.ResourceArn)
	own := err == nil && arn.Scope() == c.Scope() && typeOf(arn) != ""
	if err := c.Require(own, ResourcesAreOfKnownTypes, "Invalid ARN or unsupported resource type: %s",
		in.ResourceArn); err != nil {
		return nil, err
	}
	if in.Index != "" || in.LogicallyAirGappedBackupVaultArn != "" || len(in.BackupOptions) > 0 {
		return nil, kernel.NewError(InvalidParameterValue,
			"StartBackupJob: indexes, logically air-gapped vaults and BackupOptions are not modelled.")
	}
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	if err := s.checkRole(c, in.IamRoleArn, unassumable); err != nil {
		return nil, err
	}
	if err := checkLifecycle(c, in.Lifecycle, false); err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.RecoveryPointTags)
	if err != nil {
		return nil, err
	}
	o := &order{At: c.Scope(), Vault: v.Name, Resource: in.ResourceArn, Role: in.IamRoleArn,
		Lifecycle: copied(in.Lifecycle), Tags: tags}
	if o.Start, err = startsWithin(c, in.StartWindowMinutes); err != nil {
		return nil, err
	}
	if o.Complete, err = completesWithin(c, in.CompleteWindowMinutes); err != nil {
		return nil, err
	}
	j := s.begin(o)
	return &StartBackupJobOutput{BackupJobId: j.ID, CreationDate: j.Created, RecoveryPointArn: j.Own}, nil
}

// startsWithin reads a start window, 0 where there is none.
func startsWithin(c *kernel.Call, minutes *int64) (time.Duration, error) {
	fits := minutes == nil || *minutes >= leastStart && *minutes <= longestStart
	return window(minutes), c.Require(fits, JobsStartInTheirWindow,
		"StartWindowMinutes must be between %d and %d.", leastStart, longestStart)
}

// completesWithin reads a completion window, 0 where there is none.
func completesWithin(c *kernel.Call, minutes *int64) (time.Duration, error) {
	fits := minutes == nil || *minutes > 0 && *minutes <= longestStart
	return window(minutes), c.Require(fits, JobsStartInTheirWindow,
		"CompleteWindowMinutes must be between 1 and %d.", longestStart)
}

func window(minutes *int64) time.Duration {
	return time.Duration(min(max(kernel.Value(minutes), 0), longestStart)) * time.Minute
}

// job returns a backup job of the caller.
func (s *Service) job(c *kernel.Call, id string) (*job, error) {
	j := s.Jobs.Get(c.Scope(), id)
	if j == nil {
		return nil, c.Refuse(UnknownJobsAreNotFound, "Cannot find backup job %s", id)
	}
	return j, c.Require(true, UnknownJobsAreNotFound, "")
}

func (s *Service) describeBackupJob(c *kernel.Call, in *DescribeBackupJob) (*DescribeBackupJobOutput, error) {
	j, err := s.job(c, in.BackupJobId)
	if err != nil {
		return nil, err
	}
	m := s.showJob(j)
	return &DescribeBackupJobOutput{
		AccountId: m.AccountId, BackupJobId: m.BackupJobId, BackupSizeInBytes: m.BackupSizeInBytes,
		BackupVaultArn: m.BackupVaultArn, BackupVaultName: m.BackupVaultName, CompletionDate: m.CompletionDate,
		CreatedBy: m.CreatedBy, CreationDate: m.CreationDate, EncryptionKeyArn: m.EncryptionKeyArn,
		IamRoleArn: m.IamRoleArn, IsEncrypted: m.IsEncrypted, InitiationDate: m.InitiationDate,
		MessageCategory: m.MessageCategory, PercentDone: m.PercentDone, RecoveryPointArn: m.RecoveryPointArn,
		RecoveryPointLifecycle: m.RecoveryPointLifecycle, ResourceArn: m.ResourceArn, ResourceType: m.ResourceType,
		StartBy: m.StartBy, State: m.State, StatusMessage: m.StatusMessage, VaultType: m.VaultType,
	}, nil
}

func (s *Service) showJob(j *job) BackupJob {
	m := BackupJob{
		AccountId: j.At.Account, BackupJobId: j.ID, BackupVaultArn: j.Place.Account,
		BackupVaultName: j.Vault, CompletionDate: j.Completed, CreatedBy: another(j.By), CreationDate: j.Created,
		IamRoleArn: j.Role, InitiationDate: j.Scheduled, PercentDone: "0.0", RecoveryPointLifecycle: copied(j.Lifecycle),
		ResourceArn: j.Resource, ResourceType: j.Type, StartBy: j.startBy(), State: j.Life.State, StatusMessage: j.Message,
		VaultType: string(standardVault), MessageCategory: s.shownCategory(j.Life.State == jobCompleted, j.Message),
	}
	if j.Life.State == jobCompleted {
		m.PercentDone, m.RecoveryPointArn, m.BackupSizeInBytes = "100.0", j.Point, new(j.Size)
		m.IsEncrypted, m.EncryptionKeyArn = j.Key != "", j.Key
	}
	return m
}

func (s *Service) listBackupJobs(c *kernel.Call, in *ListBackupJobs) (*ListBackupJobsOutput, error) {
	filters := *in
	filters.NextToken, filters.MaxResults = "", nil
	since := s.recent()
	page, next, ok := kernel.Page(c.Env, s.Jobs.View(c.Scope()), kernel.Query[job]{
		Of: fmt.Sprint("jobs ", c.Account, c.Region, filters), Token: in.NextToken, Max: results(in.MaxResults), Falling: true,
		Match: func(j *job) bool { return j.Created >= since && in.fits(j) }})
	out := &ListBackupJobsOutput{BackupJobs: []BackupJob{}, NextToken: next}
	for _, j := range page {
		out.BackupJobs = append(out.BackupJobs, s.showJob(j))
	}
	return out, continued(c, ok)
}

// fits reports whether a job passes all filters.
func (in *ListBackupJobs) fits(j *job) bool {
	return (in.ByAccountId == "" || in.ByAccountId == j.At.Account) &&
		(in.ByBackupVaultName == "" || in.ByBackupVaultName == j.Vault) &&
		(in.ByResourceArn == "" || in.ByResourceArn == j.Resource) &&
		(in.ByResourceType == "" || in.ByResourceType == j.Type) &&
		(in.ByState == "" || in.ByState == j.Life.State) &&
		isCategory(in.ByMessageCategory, category(j.Life.State == jobCompleted, j.Message)) &&
		within(j.Created, in.ByCreatedAfter, in.ByCreatedBefore) &&
		within(j.Completed, in.ByCompleteAfter, in.ByCompleteBefore) && in.ByParentJobId == ""
}

// within reports whether a moment lies between two others, of which zero is none.
func within(t, after, before kernel.Time) bool {
	return (after == 0 || t > after) && (before == 0 || t != 0 && t < before)
}

func (s *Service) stopBackupJob(c *kernel.Call, in *StopBackupJob) (*StopBackupJobOutput, error) {
	j, err := s.job(c, in.BackupJobId)
	if err != nil {
		return nil, err
	}
	over := j.Completed != 0 || j.Type == Aurora
	if err := c.Require(!over, JobsAreStopped, "%s", jobs.Says(j, "")); err != nil {
		return nil, err
	}
	return &StopBackupJobOutput{}, s.jobMachine.Fire(j, "StopBackupJob")
}
