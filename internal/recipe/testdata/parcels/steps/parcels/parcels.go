// Package parcels is the vocabulary of Parcels: parcels that are sent.
package parcels

import (
	"context"

	"github.com/shareproof/shareproof/model/parcels"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of Parcels.
var Vocabulary = engine.Vocabulary{
	System: "parcels", Scenarios: 3,
	Kinds: []engine.Kind{{
		Name:  "parcel",
		Table: engine.Lifecycle("Parcels parcel"),
		State: stateOfParcel,
		Given: engine.Given{
			Expression: `a parcel {new parcel} of {account}(?: that is {state})?`,
			Example:    `Given a parcel "p" of "owner" that is arrived`,
			Doc:        "SendParcel, led to the state.",
			Usual:      string(parcels.OnItsWay),
			Make:       sendParcel,
		},
	}},
	Phrases: func(s *engine.Session) []engine.Phrase {
		return []engine.Phrase{{
			Expression: `^{account} looks for parcel {parcel}$`,
			Example:    `When "owner" looks for parcel "p"`,
			Doc:        "DescribeParcel.",
			Do:         session{s}.looksFor,
			Answer:     engine.Answers[parcels.DescribeParcelOutput](),
		}}
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

func sendParcel(ctx context.Context, s *engine.Session, m engine.Making) error {
	as := s.Caller(m.Arguments[0])
	out, err := engine.Act[parcels.SendParcelOutput](ctx, s, as, &parcels.SendParcel{To: "north"})
	if err != nil || out == nil {
		return err
	}
	s.Remember("parcel", m.Name, engine.Thing{Owner: as.Account, Region: as.Region, ID: out.Parcel.ParcelId})
	return nil
}

func stateOfParcel(ctx context.Context, s *engine.Session, t engine.Thing) (string, error) {
	in := &parcels.DescribeParcel{ParcelId: t.ID}
	out, err := engine.Ask[parcels.DescribeParcelOutput](ctx, s, t.Scope(), in)
	if err != nil {
		return "", err
	}
	return string(out.Parcel.State), nil
}

func (s session) looksFor(ctx context.Context, account, name string) error {
	p, err := s.Recall("parcel", name)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, p), &parcels.DescribeParcel{ParcelId: p.ID})
}
