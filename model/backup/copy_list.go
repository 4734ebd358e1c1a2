package backup

import (
	"fmt"

	"github.com/shareproof/shareproof/model/kernel"
)

var copyOperations = []*kernel.Operation{
	kernel.Op(kernel.Once(tokens, (*Service).startCopyJob)).MayFail(),
	kernel.Op((*Service).describeCopyJob),
	kernel.Op((*Service).listCopyJobs),
}

// The rules of asking for copies.
var (
	DestinationsAreVaultARNs = rules.Add(kernel.Rule{
		ID: "BKP-COPY-22", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{ResourceNotFound},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A copy goes to the vault of an ARN, which names its account and Region; the job shows the account of the " +
			"source, both vaults and recovery points, the resource, the role, and the ARN of the copy once it is made.",
		Operations: []string{"StartCopyJob", "DescribeCopyJob"},
	})
	CopiesOfPlansSaySo = rules.Add(kernel.Rule{
		ID: "BKP-COPY-23", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says:       "CreatedByBackupJobId is shown of copies that a plan makes, and not of those by StartCopyJob.",
		Operations: []string{"DescribeCopyJob", "ListCopyJobs"},
	})
)

func (s *Service) startCopyJob(c *kernel.Call, in *StartCopyJob) (*StartCopyJobOutput, error) {
	of, err := s.point(c, in.SourceBackupVaultName, in.RecoveryPointArn)
	if err != nil {
		return nil, err
	}
	_, name := targetOf(in.DestinationBackupVaultArn)
	if err := c.Require(name != "", DestinationsAreVaultARNs, "Invalid backup vault ARN: %s",
		in.DestinationBackupVaultArn); err != nil {
		return nil, err
	}
	ready := of.point.Life.State == pointCompleted
	if err := c.Require(ready, PointsAreInTheirVault, "Recovery point %s is %s and cannot be copied.", of.ARN,
		of.point.Life.State); err != nil {
		return nil, err
	}
	if err := s.checkRole(c, in.IamRoleArn, unassumable); err != nil {
		return nil, err
	}
	if err := checkLifecycle(c, in.Lifecycle, false); err != nil {
		return nil, err
	}
	j := s.beginCopy(&copyOrder{At: c.Scope(), Source: of.point, To: in.DestinationBackupVaultArn, Role: in.IamRoleArn,
		Lifecycle: copied(in.Lifecycle)})
	return &StartCopyJobOutput{CopyJobId: j.ID, CreationDate: j.Created}, nil
}

func (s *Service) describeCopyJob(c *kernel.Call, in *DescribeCopyJob) (*DescribeCopyJobOutput, error) {
	j := s.CopyJobs.See(c.Scope(), in.CopyJobId)
	if j == nil {
		return nil, c.Refuse(UnknownJobsAreNotFound, "Cannot find copy job %s", in.CopyJobId)
	}
	c.Applies(true, UnknownJobsAreNotFound)
	shown := s.showCopy(j)
	return &DescribeCopyJobOutput{&shown}, nil
}

func (s *Service) showCopy(j *copyJob) CopyJob {
	m := CopyJob{
		AccountId: j.Scope.Account, CompletionDate: j.Completed, CopyJobId: j.ID, CreatedBy: another(j.By),
		CreationDate: j.Created, DestinationBackupVaultArn: j.To,
		DestinationRecoveryPointLifecycle: copied(j.Lifecycle), IamRoleArn: j.Role,
		MessageCategory: s.shownCategory(j.Life.State == copyCompleted, j.Message), ResourceArn: j.Resource,
		ResourceType:         j.Type,
		SourceBackupVaultArn: j.From, SourceRecoveryPointArn: j.Of.ID, State: j.Life.State, StatusMessage: j.Message,
	}
	if s.env.Applies(j.Backup != "", CopiesOfPlansSaySo) {
		m.CreatedByBackupJobId = j.Backup
	}
	if j.Life.State == copyCompleted {
		m.BackupSizeInBytes, m.DestinationRecoveryPointArn = new(j.Size), j.Copy
		m.DestinationEncryptionKeyArn, m.DestinationVaultType = j.Key, string(standardVault)
	}
	return m
}

func (s *Service) listCopyJobs(c *kernel.Call, in *ListCopyJobs) (*ListCopyJobsOutput, error) {
	filters := *in
	filters.NextToken, filters.MaxResults = "", nil
	since := s.recent()
	page, next, ok := kernel.Page(c.Env, s.CopyJobs.View(c.Scope()), kernel.Query[copyJob]{
		Of: fmt.Sprint("copies ", c.Account, c.Region, filters), Token: in.NextToken, Max: results(in.MaxResults),
		Falling: true, Match: func(j *copyJob) bool {
			return s.env.Applies(j.Created >= since, JobsAreListedForAMonth) && in.fits(j)
		}})
	out := &ListCopyJobsOutput{CopyJobs: []CopyJob{}, NextToken: next}
	for _, j := range page {
		out.CopyJobs = append(out.CopyJobs, s.showCopy(j))
	}
	return out, continued(c, ok)
}

// fits reports whether a job passes all filters.
func (in *ListCopyJobs) fits(j *copyJob) bool {
	return (in.ByAccountId == "" || in.ByAccountId == j.Scope.Account) &&
		(in.ByDestinationVaultArn == "" || in.ByDestinationVaultArn == j.To) &&
		(in.ByResourceArn == "" || in.ByResourceArn == j.Resource) &&
		(in.ByResourceType == "" || in.ByResourceType == j.Type) &&
		(in.BySourceRecoveryPointArn == "" || in.BySourceRecoveryPointArn == j.Of.ID) &&
		(in.ByState == "" || in.ByState == j.Life.State) &&
		isCategory(in.ByMessageCategory, category(j.Life.State == copyCompleted, j.Message)) &&
		within(j.Created, in.ByCreatedAfter, in.ByCreatedBefore) &&
		within(j.Completed, in.ByCompleteAfter, in.ByCompleteBefore) && in.ByParentJobId == ""
}
