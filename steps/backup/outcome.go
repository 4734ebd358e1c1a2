package backup

import (
	"context"
	"strings"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// The states in which jobs of all kinds end.
const (
	completed = "COMPLETED"
	failed    = "FAILED"
)

func (s session) outcomePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^(backup job|copy job|restore job) {one} makes ` +
				`(recovery point {new recovery point}|volume {new volume}|DB cluster {new DB cluster})$`,
			Example: `Then copy job "c" makes recovery point "r2"`,
			Doc:     "Waits until the job is completed, and gives a name to what it made.",
			Do:      s.makes,
		},
		{
			Expression: `^(backup job|copy job|restore job) {one} ` +
				`(fails|is completed or failed,|is completed, or fails) saying {message}$`,
			Example: `Then copy job "c" fails saying "Access Denied trying to call AWS Backup service."`,
			Doc: "Waits until the job is FAILED; its StatusMessage is this, with or without a full stop at the end, as " +
				"AWS prints both. Where it is open in which of the two states it ends, it is completed or failed, saying " +
				"it; where both conform, it is completed, or fails saying it.",
			Do: s.ends,
		},
	}
}

// outcome is what a job has come to.
type outcome struct {
	state, message string
	made           string // an ARN
}

func (s session) outcomeOf(ctx context.Context, t engine.Thing) (o outcome, err error) {
	as, id := t.Scope(), t.ID
	switch t.Kind {
	case backupJob:
		in := &backup.DescribeBackupJob{BackupJobId: id}
		out, there, err := engine.LookAt[backup.DescribeBackupJobOutput](ctx, s.Session, as, in, forgotten)
		if !there {
			return gone, err
		}
		return outcome{string(out.State), out.StatusMessage, out.RecoveryPointArn}, nil
	case copyJob:
		in := &backup.DescribeCopyJob{CopyJobId: id}
		out, there, err := engine.Look[backup.DescribeCopyJobOutput](ctx, s.Session, as, in, forgotten)
		if !there {
			return gone, err
		}
		return outcome{string(out.CopyJob.State), out.CopyJob.StatusMessage, out.CopyJob.DestinationRecoveryPointArn}, nil
	}
	in := &backup.DescribeRestoreJob{RestoreJobId: id}
	out, there, err := engine.LookAt[backup.DescribeRestoreJobOutput](ctx, s.Session, as, in, forgotten)
	if !there {
		return gone, err
	}
	return outcome{string(out.Status), out.StatusMessage, out.CreatedResourceArn}, nil
}

// forgotten is what is said of jobs that are no longer known.
const forgotten = "ResourceNotFoundException"

// gone is what such a job has come to.
var gone = outcome{state: engine.Gone}

func stateOfJob(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	o, err := session{on}.outcomeOf(ctx, t)
	return o.state, err
}

// over reports whether a job goes on no more.
func (o outcome) over() bool {
	switch o.state {
	case completed, failed, "ABORTED", "EXPIRED", "PARTIAL", engine.Gone:
		return true
	}
	return false
}

// end waits until a job is over.
func (s session) end(ctx context.Context, kind, name string) (t engine.Thing, o outcome, err error) {
	if t, err = s.Recall(kind, name); err != nil {
		return t, o, err
	}
	err = s.Await(ctx, "the end of "+kind+" "+name, func() (bool, string, error) {
		o, err = s.outcomeOf(ctx, t)
		return o.over(), o.state, err
	})
	return t, o, err
}

func (s session) makes(ctx context.Context, kind, name, _, newPoint, newVolume, newCluster string) error {
	t, o, err := s.end(ctx, kind, name)
	switch {
	case err != nil:
		return err
	case o.state != completed:
		return engine.Mismatch("%s %q is %s: %s", kind, name, o.state, o.message)
	case o.made == "":
		return engine.Mismatch("%s %q is completed, and shows nothing that it made", kind, name)
	case newPoint == "":
		return s.rememberResource(t, newVolume, newCluster, o.made)
	}
	v, err := s.Recall(vault, t.Detail.(made).vault)
	if err != nil {
		return err
	}
	s.rememberPoint(newPoint, v, t.Of, t.Detail.(made), o.made)
	return nil
}

func (s session) rememberPoint(as string, v engine.Thing, of string, m made, arn string) {
	s.Remember(point, as, engine.Thing{Owner: v.Owner, Region: v.Region, ID: arn, ARN: arn, Of: of, Detail: m})
}

// says reports whether a message is the one that is wanted, but for a full stop.
func says(got, want string) bool {
	return strings.TrimSuffix(got, ".") == strings.TrimSuffix(want, ".")
}

func (s session) ends(ctx context.Context, kind, name, how, text string) error {
	_, o, err := s.end(ctx, kind, name)
	if err != nil {
		return err
	}
	want, err := s.Fill(text)
	if err != nil {
		return err
	}
	switch said := says(o.message, want); {
	case o.state == failed && said,
		o.state == completed && how == "is completed, or fails",
		o.state == completed && how == "is completed or failed," && said:
		return nil
	}
	return engine.Mismatch("%s %q is %s saying %q; wanted that it %s saying %q", kind, name, o.state, o.message, how, want)
}

// rememberResource gives a name to what a restore made.
func (s session) rememberResource(t engine.Thing, newVolume, newCluster, text string) error {
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return engine.Mismatch("restore job %q made %q: %v", t.Name, text, err)
	}
	_, id, _ := strings.Cut(strings.ReplaceAll(arn.Resource, ":", "/"), "/")
	as, kind := newVolume, volume
	if newCluster != "" {
		as, kind = newCluster, cluster
	}
	s.Remember(kind, as, engine.Thing{Owner: t.Owner, Region: t.Region, ID: id, ARN: text})
	return nil
}
