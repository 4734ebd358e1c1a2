package rds

import (
	"context"
	"fmt"
	"math/big"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/target"
)

var ofCharges = []engine.Column{
	{Heading: "DB cluster", Cell: engine.One(cluster)},
	{Heading: "Pages", Cell: engine.Anything},
}

func (s session) storagePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^pages {count} to {count} of DB cluster {DB cluster} are written$`,
			Example:    `When pages 1 to 100 of DB cluster "d" are written`,
			Doc:        "Its database writes to its volume, outside the API, pages that are there or not.",
			Do:         s.arePagesWritten,
		},
		{
			Expression: `^these pages are charged to {account}$`,
			Example: "Then these pages are charged to \"consumer\"\n" +
				"  | DB cluster | Pages |\n" +
				"  | d          | 100   |",
			Doc:    "What the account pays for the storage of each of its DB clusters, all of them, outside the API.",
			Do:     s.arePagesCharged,
			Tables: engine.Columns(ofCharges...),
		},
		{
			Expression: `^{count} pages in all are charged to {account}$`,
			Example:    `Then 1100 pages in all are charged to "owner"`,
			Doc:        "The same in sum, where it is open which of its clusters it pays them for.",
			Do:         s.areChargedInAll,
		},
	}
}

func (s session) arePagesWritten(ctx context.Context, first, last int, name string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	return s.Outside(func(t target.Target) error {
		return t.WritePages(ctx, c.Scope(), c.ID, int64(first), int64(last))
	})
}

func (s session) arePagesCharged(ctx context.Context, account string, want *godog.Table) error {
	charges, err := s.Charges(ctx, s.Caller(account).Scope())
	if err != nil {
		return err
	}
	return engine.Compare(want, len(charges), func(i int, column string) (string, error) {
		switch column {
		case "DB cluster":
			return s.calledByARN(cluster, charges[i].Cluster), nil
		case "Pages":
			return charges[i].Pages, nil
		}
		return "", fmt.Errorf("charges have no column %q", column)
	})
}

func (s session) areChargedInAll(ctx context.Context, want int, account string) error {
	charges, err := s.Charges(ctx, s.Caller(account).Scope())
	if err != nil {
		return err
	}
	sum := new(big.Rat)
	for _, c := range charges {
		pages, ok := new(big.Rat).SetString(c.Pages)
		if !ok {
			return engine.Mismatch("%q is no number of pages", c.Pages)
		}
		sum.Add(sum, pages)
	}
	if sum.Cmp(new(big.Rat).SetInt64(int64(want))) != 0 {
		return engine.Mismatch("%s pages are charged to %q, not %d", sum.RatString(), account, want)
	}
	return nil
}
