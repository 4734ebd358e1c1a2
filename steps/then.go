package steps

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

func (s *session) thenPhrases() []Phrase {
	anyState := `(` + strings.Join([]string{strings.Trim(states(clusterTable), "()"), strings.Trim(states(backupTable), "()"), gone}, "|") + `)`
	return []Phrase{
		say(`^it succeeds$`, `Then it succeeds`, "The last call was not refused.", s.succeeds),
		say(`^it is refused by {rule}$`, `Then it is refused by HSM-BKP-05`, "The last call was refused with an error that the rule allows.", s.refusedBy),
		say(`^it is refused by {rule} saying {message}$`, `Then it is refused by KMS-ALI-06 saying "Alias {home}:alias/a is not found."`,
			"The same, and the error's message is exactly this.", s.refusedSaying),
		say(`^it is refused with {code}$`, `Then it is refused with CloudHsmInvalidRequestException`, "The last call was refused with the error code.", s.refusedWith),
		say(`^(cluster|HSM|backup) {one} is `+anyState+`$`, `Then backup "b1" is pending deletion`, "The state now, as the owner sees it.",
			func(ctx context.Context, kind, alias, state string) error {
				return s.is(ctx, kind, alias, wanted(state))
			}),
		say(`^(cluster|HSM|backup) {one} becomes `+anyState+`$`, `Then cluster "clone" becomes active`, "Waits until the state is reached.",
			func(ctx context.Context, kind, alias, state string) error {
				return s.becomes(ctx, kind, alias, wanted(state))
			}),
		say(`^{account} (?:has|sees) no( shared)? backups$`, `Then "consumer" sees no shared backups`, "The listing is empty.",
			func(ctx context.Context, account, shared string) error {
				return s.hasBackups(ctx, account, shared, none("Backup", "State"))
			}),
		say(`^{account} (?:has|sees) these( shared)? backups$`, "Then \"consumer\" sees these shared backups\n  | Backup | State |\n  | b1     | READY |",
			"The whole listing: own backups, or those shared with the account. ? is a backup without a name.", s.hasBackups, columns(ofBackups...)),
		say(`^backup {backup} is due to go {days} after backup {backup} was made$`, `Then backup "b1" is due to go 7 days after backup "b2" was made`,
			"Compares a DeleteTimestamp with a CreateTimestamp, give or take four hours: a backup that was just made tells what time it is.", s.isDueToGo),
		say(`^the answer shows$`, "Then the answer shows\n  | Cluster.State | CREATE_IN_PROGRESS |", "Members of the last answer. (absent), (any), (contains TEXT) and references like {vault} may stand for values.", s.shows, rows(shownMember)),
		say(`^{account} (can|cannot) restore backup {backup}$`, `Then "consumer" cannot restore backup "b1"`, "Whether CreateCluster from the backup's ARN is let pass.", s.canRestore, calls()),
	}
}

func wanted(state string) string {
	if state == gone {
		return gone
	}
	return stateOf(state)
}

func (s *session) succeeds() error {
	s.last.examined = true
	return s.mustHaveSucceeded()
}

func (s *session) refusedWith(code string) error {
	s.last.examined = true
	if s.last.refusal == nil {
		return mismatch("it succeeded; wanted %s", code)
	}
	if s.last.refusal.Code != code {
		return mismatch("refused with %v; wanted %s", s.last.refusal, code)
	}
	return nil
}

func (s *session) refusedBy(id string) error {
	s.last.examined = true
	rule, err := known.Refusal(id)
	switch {
	case err != nil:
		return err
	case s.last.refusal == nil:
		return mismatch("it succeeded; wanted a refusal by %s: %s", id, rule.Says)
	case !rule.Allows(s.last.refusal.Code):
		return mismatch("refused with %v; %s wants one of %s", s.last.refusal, id, codes(rule))
	case s.last.refusal.Rule != nil && s.last.refusal.Rule != rule:
		return mismatch("refused by %s (%v); wanted %s", s.last.refusal.Rule.ID, s.last.refusal, id)
	}
	return nil
}

func (s *session) refusedSaying(id, text string) error {
	if err := s.refusedBy(id); err != nil {
		return err
	}
	want, err := s.fill(text)
	if err != nil {
		return err
	}
	if got := s.last.refusal.Message; got != want {
		return mismatch("refused with the message %q; wanted %q", got, want)
	}
	return nil
}

func codes(r *kernel.Rule) string {
	var out []string
	for _, f := range r.Faults() {
		out = append(out, f.Code)
	}
	return strings.Join(out, ", ")
}

func (s *session) shows(want *godog.Table) error {
	if err := s.succeeds(); err != nil {
		return err
	}
	plain := values.Plain(s.last.out)
	for _, row := range want.Rows {
		if len(row.Cells) != 2 {
			return fmt.Errorf("want two columns, a member and its value")
		}
		path := row.Cells[0].Value
		value, err := s.fill(row.Cells[1].Value)
		if err != nil {
			return err
		}
		if _, err := memberOf(reflect.TypeOf(s.last.out), path); err != nil {
			return err
		}
		got, there := values.Member(plain, path)
		part, isPart := strings.CutPrefix(strings.TrimSuffix(value, ")"), "(contains ")
		switch {
		case value == "(absent)" && there:
			return mismatch("%s is %v, not absent", path, got)
		case value != "(absent)" && !there:
			return mismatch("the answer has no %s; wanted %s", path, value)
		case isPart:
			if !strings.Contains(fmt.Sprint(got), part) {
				return mismatch("%s is %v, which does not contain %s", path, got, part)
			}
		case value != "(absent)" && value != "(any)" && !agrees(fmt.Sprint(got), value):
			return mismatch("%s is %v, not %s", path, got, value)
		}
	}
	return nil
}

// agrees compares a value with a wanted one, in which a * at the end stands for
// anything.
func agrees(got, wanted string) bool {
	start, open := strings.CutSuffix(wanted, "*")
	return got == wanted || open && strings.HasPrefix(got, start)
}

func (s *session) hasBackups(ctx context.Context, account, shared string, want *godog.Table) error {
	var listed []cloudhsm.Backup
	in := &cloudhsm.DescribeBackups{SortAscending: new(true)}
	if shared != "" {
		in.Shared = new(true)
	}
	for {
		out, err := ask[cloudhsm.DescribeBackupsOutput](ctx, s, s.caller(account), in)
		if err != nil {
			return err
		}
		listed = append(listed, out.Backups...)
		if out.NextToken == "" {
			break
		}
		next := *in
		next.NextToken = out.NextToken
		in = &next
	}
	return compare(want, len(listed), func(i int, column string) (string, error) {
		b := listed[i]
		switch column {
		case "Backup":
			return s.called("backup", b.BackupId), nil
		case "State":
			return string(b.BackupState), nil
		case "Cluster":
			return s.called("cluster", b.ClusterId), nil
		case "Mode":
			return string(b.Mode), nil
		case "Type":
			return b.HsmType, nil
		case "NeverExpires":
			return fmt.Sprint(b.NeverExpires), nil
		case "Source":
			return s.called("backup", b.SourceBackup), nil
		case "Tags":
			var tags []string
			for _, t := range b.TagList {
				tags = append(tags, t.Key+"="+t.Value)
			}
			return strings.Join(tags, " "), nil
		}
		return "", fmt.Errorf("backups have no column %q", column)
	})
}

func (s *session) isDueToGo(ctx context.Context, alias string, days int, young string) error {
	var seen [2]*cloudhsm.Backup
	for i, name := range []string{alias, young} {
		t, err := s.recall("backup", name)
		if err != nil {
			return err
		}
		if seen[i], err = s.seeBackup(ctx, t); err != nil {
			return err
		}
		if seen[i] == nil {
			return mismatch("backup %q is gone", name)
		}
	}
	left := seen[0].DeleteTimestamp.Sub(seen[1].CreateTimestamp)
	if off := left - time.Duration(days)*kernel.Day; off.Abs() > patience {
		return mismatch("backup %q is to be deleted %s after backup %q was made, not %d days", alias, left, young, days)
	}
	return nil
}

// called is the name of an ID, "?" where it has none, "" where there is no ID.
func (s *session) called(kind, id string) string {
	if id == "" {
		return ""
	}
	if alias := s.nameOf(kind, id); alias != "" {
		return alias
	}
	return "?"
}

// none is a table without rows. The columns are for what is listed nevertheless.
func none(columns ...string) *godog.Table {
	row := &messages.PickleTableRow{}
	for _, c := range columns {
		row.Cells = append(row.Cells, &messages.PickleTableCell{Value: c})
	}
	return &godog.Table{Rows: []*messages.PickleTableRow{row}}
}

// compare holds a whole listing against a table, in any order.
func compare(want *godog.Table, n int, cell func(i int, column string) (string, error)) error {
	var wanted, got []string
	columns := want.Rows[0].Cells
	for _, row := range want.Rows[1:] {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Value)
		}
		wanted = append(wanted, strings.Join(cells, " | "))
	}
	for i := range n {
		var cells []string
		for _, column := range columns {
			value, err := cell(i, column.Value)
			if err != nil {
				return err
			}
			cells = append(cells, value)
		}
		got = append(got, strings.Join(cells, " | "))
	}
	if len(wanted) == 0 && n > 0 {
		return mismatch("wanted none, got %d:\n  %s", n, strings.Join(got, "\n  "))
	}
	sort.Strings(wanted)
	sort.Strings(got)
	if !slices.Equal(wanted, got) {
		return mismatch("wanted\n  %s\ngot\n  %s", strings.Join(wanted, "\n  "), strings.Join(got, "\n  "))
	}
	return nil
}

func (s *session) canRestore(ctx context.Context, account, whether, alias string) error {
	b, err := s.recall("backup", alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, b)
	err = s.do(ctx, as, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}, SourceBackupId: b.ARN})
	if err != nil {
		return err
	}
	s.last.examined = true
	if whether == "can" {
		return s.mustHaveSucceeded()
	}
	if s.last.refusal == nil {
		return mismatch("%q restored backup %q", account, alias)
	}
	// No source settles the code, so any will do; the model has to have the right reason.
	if by := s.last.refusal.Rule; by != nil && by != cloudhsm.OnlySharedBackupsRestoreElsewhere && by != cloudhsm.UnsharingEndsRestoring {
		return mismatch("refused by %s (%v), not for want of sharing", by.ID, s.last.refusal)
	}
	return nil
}
