package ram_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// told lists the details of the events that an account was told.
func (c *cloud) told(as kernel.Caller) (details []string) {
	for _, e := range c.bus.At(as.Scope()) {
		details = append(details, e.Detail)
	}
	return details
}

func TestTheOwnerAndWhoeverHasAccessAreToldThatAnAssociationFailed(t *testing.T) {
	const failed = `{"event":"Resource Share Association","status":"failed"}`
	c := newCloud(t)
	share := c.shared()
	before := len(c.told(consumer))
	require.Equal(t, 1, c.env.Failing(func() {
		do[ram.AssociateResourceShareOutput](c, owner,
			&ram.AssociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup2}})
	}))
	c.pass(time.Hour)
	require.Equal(t, failed, c.told(owner)[len(c.told(owner))-1])
	require.Equal(t, []string{failed}, c.told(consumer)[before:])
	require.Empty(t, c.told(stranger))
	last := c.bus.At(consumer.Scope())[before]
	require.Equal(t, "aws.ram", last.Source)
	require.Equal(t, []string{share}, last.Resources)
	require.Equal(t, consumer.Account, last.Account)
}

func TestAPrincipalThatNeverHadAccessIsToldOfNothing(t *testing.T) {
	c := newCloud(t)
	c.organize(true)
	share := c.share(ram.CreateResourceShare{})
	require.Equal(t, 1, c.env.Failing(func() {
		do[ram.AssociateResourceShareOutput](c, owner,
			&ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{consumer.Account}})
	}))
	c.pass(time.Hour)
	require.Len(t, c.told(owner), 1)
	require.Empty(t, c.told(consumer))
}

func TestWhoComesBackToAShareIsToldOfNothingUntilItHasAccess(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	principals := []string{consumer.Account}
	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: principals})
	c.pass(time.Minute)
	before := len(c.told(consumer))
	do[ram.AssociateResourceShareOutput](c, owner,
		&ram.AssociateResourceShare{ResourceShareArn: share, Principals: principals})
	c.pass(time.Minute)
	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, Principals: principals})
	c.pass(time.Minute)
	require.Len(t, c.told(consumer), before)
}
