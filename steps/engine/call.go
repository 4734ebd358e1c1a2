package engine

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/values"
)

func (s *Session) calls(ctx context.Context, account, service, operation string, members *godog.DocString) error {
	op, err := known.Operation(service, operation)
	if err != nil {
		return err
	}
	if err := s.unexamined(); err != nil {
		return err // what was refused has no name to be filled in
	}
	in := reflect.New(op.In).Interface()
	if err := s.Read(members.Content, in); err != nil {
		return fmt.Errorf("members of %s: %w", operation, err)
	}
	return s.Call(ctx, s.Caller(account), in)
}

var reference = regexp.MustCompile(`\{([a-zA-Z][^{}:"]*)\}`)

// repetition stands for a long text, as in {x times 2048}.
var repetition = regexp.MustCompile(`^(\w+) times (\d{1,6})$`)

// Fill replaces the references in a text.
func (s *Session) Fill(text string) (string, error) {
	var err error
	filled := reference.ReplaceAllStringFunc(text, func(ref string) string {
		value, ok := s.resolve(ref[1 : len(ref)-1])
		if !ok {
			err = fmt.Errorf("%s stands for nothing that this scenario has named", ref)
		}
		return value
	})
	return filled, err
}

func (s *Session) resolve(ref string) (string, bool) {
	if form := repetition.FindStringSubmatch(ref); form != nil {
		n, err := strconv.Atoi(form[2])
		return strings.Repeat(form[1], n), err == nil
	}
	alias, arn := strings.CutSuffix(ref, ".arn")
	if found := namedBy(s.language, s.things, alias); len(found) > 0 {
		t := s.things[found[0]]
		if arn {
			return t.ARN, true
		}
		return s.language.Kind(t.Kind).text(t), true
	}
	for _, known := range s.accounts {
		if known == ref {
			return s.Account(ref), true
		}
	}
	return "", false
}

func (s *Session) names(_ context.Context, alias, path string) error {
	if err := s.MustHaveSucceeded(); err != nil {
		return err
	}
	if _, err := memberOf(reflect.TypeOf(s.last.out), path); err != nil {
		return err
	}
	value, ok := values.Member(values.Plain(s.last.out), path)
	if !ok {
		return Mismatch("the answer has no %s", path)
	}
	s.Remember(Answered, alias, Thing{ID: fmt.Sprint(value)})
	return nil
}

// Read reads YAML, in which references stand for what they name, into what a pointer
// points to.
func (s *Session) Read(text string, into any) error {
	filled, err := s.Fill(text)
	if err != nil {
		return err
	}
	return decode(filled, reflect.ValueOf(into).Elem())
}
