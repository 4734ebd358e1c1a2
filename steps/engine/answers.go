package engine

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

func (s *Session) succeeds() error {
	s.last.examined = true
	return s.MustHaveSucceeded()
}

func (s *Session) refusedWith(code string) error {
	s.last.examined = true
	if s.last.refusal == nil {
		return Mismatch("it succeeded; wanted %s", code)
	}
	if s.last.refusal.Code != code {
		return Mismatch("refused with %v; wanted %s", s.last.refusal, code)
	}
	return nil
}

func (s *Session) refusedSaying(id, text string) error {
	if err := s.MustBeRefusedBy(id); err != nil {
		return err
	}
	want, err := s.Fill(text)
	if err != nil {
		return err
	}
	if got := s.last.refusal.Message; got != want {
		return &target.Mismatch{Message: fmt.Sprintf("refused with the message %q; wanted %q", got, want), Worded: true, Rule: id}
	}
	return nil
}

func codes(r *kernel.Rule) string {
	var out []string
	for _, f := range r.Errors() {
		out = append(out, f.Code)
	}
	return strings.Join(out, ", ")
}

func (s *Session) shows(want *godog.Table) error {
	if err := s.succeeds(); err != nil {
		return err
	}
	plain := values.Plain(s.last.out)
	for _, row := range want.Rows {
		if len(row.Cells) != 2 {
			return fmt.Errorf("want two columns, a member and its value")
		}
		if err := s.showsMember(plain, row.Cells[0].Value, row.Cells[1].Value); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) showsMember(plain any, path, wanted string) error {
	value, err := s.Fill(wanted)
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
		return Mismatch("%s is %v, not absent", path, got)
	case value != "(absent)" && !there:
		return Mismatch("the answer has no %s; wanted %s", path, value)
	case isPart:
		if !strings.Contains(fmt.Sprint(got), part) {
			return Mismatch("%s is %v, which does not contain %s", path, got, part)
		}
	case value != "(absent)" && value != "(any)" && !agrees(got, value):
		return Mismatch("%s is %v, not %s", path, got, value)
	}
	return nil
}

// agrees compares a value with a wanted one, in which a * at the end stands for
// anything.
func agrees(got any, wanted string) bool {
	start, open := strings.CutSuffix(wanted, "*")
	return values.Same(got, wanted) || open && strings.HasPrefix(fmt.Sprint(got), start)
}
