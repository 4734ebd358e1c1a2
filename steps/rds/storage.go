package rds

import (
	"context"
	"fmt"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/target"
)

var ofVolumes = []engine.Column{
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
			Tables: engine.Columns(ofVolumes...),
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
		return t.WritePages(ctx, c.Scope(), c.ID, uint64(first-1), uint64(last-first+1))
	})
}

// charged lists the volumes that an account pays for in the Region of the scenario.
func (s session) charged(ctx context.Context, account string) (all []rds.Volume, err error) {
	lineages, err := s.Storage(ctx)
	at := s.Caller(account)
	for _, l := range lineages {
		for _, v := range l.Volumes {
			if v.Account == at.Account && v.Region == at.Region {
				all = append(all, v)
			}
		}
	}
	return all, err
}

func (s session) arePagesCharged(ctx context.Context, account string, want *godog.Table) error {
	volumes, err := s.charged(ctx, account)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(volumes), func(i int, column string) (string, error) {
		switch column {
		case "DB cluster":
			return s.calledByARN(cluster, volumes[i].Cluster), nil
		case "Pages":
			return fmt.Sprint(volumes[i].Billed), nil
		}
		return "", fmt.Errorf("volumes have no column %q", column)
	})
}

func (s session) areChargedInAll(ctx context.Context, want int, account string) error {
	volumes, err := s.charged(ctx, account)
	if err != nil {
		return err
	}
	sum := uint64(0)
	for _, v := range volumes {
		sum += v.Billed
	}
	if sum != uint64(want) {
		return engine.Mismatch("%d pages are charged to %q, not %d", sum, account, want)
	}
	return nil
}
