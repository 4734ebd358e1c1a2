package cloudhsm

import (
	"context"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) hsmPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} adds HSM {new HSM} to cluster {cluster}(?: in zone (\S+))?(?: at address (\S+))?$`,
			Example:    `When "owner" adds HSM "h2" to cluster "vault" in zone us-east-1b`,
			Doc:        "CreateHsm.",
			Do:         s.addsHsm,
			Answer:     engine.Answers[cloudhsm.CreateHsmOutput](),
		},
		{
			Expression: `^{account} removes HSM {HSM}$`,
			Example:    `When "owner" removes HSM "h2"`,
			Doc:        "DeleteHsm.",
			Do:         s.removesHsm,
			Answer:     engine.Answers[cloudhsm.DeleteHsmOutput](),
		},
	}
}

func givenHSM(ctx context.Context, on *engine.Session, m engine.Making) error {
	s, cluster := session{on}, m.Arguments[0]
	c, err := s.Recall("cluster", cluster)
	if err != nil {
		return err
	}
	return s.addHsm(ctx, c.Scope(), m.Name, cluster, "", "")
}

func stateOfHSM(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	s := session{on}
	of, err := s.Recall("cluster", t.Of)
	if err != nil {
		return "", err
	}
	c, err := s.seeCluster(ctx, of)
	if err != nil || c == nil {
		return engine.Gone, err
	}
	for _, h := range c.Hsms {
		if h.HsmId == t.ID {
			return string(h.State), nil
		}
	}
	return engine.Gone, nil
}

// deleteHSM leads an HSM on to its deletion.
func deleteHSM(ctx context.Context, s *engine.Session, t engine.Thing) error {
	c, err := s.Recall("cluster", t.Of)
	if err != nil {
		return err
	}
	return s.Call(ctx, t.Scope(), &cloudhsm.DeleteHsm{ClusterId: c.ID, HsmId: t.ID})
}

func (s session) addsHsm(ctx context.Context, account, alias, cluster, zone, address string) error {
	return s.addHsm(ctx, s.Caller(account), alias, cluster, zone, address)
}

func (s session) addHsm(ctx context.Context, as kernel.Caller, alias, cluster, zone, address string) error {
	c, err := s.Recall("cluster", cluster)
	if err != nil {
		return err
	}
	if zone == "" {
		zone = c.Region + "a"
	}
	out, err := engine.Act[cloudhsm.CreateHsmOutput](ctx, s.Session, as, &cloudhsm.CreateHsm{
		ClusterId: c.ID, AvailabilityZone: zone, IpAddress: address,
	})
	if out != nil {
		s.Remember("HSM", alias, engine.Thing{Owner: as.Account, Region: as.Region, ID: out.Hsm.HsmId, Of: cluster})
	}
	return err
}

func (s session) removesHsm(ctx context.Context, account, alias string) error {
	h, err := s.Recall("HSM", alias)
	if err != nil {
		return err
	}
	c, err := s.Recall("cluster", h.Of)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.Caller(account), &cloudhsm.DeleteHsm{ClusterId: c.ID, HsmId: h.ID})
}
