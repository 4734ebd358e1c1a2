package faulty

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// Wrong lists the defects that break a rule and have to be caught at it.
var Wrong = []Defect{
	{"leak", "Lists the backups of all accounts to everybody.", []string{"HSM-BKP-18"}, leaks},
	{"bare copy", "Forgets the tags of a copy.", []string{"HSM-CPY-05"}, inEachBackup(func(_ *World, b *cloudhsm.Backup) {
		if b.SourceBackup != "" {
			b.TagList = nil
		}
	})},
	{"eight days", "Keeps a deleted backup for eight days.", []string{"HSM-BKP-06"}, deletesAfter(8)},
	{"six days", "Deletes a backup for good after six days.", []string{"HSM-BKP-06"}, deletesAfter(6)},
	{"back in time", "Shows a READY backup as being created when it is looked at again.",
		[]string{"HSM-BKP-01", "HSM-BKP-04"}, inEachBackup(backwards)},
	{"stale share", "Lets consumers keep what was unshared.", []string{"HSM-CLU-09", "HSM-POL-10", "RAM-SHR-10"},
		forgets(&ram.DisassociateResourceShare{}, &ram.DeleteResourceShare{}, &cloudhsm.DeleteResourcePolicy{})},
	{"long farewell", "Lets an account keep what its former organization shares with it.", []string{"RAM-ORG-05"},
		forgets(&organizations.LeaveOrganization{}, &organizations.RemoveAccountFromOrganization{})},
	{"early listing", "Lists a backup for its consumers before its share is promoted.", []string{"HSM-BKP-19"},
		listsBeforePromotion},
	{"other code", "Gives every refusal the wrong code.", []string{"HSM-BKP-06", "RAM-SHR-16", "HSM-POL-13"},
		func(w *World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if err != nil {
				err = kernel.NewError(&kernel.ErrorShape{Code: "ValidationException", Status: 400}, err.Error())
			}
			return out, err
		}},
	{"second answer", "Takes a repeated client token for a new one.", []string{"RAM-SHR-16"}, forgetsTokens},
	{"patience", "Never lets an invitation expire.", []string{"RAM-INV-09", "RAM-INV-15"}, invitesForEver},
	{"stutter", "Repeats the last entry of a page on the next one.", []string{"HSM-BKP-15", "RAM-SHR-14"}, repeats},
	{"a day late", "Shows a DeleteTimestamp that is a day too late.", []string{"HSM-BKP-03"},
		inEachBackup(func(_ *World, b *cloudhsm.Backup) {
			if b.DeleteTimestamp != 0 {
				b.DeleteTimestamp = b.DeleteTimestamp.Add(kernel.Day)
			}
		})},
}

func leaks(w *World, as kernel.Caller, in any) (any, error) {
	out, err := w.Do(as, in)
	if listed, ok := out.(*cloudhsm.DescribeBackupsOutput); ok && listed.NextToken == "" {
		for _, other := range w.Callers {
			if theirs, _ := w.Do(other, &cloudhsm.DescribeBackups{}); other.Account != as.Account && theirs != nil {
				listed.Backups = append(listed.Backups, theirs.(*cloudhsm.DescribeBackupsOutput).Backups...)
			}
		}
	}
	return out, err
}

// inEachBackup does something to every backup that an answer shows.
func inEachBackup(do func(*World, *cloudhsm.Backup)) func(*World, kernel.Caller, any) (any, error) {
	return func(w *World, as kernel.Caller, in any) (any, error) {
		out, err := w.Do(as, in)
		switch out := out.(type) {
		case *cloudhsm.DescribeBackupsOutput:
			for i := range out.Backups {
				do(w, &out.Backups[i])
			}
		case *cloudhsm.DeleteBackupOutput:
			do(w, out.Backup)
		case *cloudhsm.RestoreBackupOutput:
			do(w, out.Backup)
		case *cloudhsm.ModifyBackupAttributesOutput:
			do(w, out.Backup)
		}
		return out, err
	}
}

func backwards(w *World, b *cloudhsm.Backup) {
	if b.BackupState != cloudhsm.BackupReady {
		return
	}
	if slices.Contains(w.Seen, b.BackupId) {
		b.BackupState = cloudhsm.BackupCreateInProgress
	}
	w.Seen = append(w.Seen, b.BackupId)
}

// deletion is a backup whose deletion was asked for, and when.
type deletion struct {
	of     kernel.Caller
	backup cloudhsm.Backup
	asked  int64 // UNIX seconds
}

// deletesAfter moves the end of the window in which a deleted backup can be
// restored.
func deletesAfter(days int64) func(*World, kernel.Caller, any) (any, error) {
	return func(w *World, as kernel.Caller, in any) (any, error) {
		out, err := w.Do(as, in)
		switch out := out.(type) {
		case *cloudhsm.DeleteBackupOutput:
			w.Deleted = append(w.Deleted, deletion{as, *out.Backup, w.Now().Unix()})
		case *cloudhsm.RestoreBackupOutput:
			w.Deleted = slices.DeleteFunc(w.Deleted, func(d deletion) bool { return d.backup.BackupId == out.Backup.BackupId })
		case *cloudhsm.DescribeBackupsOutput:
			asked := in.(*cloudhsm.DescribeBackups)
			for _, d := range w.Deleted {
				out.Backups = slices.DeleteFunc(out.Backups, func(b cloudhsm.Backup) bool {
					return b.BackupId == d.backup.BackupId
				})
				wanted := asked.Shared == nil &&
					(asked.Filters == nil || slices.Contains(asked.Filters["backupIds"], d.backup.BackupId))
				if d.of == as && wanted && w.Now().Unix() < d.asked+days*86400 {
					out.Backups = append(out.Backups, d.backup)
				}
			}
		}
		return out, err
	}
}

// forgets hides that some operations took place, from those whom they took
// access to backups.
func forgets(deeds ...any) func(*World, kernel.Caller, any) (any, error) {
	return func(w *World, as kernel.Caller, in any) (any, error) {
		if slices.ContainsFunc(deeds, func(deed any) bool { return reflect.TypeOf(deed) == reflect.TypeOf(in) }) {
			past := w.Fork()
			out, err := w.Do(as, in)
			if err == nil {
				w.Past = past
			}
			return out, err
		}
		if w.Past == nil {
			return w.Do(as, in)
		}
		w.Past.Advance(w.Now().Sub(w.Past.Now()))
		switch asked := in.(type) {
		case *cloudhsm.DescribeBackups:
			if asked.Shared != nil && *asked.Shared {
				return w.Past.Do(as, in)
			}
		case *cloudhsm.CreateCluster:
			out, err := w.Do(as, in)
			if err != nil && asked.SourceBackupId != "" {
				return w.Past.Do(as, in)
			}
			return out, err
		}
		return w.Do(as, in)
	}
}

func listsBeforePromotion(w *World, as kernel.Caller, in any) (any, error) {
	out, err := w.Do(as, in)
	asked, ok := in.(*cloudhsm.DescribeBackups)
	if !ok || err != nil || asked.Shared == nil || !*asked.Shared {
		return out, err
	}
	listed := out.(*cloudhsm.DescribeBackupsOutput)
	for _, other := range w.Callers {
		theirs, refused := w.Do(other, &cloudhsm.DescribeBackups{})
		if refused != nil || other == as {
			continue
		}
		for _, b := range theirs.(*cloudhsm.DescribeBackupsOutput).Backups {
			shared, _ := w.Do(other, &cloudhsm.GetResourcePolicy{ResourceArn: b.BackupArn})
			known := slices.ContainsFunc(listed.Backups, func(l cloudhsm.Backup) bool { return l.BackupId == b.BackupId })
			if p, ok := shared.(*cloudhsm.GetResourcePolicyOutput); ok && !known && strings.Contains(p.Policy, as.Account) {
				listed.Backups = append(listed.Backups, b)
			}
		}
	}
	return listed, nil
}

func forgetsTokens(w *World, as kernel.Caller, in any) (any, error) {
	member := reflect.ValueOf(in).Elem().FieldByName("ClientToken")
	if !member.IsValid() || member.String() == "" {
		return w.Do(as, in)
	}
	copied := reflect.New(member.Type()).Elem()
	copied.Set(member)
	w.Tokens = append(w.Tokens, member.String())
	defer member.Set(copied)
	member.SetString(member.String() + strings.Repeat("'", len(w.Tokens)))
	return w.Do(as, in)
}

func invitesForEver(w *World, as kernel.Caller, in any) (any, error) {
	out, err := w.Do(as, in)
	if listed, ok := out.(*ram.GetResourceShareInvitationsOutput); ok {
		for i := range listed.ResourceShareInvitations {
			if invitation := &listed.ResourceShareInvitations[i]; invitation.Status == ram.InvitationIsOver {
				invitation.Status = ram.InvitationPending
			}
		}
	}
	return out, err
}

func repeats(w *World, as kernel.Caller, in any) (any, error) {
	out, err := w.Do(as, in)
	token := reflect.ValueOf(in).Elem().FieldByName("NextToken")
	if err != nil || !token.IsValid() {
		return out, err
	}
	members := reflect.ValueOf(out).Elem()
	for i := range members.NumField() {
		list := members.Field(i)
		if list.Kind() != reflect.Slice || list.Len() == 0 {
			continue
		}
		last := list.Index(list.Len() - 1).Interface()
		if token.String() != "" && reflect.TypeOf(w.Last) == list.Type().Elem() {
			list.Set(reflect.Append(list, reflect.ValueOf(w.Last)))
		}
		w.Last = last
	}
	return out, err
}
