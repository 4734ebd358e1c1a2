package backup

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of what all jobs show.
var (
	UnknownJobsAreNotFound = rules.Add(kernel.Rule{
		ID: "BKP-COPY-24", Kind: kernel.Refusal, Error: ResourceNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A job that is unknown to the account and Region, or long over, is not found.",
		Operations: []string{"DescribeCopyJob", "DescribeBackupJob", "DescribeRestoreJob", "StopBackupJob",
			"GetRestoreJobMetadata"},
	})
	MessagesHaveCategories = rules.Add(kernel.Rule{
		ID: "BKP-JOB-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + messagesGuide,
		Also: []string{"BKP-COPY-38"},
		Says: "The messages of jobs are of categories, by which listings select: SUCCESS for jobs that went well, " +
			"AccessDenied for those about rights, organization and default keys, MISCELLANEOUS for texts of no documented " +
			"category; ANY selects them all.",
		Operations: []string{"DescribeBackupJob", "DescribeCopyJob", "ListBackupJobs", "ListCopyJobs"},
	})
	JobsAreListedForAMonth = rules.Add(kernel.Rule{
		ID: "BKP-COPY-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "Jobs are listed for 30 days, those of last first.",
		Operations: []string{"ListBackupJobs", "ListCopyJobs", "ListRestoreJobs"},
	})
)

// category is that of a job's message, "" while the job is not over.
func category(succeeded bool, message string) string {
	switch {
	case succeeded && message == "":
		return "SUCCESS"
	case message == "":
		return ""
	case strings.HasPrefix(message, "Access Denied") || message == notInOrganization || message == defaultVaultKey ||
		message == defaultKeyEBS || message == defaultKeyAurora || message == insufficient:
		return "AccessDenied"
	}
	return "MISCELLANEOUS"
}

// shownCategory is the category that a job shows.
func (s *Service) shownCategory(succeeded bool, message string) string {
	if !s.env.Applies(true, MessagesHaveCategories) {
		return ""
	}
	return category(succeeded, message)
}

// isCategory reports whether a listing for a category has a job of another one.
func isCategory(asked, is string) bool {
	return asked == "" || asked == "ANY" || strings.EqualFold(asked, is)
}

// listed is how long jobs are listed.
const listed = 30 * 24 * time.Hour

// recent is the moment since which jobs are listed.
func (s *Service) recent() kernel.Time { return s.env.Now().Add(-listed) }

// forgetting is the topic of an account's old jobs in a Region.
const forgetting = "old backup jobs are forgotten"

// remember has the jobs of an account in a Region forgotten day by day.
func (s *Service) remember(at kernel.Scope) {
	if s.Forgetting.See(at, at.Region) == nil {
		s.Forgetting.In(at).Put(at.Region, &at)
		s.env.Schedule(kernel.Day, forgetting, kernel.Ref{Scope: at, ID: at.Region}, 0)
	}
}

// forget drops the jobs that are no longer listed, and goes on as long as there are
// others.
func (s *Service) forget(at kernel.Scope) {
	since := s.recent()
	old(s.Jobs.Of(at), func(j *job) (string, bool) { return j.ID, j.Completed != 0 && j.Created < since })
	old(s.CopyJobs.Of(at), func(j *copyJob) (string, bool) { return j.ID, j.Completed != 0 && j.Created < since })
	old(s.Restores.Of(at), func(j *restoreJob) (string, bool) { return j.ID, j.Completed != 0 && j.Created < since })
	if s.Jobs.View(at).Len()+s.CopyJobs.View(at).Len()+s.Restores.View(at).Len() == 0 {
		s.Forgetting.In(at).Delete(at.Region)
		return
	}
	s.env.Schedule(kernel.Day, forgetting, kernel.Ref{Scope: at, ID: at.Region}, 0)
}

// old deletes what is over of a table. Jobs are made in the order of time, so that it
// looks no further than to the first one that is not.
func old[R any](all *kernel.Table[R], over func(*R) (id string, is bool)) {
	var gone []string
	for r := range all.All {
		id, is := over(r)
		if !is {
			break
		}
		gone = append(gone, id)
	}
	for _, id := range gone {
		all.Delete(id)
	}
}
