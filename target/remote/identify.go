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
// there. Its error wraps ErrAccounts where an account is another one, or the same
// as another; any other error is the harness's own.
func (t *Target) Identify(ctx context.Context) error {
	accounts := asked
	if !t.config.AccountKeys {
		accounts = slices.Sorted(maps.Keys(t.config.Accounts))
	}
	t.accounts = map[string]string{}
	known := map[string]string{} // who an account is there, by its number there
	for _, account := range accounts {
		there, err := t.whoIs(ctx, account)
		if err != nil {
			return err
		}
		t.accounts[account] = there
		switch other, same := known[there]; {
		case there == Unverified || there == account:
		case same:
			return fmt.Errorf("%w: %s and %s are one account there, %s; %s", ErrAccounts, other, account, there, t.advice())
		default:
			known[there] = account
		}
	}
	for _, account := range accounts {
		if there := t.accounts[account]; there != account && there != Unverified {
			return fmt.Errorf("%w: %s is account %s there; %s", ErrAccounts, account, there, t.advice())
		}
	}
	return nil
}

func (t *Target) advice() string {
	if t.config.AccountKeys {
		return "it does not take account numbers as access keys: write a target file that names keys or a role for each " +
			"account"
	}
	return "each account of the target file needs keys or a role of its own, and the number that the suites use"
}

// whoIs returns the number of an account as the endpoint tells it, Unverified
// where it does not.
func (t *Target) whoIs(ctx context.Context, account string) (string, error) {
	out, err := t.Do(ctx, kernel.Caller{Account: account, Region: t.config.Region}, &iam.GetCallerIdentity{})
	var refused *kernel.Error
	var trouble *target.Trouble
	switch {
	case err == nil && kernel.IsAccount(out.(*iam.GetCallerIdentityOutput).Account):
		return out.(*iam.GetCallerIdentityOutput).Account, nil
	case err == nil, errors.Is(err, target.ErrUnsupported), errors.As(err, &refused), errors.As(err, &trouble) &&
		!trouble.Ours:
		return Unverified, nil
	}
	return "", fmt.Errorf("account %s: %w", account, err)
}
