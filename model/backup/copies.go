package backup

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// copyOrder is a copy that somebody asks for: a caller by StartCopyJob, or a rule of
// a plan.
type copyOrder struct {
	At        kernel.Scope // the account and Region of the source
	Source    *point
	To        string // the ARN of the destination vault
	Role      string // ARN
	Lifecycle *Lifecycle
	By        *RecoveryPointCreator
	Backup    string // the ID of the backup job, by a plan
}

// copyJob is a copy job.
type copyJob struct {
	ID        string
	Scope     kernel.Scope // of the source
	Life      kernel.Life[CopyJobState]
	Of        kernel.Ref // the source point, in the table of its vault
	From      string     // the ARN of its vault
	Resource  string
	Type      string
	To        string // the ARN of the destination vault
	Role      string
	Lifecycle *Lifecycle // as it was asked for
	By        *RecoveryPointCreator
	Backup    string
	Created   kernel.Time
	Completed kernel.Time
	Copy      string // the ARN of the copy, "" before there is one
	Key       string // ARN of the copy's key, "" for none
	Size      int64
	Message   string

	Waiting bool // for another job of the resource
	Failure string
	Done    bool // the snapshot is copied
	Shared  bool // the source snapshot is shared with the destination account
}

// The states of a copy job that the model leads to: PARTIAL is for copies of several
// resources.
const (
	copyCreated   CopyJobState = "CREATED"
	copyRunning   CopyJobState = "RUNNING"
	copyCompleted CopyJobState = "COMPLETED"
	copyFailed    CopyJobState = "FAILED"
)

var copyLifecycle = kernel.NewLifecycle(kernel.Lifecycle[CopyJobState, copyJob]{
	Name: "Backup copy job", Start: copyCreated, Final: []CopyJobState{copyCompleted, copyFailed},
	Equivalents: []kernel.Equivalent{
		{Because: "A copy job that begins again though it cannot be done fails at once.", Mutants: []string{
			"RUNNING on time, if it cannot be done, to FAILED, leads to CREATED",
		}},
	},
	Rows: []kernel.Row[CopyJobState, copyJob]{
		{From: copyCreated, On: kernel.Elapsed, If: cannotBeCopied, To: copyFailed, Rule: CopiesFailInTheirJob},
		{From: copyCreated, On: kernel.Elapsed, If: hasItsTurn, To: copyRunning, After: copyStart, Rule: CopiesRunLater},
		{From: copyRunning, On: kernel.Elapsed, If: cannotBeCopied, To: copyFailed, Rule: CopiesFailInTheirJob},
		{From: copyRunning, On: kernel.Elapsed, If: isCopied, To: copyCompleted, Rule: CopiesRunLater},
		{From: copyRunning, On: kernel.Elapsed, If: isCopiedHere, To: copyCompleted, After: ownCopy, Rule: CopiesRunLater,
			Fails: copyFailed},
	},
})

var (
	cannotBeCopied = &kernel.Guard[copyJob]{Name: "it cannot be done",
		Holds: func(j *copyJob) bool { return j.Failure != "" }}
	hasItsTurn = &kernel.Guard[copyJob]{Name: "no other job works for its resource",
		Holds: func(j *copyJob) bool { return !j.Waiting }}
	isCopied     = &kernel.Guard[copyJob]{Name: "its snapshot is copied", Holds: func(j *copyJob) bool { return j.Done }}
	isCopiedHere = &kernel.Guard[copyJob]{Name: "AWS Backup makes the copy itself",
		Holds: func(j *copyJob) bool { return isFull(j.Type) }}
)

var (
	copyStart = &kernel.Timing{Name: "starting a copy job", Earliest: time.Second,
		Typical: 10 * time.Second, Latest: 30 * time.Minute}
	ownCopy = &kernel.Timing{Name: "copying a file system's backup", Earliest: 5 * time.Second,
		Typical: 90 * time.Second, Latest: time.Hour}
)

var copyJobs = kernel.Run(kernel.Engine[CopyJobState, copyJob]{
	Table: copyLifecycle,
	Life:  func(j *copyJob) *kernel.Life[CopyJobState] { return &j.Life },
	Ref:   (*copyJob).ref,
}, func(s *Service) *kernel.Store[copyJob] { return &s.CopyJobs }, (*Service).copyEntered)

// The rules of a copy job's life.
var (
	CopiesRunLater = rules.Add(kernel.Rule{
		ID: "BKP-COPY-05", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Evidence: kernel.SDKModel, Source: serviceModel + "; " + eventsGuide,
		Also: []string{"BKP-COPY-07"},
		Says: "A copy job is CREATED, then RUNNING and at last COMPLETED or FAILED, and cannot be stopped; there is none " +
			"of another state to be listed.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"StartCopyJob", "DescribeCopyJob", "ListCopyJobs"},
	})
	CopiesFailInTheirJob = rules.Add(kernel.Rule{
		ID: "BKP-COPY-02", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: messagesGuide,
		Also: []string{"BKP-COPY-33", "BKP-COPY-36", "BKP-COPY-37"},
		Says: "Whatever a copy lacks, its call succeeds and the job is FAILED with a StatusMessage that says what, with or " +
			"without a full stop at its end; in which order it is asked for is not documented.",
		Operations: []string{"StartCopyJob", "DescribeCopyJob"},
	})
	CopiesAgeAsTheirSource = rules.Add(kernel.Rule{
		ID: "BKP-COPY-11", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide, Also: []string{"BKP-COPY-12"},
		Says: "A copy has the creation date of its source, from which its days count; where it says nothing of its " +
			"deletion, or never, it is kept as long as the source, and not longer.",
		Operations: []string{"StartCopyJob", "DescribeRecoveryPoint"},
	})
	CopiesOfAResourceAreFew = rules.Add(kernel.Rule{
		ID: "BKP-QUO-02", Kind: kernel.Quota, Evidence: kernel.Documented, Source: quotasGuide + "; " + messagesGuide,
		Also:       []string{"BKP-COPY-28"},
		Says:       "Of a resource 30 copies wait at most; a further one is FAILED.",
		Operations: []string{"StartCopyJob"},
	})
	RolesUnshare = rules.Add(kernel.Rule{
		ID: "BKP-COPY-14", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
		Says: "Where the role of a copy across accounts is deleted while it runs, the copy is made and the source's " +
			"snapshot stays shared with the destination account: StatusMessage is Failed to unshare snapshot, the job " +
			"COMPLETED or FAILED.",
		Operations: []string{"StartCopyJob", "DescribeCopyJob"},
	})
)

func (j *copyJob) ref() kernel.Ref { return kernel.Ref{Scope: j.Scope, ID: j.ID} }

func (j *copyJob) waiter() waiter { return waiter{true, j.ID} }

// beginCopy begins a copy job and returns it. Whatever is wrong with the order shows
// in the job.
func (s *Service) beginCopy(o *copyOrder) *copyJob {
	j := &copyJob{
		ID: s.env.Mint().UUID(), Scope: o.At, Of: o.Source.ref(), From: o.Source.Place.Account, Resource: o.Source.Resource,
		Type: o.Source.Type, To: o.To, Role: o.Role, Lifecycle: o.Lifecycle, By: o.By, Backup: o.Backup, Created: s.env.Now(),
	}
	o.Source.Uses++
	s.CopyJobs.In(j.Scope).Put(j.ID, j)
	s.remember(j.Scope)
	if s.env.Applies(s.queued(j) >= maxQueued, CopiesOfAResourceAreFew) {
		j.Failure = s.env.Fail(j.ref(), tooManyCopies, CopiesOfAResourceAreFew, nil)
	} else {
		j.Waiting = !s.enter(j.Scope, j.Resource, j.waiter())
	}
	s.copyMachine.Begin(j)
	s.tellOfCopy(j)
	if j.Failure != "" {
		s.nudgeCopy(j, 0)
	}
	return j
}

func (s *Service) nudgeCopy(j *copyJob, d time.Duration) {
	s.env.Schedule(d, copyLifecycle.Name, j.ref(), j.Life.Stamp)
}

const (
	maxQueued     = 30
	tooManyCopies = "There are too many copy jobs running for resource."
)

// queued counts the copies of a job's resource that wait.
func (s *Service) queued(j *copyJob) (n int) {
	l := s.Lines.See(j.Scope, j.Resource)
	if l == nil {
		return 0
	}
	for _, w := range l.Waiting {
		if w.Copies {
			n++
		}
	}
	return n
}

// judgeCopy finds out, when a copy job is to start, whether it may.
func (s *Service) judgeCopy(due kernel.Event) {
	if due.Topic != copyLifecycle.Name {
		return
	}
	j := s.CopyJobs.Find(due.Subject)
	if j != nil && j.Life.Stamp == due.Stamp && j.Life.State == copyCreated && !j.Waiting &&
		j.Failure == "" {
		j.Failure = s.whyNoCopy(j)
	}
}

// copyEntered is what else happens when a copy job reaches a state.
func (s *Service) copyEntered(j *copyJob, _ CopyJobState) {
	switch j.Life.State {
	case copyRunning:
		s.copy(j)
	case copyCompleted:
		s.arrive(j)
		s.end(j)
	case copyFailed:
		if j.Message = j.Failure; j.Message == "" {
			j.Message = "The copy failed."
		}
		s.dropCopy(j)
		s.end(j)
	}
	s.tellOfCopy(j)
}

// end ends the work of a copy job: the share of its source goes back, and the next
// job of the resource begins.
func (s *Service) end(j *copyJob) {
	j.Completed = s.env.Now()
	if j.Shared && s.unshare(j) != nil && s.env.Applies(true, RolesUnshare) {
		j.Message = "Failed to unshare snapshot"
	}
	if p := s.Points.Find(j.Of); p != nil {
		p.Uses--
	}
	s.leave(j.Scope, j.Resource, j.waiter())
}

// target returns the vault that a copy goes to, nil where there is none.
func (s *Service) target(j *copyJob) *vault {
	at, name := targetOf(j.To)
	return s.Vaults.Get(at, name)
}

// arrive completes the copy of a job.
func (s *Service) arrive(j *copyJob) {
	if p := s.Points.Get(kernel.Scope{Account: j.To}, j.Copy); p != nil {
		s.finish(p)
	}
}

// dropCopy takes back the copy that a job does not complete.
func (s *Service) dropCopy(j *copyJob) {
	if p := s.Points.Get(kernel.Scope{Account: j.To}, j.Copy); p != nil {
		s.Working.In(p.owner()).Delete(p.id())
		_ = s.discard(p)
		s.remove(p)
	}
	j.Copy = ""
}
