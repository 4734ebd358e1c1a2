package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// gambler makes calls that are likely to lead somewhere.
type gambler struct {
	*cloud
	draw  *rapid.T
	names []string // shares, invitations, groups
}

func (g *gambler) pick(from ...string) string { return rapid.SampledFrom(from).Draw(g.draw, "text") }

func (g *gambler) some(from ...string) []string {
	return rapid.SliceOfN(rapid.SampledFrom(from), 0, 2).Draw(g.draw, "list")
}

func (g *gambler) share() string { return g.pick(append(g.names, backup)...) }

func (g *gambler) next() any {
	no := false
	resources, accounts := []string{backup, backup2, cluster, unready},
		append(g.names, owner.Account, consumer.Account, stranger.Account, boss.Account)
	return rapid.SampledFrom([]any{
		&ram.CreateResourceShare{Name: "s", ResourceArns: g.some(resources...), Principals: g.some(accounts...)},
		&ram.CreateResourceShare{Name: "s", Principals: g.some(accounts...), AllowExternalPrincipals: &no},
		&ram.AssociateResourceShare{ResourceShareArn: g.share(), ResourceArns: g.some(resources...),
			Principals: g.some(accounts...)},
		&ram.DisassociateResourceShare{ResourceShareArn: g.share(), ResourceArns: g.some(resources...),
			Principals: g.some(accounts...)},
		&ram.DeleteResourceShare{ResourceShareArn: g.share()},
		&ram.UpdateResourceShare{ResourceShareArn: g.share(), AllowExternalPrincipals: &no},
		&ram.PromoteResourceShareCreatedFromPolicy{ResourceShareArn: g.share()},
		&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: g.share()},
		&ram.RejectResourceShareInvitation{ResourceShareInvitationArn: g.share()},
		&ram.ListResources{ResourceOwner: ram.ResourceOwner(g.pick("SELF", "OTHER-ACCOUNTS"))},
		&ram.ListPrincipals{ResourceOwner: ram.ResourceOwner(g.pick("SELF", "OTHER-ACCOUNTS"))},
		&ram.GetResourcePolicies{ResourceArns: g.some(resources...)},
		&ram.EnableSharingWithAwsOrganization{},
		&organizations.DisableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"},
		&organizations.LeaveOrganization{},
		&organizations.RemoveAccountFromOrganization{AccountId: consumer.Account},
		&organizations.DeleteOrganization{},
	}).Draw(g.draw, "call")
}

// learn remembers the names that listings show.
func (g *gambler) learn() {
	for _, as := range []kernel.Caller{owner, consumer} {
		for _, sh := range g.shares(as, ram.Self) {
			g.names = append(g.names, sh.ResourceShareArn)
		}
		for _, i := range g.invitations(as) {
			g.names = append(g.names, i.ResourceShareInvitationArn)
		}
	}
}

func play(t *testing.T, draw *rapid.T, off *kernel.Rule) {
	c := newCloud(t)
	organization, unit, other := c.organize(rapid.Bool().Draw(draw, "sharing"))
	if off != nil {
		c.env.SwitchOff(off)
	}
	g := &gambler{c, draw, []string{organization, unit, other}}
	for range rapid.IntRange(1, 40).Draw(draw, "calls") {
		as := rapid.SampledFrom([]kernel.Caller{owner, owner, consumer, stranger, boss}).Draw(draw, "caller")
		switch rapid.IntRange(0, 9).Draw(draw, "what") {
		case 0:
			c.ram.PutPolicy(parse(t, g.pick(backup, backup2)), "cloudhsm:Backup",
				guidePolicy(t, g.pick(bothActions, `"cloudhsm:DescribeBackups"`), `["222222222222","333333333333"]`))
		case 1:
			c.ram.Withdraw(parse(t, g.pick(backup, backup2)))
		case 2:
			c.pass(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, 12 * time.Hour,
				7 * kernel.Day}).Draw(draw, "time"))
		default:
			before := c.digest()
			if _, err := c.try(as, g.next()); err != nil {
				require.NotEmpty(draw, code(err))
				if off == nil {
					require.NotEqual(draw, "InternalFailure", code(err))
				}
				require.Equal(draw, before, c.digest(), "refused with %v", err)
			}
		}
		g.learn()
		require.Empty(draw, c.ram.Inconsistencies())
		for _, as := range []kernel.Caller{consumer, stranger, boss} {
			for _, shared := range c.sharedWith(as) {
				require.True(draw, off != nil || c.allows(as, shared, describe), "whoever sees a backup may describe it")
			}
		}
	}
}

func TestIndexesAgreeWithTheSharesWhateverHappens(t *testing.T) {
	property.Check(t, func(draw *rapid.T) { play(t, draw, nil) })
}

func TestNoMutantPanics(t *testing.T) {
	rules := append(ram.API.Rules.All(), organizations.API.Rules.All()...)
	property.Check(t, func(draw *rapid.T) { play(t, draw, rapid.SampledFrom(rules).Draw(draw, "off")) })
}
