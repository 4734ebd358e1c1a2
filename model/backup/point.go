package backup

import (
	"errors"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// point is a recovery point.
type point struct {
	ARN       string
	Vault     kernel.Ref
	Place     kernel.Scope // of the table of the vault's points
	Listed    kernel.Scope // where the points of its resource are
	Life      kernel.Life[RecoveryPointStatus]
	Resource  string // ARN
	Type      string
	Created   kernel.Time
	Completed kernel.Time
	Role      string // ARN of the role that deletes it
	By        *RecoveryPointCreator
	Lifecycle *Lifecycle  // nil for none; what it points to is never written into
	Ends      kernel.Time // when it expires, 0 for never
	Cools     kernel.Time // when it moves to cold storage, 0 for never
	Gone      kernel.Time // the moment within 8 hours of its expiry when it is deleted
	Key       string      // ARN, "" where it is not encrypted
	Size      int64       // bytes
	From      string      // the ARN of the vault that it was copied from, "" for none
	Meta      []tag       // by which it is restored as it was
	Tags      []tag

	Made    bool  // whoever makes it is done
	Kept    bool  // it cannot be deleted
	Cold    bool  // it is in cold storage
	Uses    int32 // jobs that read it
	Message string
}

// The states of a recovery point that the model leads to.
const (
	pointCreating  RecoveryPointStatus = "CREATING"
	pointCompleted RecoveryPointStatus = "COMPLETED"
	pointDeleting  RecoveryPointStatus = "DELETING"
	pointExpired   RecoveryPointStatus = "EXPIRED"

	pointVanished RecoveryPointStatus = "vanished"
)

var pointLifecycle = kernel.NewLifecycle(kernel.Lifecycle[RecoveryPointStatus, point]{
	Name: "Backup recovery point", Start: pointCreating, Final: []RecoveryPointStatus{pointVanished},
	Rows: []kernel.Row[RecoveryPointStatus, point]{
		{From: pointCreating, On: kernel.Elapsed, If: isMade, To: pointCompleted, Rule: PointsAreMadeByJobs},
		{From: pointCompleted, On: kernel.Elapsed, If: cannotExpire, To: pointExpired, Rule: KeptPointsAreMarked},
		{From: pointCompleted, On: kernel.Elapsed, If: isOver, To: pointDeleting, Rule: PointsExpire},
		{From: pointDeleting, On: kernel.Elapsed, To: pointVanished, After: pointDeletion, Rule: DeletionTakesTime},

		{From: pointCompleted, On: "DeleteRecoveryPoint", If: isKept, To: pointExpired, Rule: RolesDeletePoints},
		{From: pointCompleted, On: "DeleteRecoveryPoint", To: pointDeleting},
		{From: pointExpired, On: "DeleteRecoveryPoint", If: isKept, To: pointExpired},
		{From: pointExpired, On: "DeleteRecoveryPoint", To: pointDeleting},
		{On: "DeleteRecoveryPoint", To: kernel.Refused, Rule: BusyPointsStay},
	},
})

var (
	isMade       = &kernel.Guard[point]{Name: "its job is done", Holds: func(p *point) bool { return p.Made }}
	isKept       = &kernel.Guard[point]{Name: "its role cannot delete it", Holds: func(p *point) bool { return p.Kept }}
	cannotExpire = &kernel.Guard[point]{Name: "it has expired and cannot be deleted",
		Holds: func(p *point) bool { return p.Gone != 0 && p.Kept }}
	isOver = &kernel.Guard[point]{Name: "it has expired",
		Holds: func(p *point) bool { return p.Gone != 0 && !p.Kept }}
)

var (
	pointDeletion = &kernel.Timing{Name: "deleting a recovery point", Earliest: time.Second, Typical: 10 * time.Second,
		Latest: time.Hour}
	expiry = &kernel.Timing{Name: "deleting an expired recovery point", Typical: 2 * time.Hour, Latest: 8 * time.Hour,
		Promise: 8 * time.Hour, Rule: ExpiryIsABand}
)

var points = kernel.Run(kernel.Engine[RecoveryPointStatus, point]{
	Table: pointLifecycle,
	Life:  func(p *point) *kernel.Life[RecoveryPointStatus] { return &p.Life },
	Ref:   (*point).ref,
	Says: func(p *point, _ string) string {
		return "Recovery point " + p.ARN + " is " + string(p.Life.State) + " and cannot be deleted now."
	},
}, func(s *Service) *kernel.Store[point] { return &s.Points }, (*Service).pointEntered)

// The rules of a recovery point's life.
var (
	PointsAreMadeByJobs = rules.Add(kernel.Rule{
		ID: "BKP-RP-01", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Also: []string{"BKP-RP-02"},
		Says: "A recovery point is CREATING until its job is done and then COMPLETED (or AVAILABLE, as newer texts have " +
			"it: either is right).",
		Operations: []string{"DescribeRecoveryPoint", "StartBackupJob"},
	})
	PointsExpire = rules.Add(kernel.Rule{
		ID: "BKP-LC-09", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + planGuide,
		Also: []string{"BKP-PLAN-16"},
		Says: "A recovery point is deleted when as many days of 24 hours have passed since its creation as its lifecycle " +
			"says: CalculatedLifecycle shows the moment, to the millisecond. It is created when its backup job starts.",
		Operations: []string{"DescribeRecoveryPoint", "StartBackupJob"},
	})
	ExpiryIsABand = rules.Add(kernel.Rule{
		ID: "BKP-LC-07", Kind: kernel.Timed, Evidence: kernel.Documented, Source: deletionGuide + "; " + crossGuide,
		Says:       "An expired recovery point is deleted at some moment within 8 hours of its expiry.",
		Operations: []string{"StartBackupJob", "StartCopyJob"},
	})
	KeptPointsAreMarked = rules.Add(kernel.Rule{
		ID: "BKP-LC-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deletionGuide + "; " + serviceModel,
		Says: "An expired recovery point that cannot be deleted, because its role is gone or lacks the right, stays and is " +
			"EXPIRED.",
		Operations: []string{"StartBackupJob"},
	})
	RolesDeletePoints = rules.Add(kernel.Rule{
		ID: "BKP-RP-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says: "DeleteRecoveryPoint of a point whose role may not delete it succeeds, deletes nothing and leaves it " +
			"EXPIRED.",
		Operations: []string{"DeleteRecoveryPoint"},
	})
	BusyPointsStay = rules.Add(kernel.Rule{
		ID: "BKP-RP-05", Kind: kernel.Refusal, Error: InvalidResourceState, Evidence: kernel.Documented,
		Source:     "AWS Backup API Reference, DeleteRecoveryPoint",
		Says:       "A recovery point that is being made, deleted, copied or restored is not deleted.",
		Operations: []string{"DeleteRecoveryPoint"},
	})
	DeletionTakesTime = rules.Add(kernel.Rule{
		ID: "BKP-RP-07", Kind: kernel.Effect, Evidence: kernel.Observed, Source: terraform, Also: []string{"BKP-VLT-06"},
		Says: "A deleted recovery point is DELETING for a while, and its vault not empty so long, and is then not found " +
			"any more.",
		Operations: []string{"DeleteRecoveryPoint", "DescribeRecoveryPoint", "DeleteBackupVault"},
	})
)

func (p *point) ref() kernel.Ref { return kernel.Ref{Scope: p.Place, ID: p.ARN} }

// owner is the account and Region of the vault that a point is in.
func (p *point) owner() kernel.Scope { return p.Vault.Scope }

func (v *vault) ref() kernel.Ref { return kernel.Ref{Scope: v.Scope, ID: v.Name} }

// place is the scope of the points of a vault.
func (v *vault) place() kernel.Scope { return v.Place }

// placeOf is the scope of the points of the vault of a name.
func placeOf(at kernel.Scope, name string) kernel.Scope {
	return kernel.Scope{Account: arnOf(at, "backup-vault", name)}
}

// home leads from the ARN of a recovery point to its vault.
type home struct{ ARN, Vault string }

// put enters a fresh recovery point into a vault.
func (s *Service) put(v *vault, p *point) {
	p.Vault, p.Place = v.ref(), v.place()
	s.Points.In(p.Place).Put(p.ARN, p)
	s.Homes.In(v.Scope).Put(p.ARN, &home{p.ARN, v.Name})
	p.Listed = ofResource(v.Scope, p.Resource)
	s.ByResource.In(p.Listed).Put(p.ARN, &home{p.ARN, v.Name})
	s.pointMachine.Begin(p)
}

// ofResource is where the points of a resource are listed that an account has in a
// Region.
func ofResource(at kernel.Scope, resource string) kernel.Scope {
	return kernel.Scope{Account: at.Account, Region: at.Region + " " + resource}
}

// remove takes a recovery point out of its vault.
func (s *Service) remove(p *point) {
	at := p.owner()
	s.Points.In(p.Place).Delete(p.ARN)
	s.Homes.In(at).Delete(p.ARN)
	s.ByResource.In(p.Listed).Delete(p.ARN)
	if p.Completed != 0 {
		s.unprotect(p)
	}
}

// finish completes a recovery point whose job is done.
func (s *Service) finish(p *point) {
	p.Made, p.Completed = true, s.env.Now()
	s.nudgePoint(p, 0)
}

func (s *Service) nudgePoint(p *point, d time.Duration) {
	s.env.Schedule(d, pointLifecycle.Name, p.ref(), p.Life.Stamp)
}

// live gives a recovery point a lifecycle and puts what it says on the agenda.
func (s *Service) live(p *point, l *Lifecycle) {
	p.Lifecycle, p.Ends, p.Cools = l, l.ends(p.Created), 0
	if l.isForEver() && !s.env.Applies(true, NegativeDaysAreForEver) {
		p.Ends = p.Created.Add(days(1))
	}
	if goesCold(p.Type) && s.env.Applies(true, WarmTypesStayWarm) {
		p.Cools = l.cools(p.Created)
	}
	if p.Life.State == pointCompleted {
		p.Life.Stamp++
		s.plan(p)
	}
}

// plan puts the expiry of a completed recovery point on the agenda.
func (s *Service) plan(p *point) {
	if p.Ends != 0 {
		at := max(p.Ends, s.env.Now()).Add(s.env.Duration(expiry))
		s.nudgePoint(p, at.Sub(s.env.Now()))
	}
	if p.Cools != 0 && !p.Cold {
		s.env.Schedule(max(p.Cools, s.env.Now()).Sub(s.env.Now()), cooling, p.ref(), p.Life.Stamp)
	}
}

// cooling is the topic of a recovery point that moves to cold storage.
const cooling = "a recovery point moves to cold storage"

func (s *Service) cool(p *point, stamp uint32) {
	if p != nil && p.Life.Stamp == stamp && p.Life.State == pointCompleted {
		p.Cold = true
	}
}

// judgePoint finds out, when a point is due, whether it has expired and can be deleted.
func (s *Service) judgePoint(due kernel.Event) {
	if due.Topic != pointLifecycle.Name {
		return
	}
	p := s.Points.Find(due.Subject)
	if p == nil || p.Life.Stamp != due.Stamp || p.Life.State != pointCompleted || p.Ends == 0 || p.Ends > s.env.Now() {
		return
	}
	if p.Uses > 0 {
		s.nudgePoint(p, time.Hour) // a job reads it
		return
	}
	p.Gone, p.Kept = s.env.Now(), s.discard(p) != nil
}

// discard deletes what a recovery point is in its service, under its role.
func (s *Service) discard(p *point) (err error) {
	switch p.Type {
	case EBS:
		_, err = perform[ebs.DeleteSnapshotOutput](s, p.Role, p.owner(), &ebs.DeleteSnapshot{SnapshotId: p.id()})
	case Aurora:
		_, err = perform[rds.DeleteDBClusterSnapshotOutput](s, p.Role, p.owner(),
			&rds.DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: p.id()})
	default:
		_, err = s.as(p.Role, p.owner())
	}
	if isGone(err) {
		return nil
	}
	return err
}

// isGone reports whether what a service was asked about does not exist there.
func isGone(err error) bool {
	var refusal *kernel.Error
	return errors.As(err, &refusal) && strings.Contains(refusal.Code, "NotFound")
}

// id is what a recovery point is called in its own service.
func (p *point) id() string {
	if i := strings.LastIndexByte(p.ARN, '/'); i >= 0 {
		return p.ARN[i+1:]
	}
	_, name, _ := strings.Cut(p.ARN, "cluster-snapshot:")
	return name
}

// pointEntered is what else happens when a recovery point reaches a state.
func (s *Service) pointEntered(p *point, _ RecoveryPointStatus) {
	switch p.Life.State {
	case pointCompleted:
		s.protect(p)
		s.plan(p)
	case pointVanished:
		s.remove(p)
	}
	s.tellOfPoint(p)
}
