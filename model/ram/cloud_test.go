package ram_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/refused"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/policy"
	"github.com/shareproof/shareproof/model/ram"
)

const (
	backup   = "arn:aws:cloudhsm:eu-west-1:111111111111:backup/backup-aaaaaaaaaaa"
	backup2  = "arn:aws:cloudhsm:eu-west-1:111111111111:backup/backup-bbbbbbbbbbb"
	unready  = "arn:aws:cloudhsm:eu-west-1:111111111111:backup/backup-ccccccccccc"
	cluster  = "arn:aws:rds:eu-west-1:111111111111:cluster:orders"
	describe = "cloudhsm:DescribeBackups"
	restore  = "cloudhsm:CreateCluster"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "eu-west-1"}
	consumer = kernel.Caller{Account: "222222222222", Region: "eu-west-1"}
	stranger = kernel.Caller{Account: "333333333333", Region: "eu-west-1"}
	boss     = kernel.Caller{Account: "999999999999", Region: "eu-west-1"}
)

// cloud is Organizations and RAM over a few resources that are just there.
type cloud struct {
	env *kernel.Env
	org *organizations.Service
	bus *eventbridge.Service
	ram *ram.Service
	t   *testing.T
}

type resources map[string]bool

func (r resources) Shareable(arn kernel.ARN) (exists, ready bool) {
	ready, exists = r[arn.String()]
	return exists, ready
}

func (resources) Some(*kernel.Draw) string { return "" }

func newCloud(t *testing.T) *cloud {
	c := &cloud{env: kernel.NewEnv(1, kernel.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)), kernel.Typical), t: t}
	c.org = organizations.New(c.env)
	c.bus = eventbridge.New(c.env)
	c.ram = ram.New(c.env, c.org, c.bus)
	c.introduce()
	return c
}

func (c *cloud) introduce() {
	c.org.Observe(c.ram)
	c.ram.Share(resources{backup: true, backup2: true, unready: false, cluster: true})
}

func (c *cloud) fork() *cloud {
	f := &cloud{env: c.env.Fork(), t: c.t}
	f.org = c.org.Fork(f.env)
	f.bus = c.bus.Fork(f.env)
	f.ram = c.ram.Fork(f.env, f.org, f.bus)
	f.introduce()
	return f
}

func (c *cloud) digest() string {
	h := kernel.NewHasher()
	h.Add(c.env)
	h.Add(c.org.State())
	h.Add(c.bus.State())
	h.Add(c.ram.State())
	return h.Sum()
}

func (c *cloud) pass(d time.Duration) { c.env.AdvanceTo(c.env.Now().Add(d)) }

func (c *cloud) try(as kernel.Caller, in any) (any, error) {
	c.env.AdvanceTo(c.env.Now())
	name := reflect.TypeOf(in).Elem().Name()
	var service any = c.ram
	op := ram.API.Operation(name)
	if op == nil || op.In != reflect.TypeOf(in).Elem() {
		op, service = organizations.API.Operation(name), c.org
	}
	require.NotNil(c.t, op, name)
	return op.Do(service, &kernel.Call{Env: c.env, Caller: as, Operation: op}, in)
}

// do performs a call that must succeed.
func do[Out any](c *cloud, as kernel.Caller, in any) *Out {
	c.t.Helper()
	out, err := c.try(as, in)
	require.NoError(c.t, err)
	return out.(*Out)
}

// refused performs a call that the rule must refuse, leaving the cloud as it was.
func (c *cloud) refused(as kernel.Caller, rule *kernel.Rule, in any) {
	c.t.Helper()
	refused.By(c.t, rule, c.digest, func() error {
		_, err := c.try(as, in)
		return err
	})
}

func (c *cloud) share(in ram.CreateResourceShare) string {
	c.t.Helper()
	if in.Name == "" {
		in.Name = "keys"
	}
	return do[ram.CreateResourceShareOutput](c, owner, &in).ResourceShare.ResourceShareArn
}

// shared makes a share of the first backup that the consumer has accepted.
func (c *cloud) shared() (share string) {
	c.t.Helper()
	share = c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account}})
	c.pass(time.Minute)
	c.accept(consumer)
	return share
}

func (c *cloud) invitations(as kernel.Caller) []ram.ResourceShareInvitation {
	c.t.Helper()
	return do[ram.GetResourceShareInvitationsOutput](c, as, &ram.GetResourceShareInvitations{}).ResourceShareInvitations
}

func (c *cloud) accept(as kernel.Caller) {
	c.t.Helper()
	for _, i := range c.invitations(as) {
		if i.Status == ram.InvitationPending {
			do[ram.AcceptResourceShareInvitationOutput](c, as,
				&ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: i.ResourceShareInvitationArn})
		}
	}
}

func (c *cloud) allows(as kernel.Caller, resource, action string) bool {
	c.t.Helper()
	return c.ram.Allows(parse(c.t, resource), as.Account, action)
}

func (c *cloud) sharedWith(as kernel.Caller) []string {
	var out []string
	for _, arn := range c.ram.SharedWith(as.Scope(), "cloudhsm:Backup") {
		out = append(out, arn.String())
	}
	return out
}

func (c *cloud) association(share, entity string) *ram.ResourceShareAssociation {
	c.t.Helper()
	for _, of := range []ram.ResourceShareAssociationType{ram.PrincipalAssociation, ram.ResourceAssociation} {
		out := do[ram.GetResourceShareAssociationsOutput](c, owner,
			&ram.GetResourceShareAssociations{AssociationType: of, ResourceShareArns: []string{share}})
		for _, a := range out.ResourceShareAssociations {
			if a.AssociatedEntity == entity {
				return &a
			}
		}
	}
	return nil
}

func (c *cloud) shares(as kernel.Caller, side ram.ResourceOwner) []ram.ResourceShare {
	c.t.Helper()
	return do[ram.GetResourceSharesOutput](c, as, &ram.GetResourceShares{ResourceOwner: side}).ResourceShares
}

// organize puts owner and consumer into the organization of the boss, each into
// a unit of its own, and returns the ARNs of organization and units.
func (c *cloud) organize(sharing bool) (organization, ownersUnit, consumersUnit string) {
	c.t.Helper()
	o := do[organizations.CreateOrganizationOutput](c, boss, &organizations.CreateOrganization{}).Organization
	root := do[organizations.ListRootsOutput](c, boss, &organizations.ListRoots{}).Roots[0].Id
	unit := func(name string, in kernel.Caller) string {
		u := do[organizations.CreateOrganizationalUnitOutput](c, boss,
			&organizations.CreateOrganizationalUnit{ParentId: root, Name: name}).OrganizationalUnit
		c.join(in)
		do[organizations.MoveAccountOutput](c, boss,
			&organizations.MoveAccount{AccountId: in.Account, SourceParentId: root, DestinationParentId: u.Id})
		return u.Arn
	}
	ownersUnit, consumersUnit = unit("security", owner), unit("production", consumer)
	if sharing {
		do[ram.EnableSharingWithAwsOrganizationOutput](c, boss, &ram.EnableSharingWithAwsOrganization{})
	}
	return o.Arn, ownersUnit, consumersUnit
}

func (c *cloud) join(as kernel.Caller) {
	c.t.Helper()
	h := do[organizations.InviteAccountToOrganizationOutput](c, boss, &organizations.InviteAccountToOrganization{
		Target: &organizations.HandshakeParty{Id: as.Account, Type: organizations.AccountParty},
	}).Handshake
	do[organizations.AcceptHandshakeOutput](c, as, &organizations.AcceptHandshake{HandshakeId: h.Id})
}

func (c *cloud) leave(as kernel.Caller) {
	c.t.Helper()
	do[organizations.LeaveOrganizationOutput](c, as, &organizations.LeaveOrganization{})
}

func parse(t *testing.T, text string) kernel.ARN {
	arn, err := kernel.ParseARN(text)
	require.NoError(t, err)
	return arn
}

// guidePolicy is the policy of the CloudHSM guide for these accounts.
func guidePolicy(t *testing.T, actions string, accounts string) policy.Document {
	doc, err := policy.Parse(policy.ResourcePolicy,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":`+accounts+`},"Action":`+actions+
			`,"Resource":"`+backup+`"}]}`)
	require.NoError(t, err)
	return doc
}

func code(err error) string {
	var refusal *kernel.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}
