package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/cucumber/godog"
)

// Person is the kind of those who can call besides accounts.
const Person = "person"

// Answered is the kind of values that scenarios name in answers.
const Answered = "value"

// opening is the vocabulary of accounts, places and times, with which a scenario
// begins.
func opening() Vocabulary {
	return Vocabulary{Arguments: accountArguments(), Phrases: func(s *Session) []Phrase {
		return []Phrase{
			{
				Expression: `^the accounts {new accounts}$`,
				Example:    `Given the accounts "prod" and "vault"`,
				Doc: "Accounts besides owner, consumer, stranger, management and member, " +
					"which every scenario has.",
				Do: s.declares,
			},
			{
				Expression: `^the Region is {Region}$`,
				Example:    `Given the Region is eu-west-1`,
				Doc:        "The Region of all later steps; us-east-1 before.",
				Do:         s.setRegion,
				Answer:     Stays,
			},
			{
				Expression: `^{span} pass(?:es)?$`,
				Example:    `When 7 days pass`,
				Doc:        "Lets time pass, virtually where the target can.",
				Do:         s.pass,
				Answer:     Stays,
			},
		}
	}}
}

// closing is the vocabulary of calls, states and answers.
func closing() Vocabulary {
	return Vocabulary{
		Kinds:     []Kind{{Name: Person}, {Name: Answered}},
		Arguments: generalArguments(),
		Phrases: func(s *Session) []Phrase {
			return slices.Concat(s.kindPhrases(), s.callPhrases(), s.answerPhrases())
		},
	}
}

func (s *Session) setRegion(region string) error {
	s.region = region
	return nil
}

func (s *Session) pass(ctx context.Context, text string) error {
	d, err := spanOf(text)
	if err != nil {
		return err
	}
	return s.Wait(ctx, d)
}

// declares adds accounts to those that every scenario has.
func (s *Session) declares(names string) error {
	for _, name := range Names(names) {
		if slices.Contains(s.accounts, name) {
			return fmt.Errorf("%q is an account of this scenario already", name)
		}
		s.accounts = append(s.accounts, name)
	}
	return nil
}

func (s *Session) callPhrases() []Phrase {
	return []Phrase{
		{
			Expression: `^{account} calls (\S+) {operation}$`,
			Example:    `When "owner" calls ec2 DescribeSnapshots`,
			Doc:        "Any operation, without members.",
			Do: func(ctx context.Context, account, service, operation string) error {
				return s.calls(ctx, account, service, operation, &godog.DocString{})
			},
			Answer: Stays,
		},
		{
			Expression: `^{account} calls (\S+) {operation} with$`,
			Example:    "When \"owner\" calls ec2 DescribeSnapshots with\n  \"\"\"\n  MaxResults: 5\n  \"\"\"",
			Doc: "Any operation, with its members in YAML. {vault} stands for a named thing's ID, " +
				"{b1.arn} for its ARN, {owner} for an account's number, {x times 2048} for so many x.",
			Do:        s.calls,
			DocString: membersText,
			Answer:    Stays,
		},
		{
			Expression: `^{new value} names the answer's {path}$`,
			Example:    `And "s" names the answer's ResourceShare.ResourceShareArn`,
			Doc:        "Gives a name to a value of the last answer, for {s}.",
			Do:         s.names,
			Answer:     Stays,
		},
	}
}

func (s *Session) answerPhrases() []Phrase {
	return []Phrase{
		{
			Expression: `^it succeeds$`,
			Example:    `Then it succeeds`,
			Doc:        "The last call was not refused.",
			Do:         s.succeeds,
		},
		{
			Expression: `^it is refused by {rule}$`,
			Example:    `Then it is refused by HSM-BKP-05`,
			Doc:        "The last call was refused with an error that the rule allows.",
			Do:         s.MustBeRefusedBy,
		},
		{
			Expression: `^it is refused by {rule} saying {message}$`,
			Example:    `Then it is refused by KMS-ALI-06 saying "Alias {scope}:alias/a is not found."`,
			Doc: "The same, and the error's message is exactly this. An endpoint is accused of another text only where " +
				"the rule's evidence is recorded.",
			Do: s.refusedSaying,
		},
		{
			Expression: `^it is refused with {code}$`,
			Example:    `Then it is refused with AccessDeniedException`,
			Doc:        "The last call was refused with the error code.",
			Do:         s.refusedWith,
		},
		{
			Expression: `^the answer shows$`,
			Example:    "Then the answer shows\n  | Snapshots.0.State | completed |",
			Doc: "Members of the last answer. (absent), (any), (contains TEXT) and references like {vault} " +
				"may stand for values.",
			Do:   s.shows,
			Rows: shownMember,
		},
	}
}
