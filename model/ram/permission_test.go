package ram_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/ram"
)

const (
	backupDefault  = "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionCloudHSMBackup"
	clusterDefault = "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionRDSCluster"
	describeOnly   = `{"Effect":"Allow","Action":["cloudhsm:DescribeBackups"]}`
)

func TestASharesPermissionIsTheDefaultUnlessNamed(t *testing.T) {
	c := newCloud(t)
	share := c.shared()
	of := func() []ram.ResourceSharePermissionSummary {
		return do[ram.ListResourceSharePermissionsOutput](c, owner,
			&ram.ListResourceSharePermissions{ResourceShareArn: share}).Permissions
	}
	require.Len(t, of(), 1)
	require.Equal(t, backupDefault, of()[0].Arn)
	require.Equal(t, of(), do[ram.ListResourceSharePermissionsOutput](c, consumer,
		&ram.ListResourceSharePermissions{ResourceShareArn: share}).Permissions)

	custom := do[ram.CreatePermissionOutput](c, owner,
		&ram.CreatePermission{Name: "describe", ResourceType: "cloudhsm:Backup", PolicyTemplate: describeOnly}).Permission.Arn
	swap := ram.AssociateResourceSharePermission{ResourceShareArn: share, PermissionArn: custom}
	c.refused(owner, ram.OnePermissionForAType, &swap)
	two, yes := int32(2), true
	c.refused(owner, ram.OnePermissionForAType,
		&ram.AssociateResourceSharePermission{ResourceShareArn: share, PermissionArn: backupDefault, PermissionVersion: &two})
	swap.Replace = &yes
	do[ram.AssociateResourceSharePermissionOutput](c, owner, &swap)
	require.True(t, c.allows(consumer, backup, describe))
	require.False(t, c.allows(consumer, backup, restore))
	c.refused(owner, ram.UsedPermissionsAreKept, &ram.DeletePermission{PermissionArn: custom})
	c.refused(owner, ram.UsedPermissionsAreKept,
		&ram.DisassociateResourceSharePermission{ResourceShareArn: share, PermissionArn: custom})
	c.refused(owner, ram.UnknownPermissionsAreNotFound,
		&ram.DisassociateResourceSharePermission{ResourceShareArn: share, PermissionArn: clusterDefault})

	do[ram.DisassociateResourceShareOutput](c, owner,
		&ram.DisassociateResourceShare{ResourceShareArn: share, ResourceArns: []string{backup}})
	do[ram.DisassociateResourceSharePermissionOutput](c, owner,
		&ram.DisassociateResourceSharePermission{ResourceShareArn: share, PermissionArn: custom})
	require.Empty(t, of())
	do[ram.DeletePermissionOutput](c, owner, &ram.DeletePermission{PermissionArn: custom})
	c.refused(owner, ram.UnknownPermissionsAreNotFound, &ram.GetPermission{PermissionArn: custom})
	c.refused(owner, ram.OnePermissionForAType,
		&ram.CreateResourceShare{Name: "x", PermissionArns: []string{backupDefault, backupDefault}})
	c.refused(owner, ram.UnknownPermissionsAreNotFound,
		&ram.CreateResourceShare{Name: "x", PermissionArns: []string{custom}})
}

func TestPermissionsAreListedAndShown(t *testing.T) {
	c := newCloud(t)
	custom := do[ram.CreatePermissionOutput](c, owner,
		&ram.CreatePermission{Name: "describe", ResourceType: "cloudhsm:Backup", PolicyTemplate: describeOnly}).Permission.Arn
	list := func(in ram.ListPermissions) int { return len(do[ram.ListPermissionsOutput](c, owner, &in).Permissions) }
	require.Equal(t, 3, list(ram.ListPermissions{}))
	require.Equal(t, 2, list(ram.ListPermissions{ResourceType: "cloudhsm:Backup"}))
	require.Equal(t, 1, list(ram.ListPermissions{PermissionType: "CUSTOMER_MANAGED"}))
	require.Len(t, do[ram.ListPermissionsOutput](c, consumer, &ram.ListPermissions{}).Permissions, 2)
	shown := do[ram.GetPermissionOutput](c, consumer, &ram.GetPermission{PermissionArn: backupDefault}).Permission
	require.JSONEq(t, `{"Effect":"Allow","Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"]}`,
		shown.Permission)
	require.True(t, shown.IsResourceTypeDefault)
	require.Len(t, do[ram.ListPermissionVersionsOutput](c, owner,
		&ram.ListPermissionVersions{PermissionArn: custom}).Permissions, 1)
	c.refused(consumer, ram.UnknownPermissionsAreNotFound, &ram.GetPermission{PermissionArn: custom})
	c.refused(consumer, ram.ARNsAreWellFormed, &ram.GetPermission{PermissionArn: "describe"})
	do[ram.TagResourceOutput](c, owner, &ram.TagResource{ResourceArn: custom, Tags: []ram.Tag{{Key: "k"}}})
}

func TestPermissionsAreWellFormedAndFew(t *testing.T) {
	c := newCloud(t)
	create := func(name, template string) *ram.CreatePermission {
		return &ram.CreatePermission{Name: name, ResourceType: "cloudhsm:Backup", PolicyTemplate: template}
	}
	for _, bad := range []string{`{}`, `allow`, `{"Effect":"Deny","Action":"*"}`,
		`{"Effect":"Allow","Action":"*","Resource":"*"}`, describeOnly + "," + describeOnly,
		`{"Effect":"Allow","Action":"*"}],"Id":"x"`} {
		c.refused(owner, ram.TemplatesAreWellFormed, create("bad", bad))
	}
	c.refused(owner, ram.ValuesHaveTheirShape, create("a name", describeOnly))
	c.refused(owner, ram.CustomTypesAreFew,
		&ram.CreatePermission{Name: "x", ResourceType: "rds:Cluster", PolicyTemplate: describeOnly})
	for i := range 10 {
		do[ram.CreatePermissionOutput](c, owner, create(fmt.Sprint("p", i), describeOnly))
	}
	c.refused(owner, ram.PermissionNamesDiffer, create("p0", describeOnly))
	c.refused(owner, ram.PermissionsAreLimited, create("p10", describeOnly))
}

func TestRAMWritesOnePolicyForAResource(t *testing.T) {
	c := newCloud(t)
	organization, _, unit := c.organize(true)
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{consumer.Account, organization}})
	c.share(ram.CreateResourceShare{ResourceArns: []string{backup}, Principals: []string{unit}})
	c.pass(time.Minute)
	policies := do[ram.GetResourcePoliciesOutput](c, owner,
		&ram.GetResourcePolicies{ResourceArns: []string{backup}}).Policies
	require.Len(t, policies, 1)
	require.Contains(t, policies[0], `"Principal":{"AWS":"arn:aws:iam::222222222222:root"}`)
	require.Contains(t, policies[0], `"StringEquals":{"aws:PrincipalOrgID":"o-`)
	require.Contains(t, policies[0], `"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-`)
	c.refused(owner, ram.OnlySharedResourcesHavePolicies, &ram.GetResourcePolicies{ResourceArns: []string{backup2}})
	c.refused(consumer, ram.OnlySharedResourcesHavePolicies, &ram.GetResourcePolicies{ResourceArns: []string{backup}})
	c.refused(owner, ram.ARNsAreWellFormed, &ram.GetResourcePolicies{ResourceArns: []string{"backup"}})
}

func BenchmarkAllows(b *testing.B) {
	t := &testing.T{}
	c := newCloud(t)
	for range 10_000 {
		c.share(ram.CreateResourceShare{})
	}
	c.shared()
	arn := parse(t, backup)
	for b.Loop() {
		if !c.ram.Allows(arn, consumer.Account, restore) {
			b.Fatal("not allowed")
		}
	}
}

func BenchmarkPutPolicy(b *testing.B) {
	t := &testing.T{}
	c := newCloud(t)
	arn, doc := parse(t, backup), guidePolicy(t, bothActions, `"222222222222"`)
	for i := 0; b.Loop(); i++ {
		arn.Resource = fmt.Sprint("backup/backup-", i)
		c.ram.PutPolicy(arn, "cloudhsm:Backup", doc)
	}
}

func BenchmarkSharedWith(b *testing.B) {
	t := &testing.T{}
	c := newCloud(t)
	for range 10_000 {
		c.share(ram.CreateResourceShare{})
	}
	c.shared()
	for b.Loop() {
		c.ram.SharedWith(consumer.Scope(), "cloudhsm:Backup")
	}
}
