package backup

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// order is a backup that somebody asks for: a caller by StartBackupJob, or a rule of
// a plan.
type order struct {
	At       kernel.Scope // the account and Region of vault and resource
	Vault    string       // its name
	Resource string       // ARN
	Role     string       // ARN
	// Lifecycle and Tags are those of the recovery point. What a Lifecycle points to
	// is never written into.
	Lifecycle *Lifecycle
	Tags      []tag
	// By is the plan and rule, nil for a caller's order.
	By *RecoveryPointCreator
	// Start and Complete are the windows, from Scheduled on; zero stands for 8 hours
	// and 7 days.
	Scheduled       kernel.Time
	Start, Complete time.Duration
	// Copies are made of the recovery point once the job is completed.
	Copies []CopyAction
}

// job is a backup job.
type job struct {
	order
	ID        string
	Place     kernel.Scope // of the table of the vault's points
	Life      kernel.Life[BackupJobState]
	Type      string
	Created   kernel.Time
	Began     kernel.Time // when it was RUNNING, 0 before
	Completed kernel.Time
	Point     string // ARN, "" before there is one
	Own       string // the ARN that a recovery point of AWS Backup's own will have, "" for others
	Size      int64
	Key       string
	Message   string

	Waiting bool   // for another job of the resource
	Failure string // why it fails
	Done    bool   // the snapshot is made
}

// The states of a backup job that the model leads to: PARTIAL is for backups of
// several resources.
const (
	jobCreated   BackupJobState = "CREATED"
	jobPending   BackupJobState = "PENDING"
	jobRunning   BackupJobState = "RUNNING"
	jobAborting  BackupJobState = "ABORTING"
	jobAborted   BackupJobState = "ABORTED"
	jobCompleted BackupJobState = "COMPLETED"
	jobFailed    BackupJobState = "FAILED"
	jobExpired   BackupJobState = "EXPIRED"
)

var jobLifecycle = kernel.NewLifecycle(kernel.Lifecycle[BackupJobState, job]{
	Name: "Backup job", Start: jobCreated,
	Final: []BackupJobState{jobCompleted, jobFailed, jobAborted, jobExpired},
	Rows: []kernel.Row[BackupJobState, job]{
		{From: jobCreated, On: kernel.Elapsed, If: isLate, To: jobExpired, Rule: JobsStartInTheirWindow},
		{From: jobCreated, On: kernel.Elapsed, If: isNext, To: jobPending, After: jobStart, Rule: JobsRunLater},
		{From: jobPending, On: kernel.Elapsed, To: jobRunning, After: jobPreparation, Rule: JobsRunLater},
		{From: jobRunning, On: kernel.Elapsed, If: isFailing, To: jobFailed, Rule: RolesNeedTheirRights},
		{From: jobRunning, On: kernel.Elapsed, If: ranOut, To: jobAborted, Rule: JobsCompleteInTheirWindow},
		{From: jobRunning, On: kernel.Elapsed, If: hasSnapshot, To: jobCompleted, Rule: JobsRunLater},
		{From: jobRunning, On: kernel.Elapsed, If: isOwn, To: jobCompleted, After: ownBackup, Rule: JobsRunLater,
			Fails: jobFailed},
		{From: jobAborting, On: kernel.Elapsed, To: jobAborted, After: jobAbortion, Rule: JobsAreStopped},

		{From: jobCreated, On: "StopBackupJob", To: jobAborting},
		{From: jobPending, On: "StopBackupJob", To: jobAborting},
		{From: jobRunning, On: "StopBackupJob", To: jobAborting},
		{On: "StopBackupJob", To: kernel.Refused, Rule: JobsAreStopped},
	},
})

var (
	isLate = &kernel.Guard[job]{Name: "its start window is over", Holds: func(j *job) bool { return j.Failure == late }}
	isNext = &kernel.Guard[job]{Name: "no other job works for its resource",
		Holds: func(j *job) bool { return !j.Waiting && j.Failure != late }}
	isFailing = &kernel.Guard[job]{Name: "it cannot be done",
		Holds: func(j *job) bool { return j.Failure != "" && j.Failure != late }}
	ranOut = &kernel.Guard[job]{Name: "its completion window is over",
		Holds: func(j *job) bool { return j.Failure == late }}
	hasSnapshot = &kernel.Guard[job]{Name: "its snapshot is made", Holds: func(j *job) bool { return j.Done }}
	isOwn       = &kernel.Guard[job]{Name: "AWS Backup makes the backup itself",
		Holds: func(j *job) bool { return isFull(j.Type) }}
)

// late is the failure of jobs whose windows are over.
const late = "Backup job expired before completion."

var (
	jobStart = &kernel.Timing{Name: "starting a backup job", Earliest: time.Second, Typical: 10 * time.Second,
		Latest: 30 * time.Minute}

	jobPreparation = &kernel.Timing{Name: "preparing a backup job", Earliest: 3 * time.Second, Typical: 5 * time.Second,
		Latest: 10 * time.Minute}
	ownBackup = &kernel.Timing{Name: "backing a file system up", Earliest: 90 * time.Second, Typical: 2 * time.Minute,
		Latest: 2 * time.Hour}
	jobAbortion = &kernel.Timing{Name: "stopping a backup job", Typical: 10 * time.Second, Latest: 10 * time.Minute}
)

var jobs = kernel.Run(kernel.Engine[BackupJobState, job]{
	Table: jobLifecycle,
	Life:  func(j *job) *kernel.Life[BackupJobState] { return &j.Life },
	Ref:   (*job).ref,
	Says: func(j *job, _ string) string {
		return "Backup job " + j.ID + " is " + string(j.Life.State) + " and cannot be stopped."
	},
}, func(s *Service) *kernel.Store[job] { return &s.Jobs }, (*Service).jobEntered)

// The windows of jobs that say nothing else.
const (
	startWindow    = 8 * time.Hour
	completeWindow = 7 * kernel.Day
)

// The rules of a backup job's life.
var (
	JobsRunLater = rules.Add(kernel.Rule{
		ID: "BKP-JOB-01", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Evidence: kernel.SDKModel, Source: serviceModel + "; " + eventsGuide,
		Also: []string{"BKP-JOB-08", "BKP-JOB-11"},
		Says: "A backup job is CREATED, PENDING and RUNNING before it is COMPLETED; how long that takes is not documented " +
			"but for the hour within which it runs. Only then it shows its recovery point, size and completion. There is no " +
			"job of another state to be listed.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"StartBackupJob", "DescribeBackupJob", "ListBackupJobs"},
	})
	JobsStartInTheirWindow = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-03", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel,
		Says: "A job starts within its StartWindowMinutes, 60 to 52560000 and by default 480, or is EXPIRED; StartBy " +
			"shows until when.",
		Operations: []string{"StartBackupJob"},
	})
	JobsCompleteInTheirWindow = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + messagesGuide,
		Says: "A job that is not completed within its completion window, by default 7 days, is cancelled: from its " +
			"scheduled time on for StartBackupJob, from its start on by a rule.",
		Operations: []string{"StartBackupJob"},
	})
	CopiesFollowBackups = rules.Add(kernel.Rule{
		ID: "BKP-COPY-39", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: planGuide + "; " + crossGuide,
		Also: []string{"BKP-COPY-31"},
		Says: "The copies of a plan begin when their backup job is COMPLETED, one for each destination, in as many " +
			"accounts as there are; of a backup that failed there is none.",
		Operations: []string{"StartBackupJob", "StartCopyJob"},
	})
	JobsAreStopped = rules.Add(kernel.Rule{
		ID: "BKP-JOB-02", Kind: kernel.Refusal, Error: InvalidRequest,
		Or: []*kernel.ErrorShape{InvalidParameterValue}, Evidence: kernel.Documented, Source: serviceModel,
		Says: "A job that is not over is stopped: it is ABORTING and then ABORTED; that of an Aurora cluster, and one that " +
			"is over, cannot be stopped.",
		Operations: []string{"StopBackupJob"},
	})
)

func (j *job) ref() kernel.Ref { return kernel.Ref{Scope: j.At, ID: j.ID} }

func (j *job) waiter() waiter { return waiter{ID: j.ID} }

// begin begins a backup job and returns it. Whatever is wrong with the order shows in
// the job: nothing of it is refused here.
func (s *Service) begin(o *order) *job {
	j := &job{order: *o, ID: s.env.Mint().UUID(), Created: s.env.Now(), Place: placeOf(o.At, o.Vault)}
	if j.Scheduled == 0 {
		j.Scheduled = j.Created
	}
	if j.Start == 0 {
		j.Start = startWindow
	}
	if j.Complete == 0 {
		j.Complete = completeWindow
	}
	if arn, err := kernel.ParseARN(o.Resource); err == nil {
		j.Type = typeOf(arn)
	}
	if isFull(j.Type) {
		service := "backup"
		if !s.env.Applies(true, FullyManagedTypesAreBackups) {
			service = "elasticfilesystem"
		}
		j.Own = j.At.ARN(service, "recovery-point:"+s.env.Mint().UUID())
	}
	s.Jobs.In(j.At).Put(j.ID, j)
	s.remember(j.At)
	j.Waiting = !s.enter(j.At, j.Resource, j.waiter())
	s.jobMachine.Begin(j)
	s.tellOfJob(j)
	if j.Waiting {
		s.nudgeJob(j, j.startBy().Sub(s.env.Now()))
	}
	return j
}

// startBy is when the start window of a job ends.
func (j *job) startBy() kernel.Time { return j.Scheduled.Add(j.Start) }

func (s *Service) nudgeJob(j *job, d time.Duration) {
	s.env.Schedule(max(d, 0), jobLifecycle.Name, j.ref(), j.Life.Stamp)
}

// judgeJob finds out, when a job is due, whether a window of it is over.
func (s *Service) judgeJob(due kernel.Event) {
	if due.Topic != jobLifecycle.Name {
		return
	}
	j := s.Jobs.Find(due.Subject)
	if j == nil || j.Life.Stamp != due.Stamp || j.Failure != "" || j.Done {
		return
	}
	switch now := s.env.Now(); {
	case j.Life.State == jobCreated && now >= j.startBy():
		j.Failure = s.env.Fail(j.ref(), late, JobsStartInTheirWindow, nil)
	case j.Life.State == jobRunning && now >= j.completeBy():
		j.Failure = s.env.Fail(j.ref(), late, JobsCompleteInTheirWindow, nil)
	}
}

// completeBy is when the completion window of a running job ends.
func (j *job) completeBy() kernel.Time {
	if j.By == nil {
		return j.Scheduled.Add(j.Complete)
	}
	return j.Began.Add(j.Complete)
}

// jobEntered is what else happens when a backup job reaches a state.
func (s *Service) jobEntered(j *job, _ BackupJobState) {
	switch j.Life.State {
	case jobRunning:
		s.run(j)
	case jobAborting:
		s.drop(j)
		s.leave(j.At, j.Resource, j.waiter())
	case jobCompleted:
		s.complete(j)
	case jobFailed, jobExpired, jobAborted:
		if j.Message = j.Failure; j.Message == "" && j.Life.State == jobFailed {
			j.Message = "The backup failed."
		}
		s.drop(j)
		j.Completed = s.env.Now()
		s.leave(j.At, j.Resource, j.waiter())
	}
	s.tellOfJob(j)
}

// drop takes back the recovery point that a job does not complete.
func (s *Service) drop(j *job) {
	if p := s.Points.Get(j.Place, j.Point); p != nil {
		s.Working.In(j.At).Delete(p.id())
		_ = s.discard(p) // what its role cannot delete stays in the service of the resource
		s.remove(p)
	}
	j.Point = ""
}

// complete ends a job whose backup is made, and has it copied.
func (s *Service) complete(j *job) {
	j.Completed = s.env.Now()
	p := s.Points.Get(j.Place, j.Point)
	s.leave(j.At, j.Resource, j.waiter())
	if p == nil {
		return
	}
	s.finish(p)
	if !s.env.Applies(len(j.Copies) > 0, CopiesFollowBackups) {
		return
	}
	for i := range j.Copies {
		s.beginCopy(&copyOrder{At: j.At, Source: p, To: j.Copies[i].DestinationBackupVaultArn, Role: j.Role,
			Lifecycle: j.Copies[i].Lifecycle, By: j.By, Backup: j.ID})
	}
}
