package steps

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/services"
	"go.yaml.in/yaml/v3"
)

func (s *session) callPhrases() []Phrase {
	return []Phrase{
		{`^` + name + ` calls (\w+) (\w+)$`, `When "owner" calls cloudhsmv2 DescribeClusters`,
			"Any operation, without members.", func(ctx context.Context, account, service, operation string) error {
				return s.calls(ctx, account, service, operation, &godog.DocString{})
			}},
		{`^` + name + ` calls (\w+) (\w+) with$`, "When \"owner\" calls cloudhsmv2 DescribeBackups with\n  \"\"\"\n  MaxResults: 1\n  \"\"\"",
			"Any operation, with its members in YAML. {vault} stands for a named thing's ID, {b1.arn} for its ARN, {owner} for an account's number, {x times 2048} for so many x.", s.calls},
		{`^` + name + ` names the answer's (\S+)$`, `And "s" names the answer's ResourceShare.ResourceShareArn`,
			"Gives a name to a value of the last answer, for {s}.", s.names},
	}
}

func (s *session) calls(ctx context.Context, account, service, operation string, members *godog.DocString) error {
	op := services.FindOperation(service, operation)
	if op == nil {
		return fmt.Errorf("there is no operation %s of %s", operation, service)
	}
	if err := s.unexamined(); err != nil {
		return err // what was refused has no name to be filled in
	}
	text, err := s.fill(members.Content)
	if err != nil {
		return err
	}
	var content any
	if err := yaml.Unmarshal([]byte(text), &content); err != nil {
		return fmt.Errorf("members of %s: %w", operation, err)
	}
	asJSON, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("members of %s: %w", operation, err)
	}
	in := reflect.New(op.In).Interface()
	dec := json.NewDecoder(bytes.NewReader(asJSON))
	dec.DisallowUnknownFields()
	if err := dec.Decode(in); err != nil {
		return fmt.Errorf("members of %s: %w", operation, err)
	}
	return s.do(ctx, s.caller(account), in)
}

var reference = regexp.MustCompile(`\{([a-zA-Z][^{}:"]*)\}`)

// repetition stands for a long text, as in {x times 2048}.
var repetition = regexp.MustCompile(`^(\w+) times (\d{1,6})$`)

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
	for _, kind := range []string{"backup", "cluster", "HSM", "share", "permission", "OU", "snapshot", "volume", "role", "person", "key", "grant", "ciphertext", "policy", "value"} {
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
	value, ok := values.Member(values.Plain(s.last.out), path)
	if !ok {
		return mismatch("the answer has no %s", path)
	}
	s.remember("value", alias, thing{ID: fmt.Sprint(value)})
	return nil
}
