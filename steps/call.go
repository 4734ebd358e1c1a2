package steps

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

func (s *session) callPhrases() []Phrase {
	return []Phrase{
		say(`^{account} calls (\S+) {operation}$`, `When "owner" calls cloudhsmv2 DescribeClusters`,
			"Any operation, without members.", func(ctx context.Context, account, service, operation string) error {
				return s.calls(ctx, account, service, operation, &godog.DocString{})
			}, quiet()),
		say(`^{account} calls (\S+) {operation} with$`, "When \"owner\" calls cloudhsmv2 DescribeBackups with\n  \"\"\"\n  MaxResults: 1\n  \"\"\"",
			"Any operation, with its members in YAML. {vault} stands for a named thing's ID, {b1.arn} for its ARN, {owner} for an account's number, {x times 2048} for so many x.", s.calls, docString(members), quiet()),
		say(`^{new value} names the answer's {path}$`, `And "s" names the answer's ResourceShare.ResourceShareArn`,
			"Gives a name to a value of the last answer, for {s}.", s.names, quiet()),
	}
}

func (s *session) calls(ctx context.Context, account, service, operation string, members *godog.DocString) error {
	op, err := known.Operation(service, operation)
	if err != nil {
		return err
	}
	if err := s.unexamined(); err != nil {
		return err // what was refused has no name to be filled in
	}
	text, err := s.fill(members.Content)
	if err != nil {
		return err
	}
	in := reflect.New(op.In)
	if err := decode(text, in.Elem()); err != nil {
		return fmt.Errorf("members of %s: %w", operation, err)
	}
	return s.do(ctx, s.caller(account), in.Interface())
}

var reference = regexp.MustCompile(`\{([a-zA-Z][^{}:"]*)\}`)

// repetition stands for a long text, as in {x times 2048}.
var repetition = regexp.MustCompile(`^(\w+) times (\d{1,6})$`)

// referable are the kinds of things that have names. A reference stands for the
// first one of its name.
var referable = []string{"backup", "cluster", "HSM", "share", "permission", "OU", "snapshot", "volume", "role", "person", "key", "grant", "ciphertext", "policy", "value"}

// fill replaces the references in a text.
func (s *session) fill(text string) (string, error) {
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

func (s *session) resolve(ref string) (string, bool) {
	if form := repetition.FindStringSubmatch(ref); form != nil {
		n, err := strconv.Atoi(form[2])
		return strings.Repeat(form[1], n), err == nil
	}
	alias, arn := strings.CutSuffix(ref, ".arn")
	for _, kind := range referable {
		if t, ok := s.things[kind+" "+alias]; ok {
			if arn {
				return t.ARN, true
			}
			return t.ID, true
		}
	}
	for _, known := range s.accounts {
		if known == ref {
			return s.account(ref), true
		}
	}
	return "", false
}

func (s *session) names(_ context.Context, alias, path string) error {
	if err := s.mustHaveSucceeded(); err != nil {
		return err
	}
	if _, err := memberOf(reflect.TypeOf(s.last.out), path); err != nil {
		return err
	}
	value, ok := values.Member(values.Plain(s.last.out), path)
	if !ok {
		return mismatch("the answer has no %s", path)
	}
	s.remember("value", alias, thing{ID: fmt.Sprint(value)})
	return nil
}
