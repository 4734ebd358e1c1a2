package remote

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// ErrAccounts is why a run does not start whose accounts are not who the suites
// take them for.
var ErrAccounts = errors.New("the accounts are not those of the suites")

// asked are the accounts that are asked for where a target takes any number: the
// owner and the consumer of the suites.
var asked = []string{"111111111111", "222222222222"}

// Unverified stands for who an account is where the endpoint could not tell.
const Unverified = "not verified"

// Identify asks the endpoint who each account is, before anything is changed
// there. Its error wraps ErrAccounts where an account is not who its file says, or the
// same as another; any other error is the harness's own.
func (t *Target) Identify(ctx context.Context) error {
	t.accounts = map[string]string{}
	if t.config.AccountKeys {
		return t.identify(ctx, asked, func(account string) (Account, Keys, error) {
			keys, err := t.Keys(ctx, kernel.Caller{Account: account})
			return Account{Number: account}, keys, err
		})
	}
	return t.identify(ctx, slices.Sorted(maps.Keys(t.config.Accounts)), func(account string) (Account, Keys, error) {
		a := t.config.Accounts[account]
		keys, err := t.keysOf(ctx, a)
		return a, keys, err
	})
}

// identify asks who some accounts of the suites are, and compares that with what the
// file says.
func (t *Target) identify(ctx context.Context, accounts []string, of func(string) (Account, Keys, error)) error {
	known := map[string]string{} // accounts of the suites, by who they are there
	var wrong error
	for _, account := range accounts {
		a, keys, err := of(account)
		if err != nil {
			return fmt.Errorf("account %s: %w", account, err)
		}
		there, err := t.whoIs(ctx, account, keys)
		if err != nil {
			return err
		}
		t.accounts[account] = there
		other, same := known[there]
		switch {
		case there == Unverified && (a.Number == "" || t.IsAWS()):
			return fmt.Errorf("%w: the target cannot tell who %s is: want its number in the target file", ErrAccounts, account)
		case there == Unverified:
			continue
		case same:
			return fmt.Errorf("%w: %s and %s are one account there, %s; %s", ErrAccounts, other, account, there, t.advice())
		case a.Number != "" && a.Number != there && wrong == nil:
			wrong = fmt.Errorf("%w: %s is account %s there; %s", ErrAccounts, a.Number, there, t.advice())
		}
		known[there] = account
		t.acting[there] = a
	}
	return wrong
}

func (t *Target) advice() string {
	if t.config.AccountKeys {
		return "it does not take account numbers as access keys: write a target file that names keys or a role for each " +
			"account"
	}
	return "each account of the target file needs keys or a role of its own; one with another number than the suites use " +
		"stands there by its name, as owner"
}

// Numbers are the numbers that the accounts of the suites have at the target, where
// these are others, by those that the suites use. They are known once it was asked.
func (t *Target) Numbers() map[string]string {
	numbers := map[string]string{}
	for _, account := range slices.Sorted(maps.Keys(t.config.Accounts)) {
		there := t.accounts[account]
		if there == Unverified {
			there = t.config.Accounts[account].Number
		}
		if there != account {
			numbers[account] = there
		}
	}
	return numbers
}

// Regions are those that stand for Regions of the suites, by these.
func (t *Target) Regions() map[string]string { return t.config.Regions }

// whoIs returns the number of an account as the endpoint tells it, Unverified
// where it does not.
func (t *Target) whoIs(ctx context.Context, account string, keys Keys) (string, error) {
	in := &iam.GetCallerIdentity{}
	to, err := t.Call(in)
	var out any
	if err == nil {
		out, err = t.perform(ctx, to, keys, t.config.Region, in)
	}
	err = t.Whose(kernel.Caller{Account: account}, err)
	var refused *kernel.Error
	var trouble *target.Trouble
	switch {
	case err == nil && kernel.IsAccount(out.(*iam.GetCallerIdentityOutput).Account):
		return out.(*iam.GetCallerIdentityOutput).Account, nil
	case err == nil, errors.Is(err, target.ErrUnsupported), errors.As(err, &refused), errors.As(err, &trouble) &&
		!trouble.Ours:
		return Unverified, nil
	}
	return "", fmt.Errorf("account %s: %w%s", account, err, t.offBy())
}
