package sdk

import (
	"context"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ram"
)

// service is a service of the SDK: how a client is made, and what it can do.
type service struct {
	client     func(aws.Config) any
	operations map[string]operation
}

// operation is one operation of an SDK client.
type operation struct {
	name    string
	in, out reflect.Type
	call    func(ctx context.Context, client, in any) (any, error)
}

// op makes an operation of a client's method.
func op[Client, In, Out, Option any](method func(*Client, context.Context, *In, ...Option) (*Out, error)) operation {
	in := reflect.TypeFor[In]()
	return operation{
		name: strings.TrimSuffix(in.Name(), "Input"), in: in, out: reflect.TypeFor[Out](),
		call: func(ctx context.Context, client, in any) (any, error) { return method(client.(*Client), ctx, in.(*In)) },
	}
}

func named(operations ...operation) map[string]operation {
	byName := map[string]operation{}
	for _, o := range operations {
		byName[o.name] = o
	}
	return byName
}

// services are the services of the model, by the names of their SDK packages.
var services = map[string]service{
	"cloudhsmv2": {
		client: func(c aws.Config) any { return cloudhsmv2.NewFromConfig(c) },
		operations: named(
			op((*cloudhsmv2.Client).CopyBackupToRegion),
			op((*cloudhsmv2.Client).CreateCluster),
			op((*cloudhsmv2.Client).CreateHsm),
			op((*cloudhsmv2.Client).DeleteBackup),
			op((*cloudhsmv2.Client).DeleteCluster),
			op((*cloudhsmv2.Client).DeleteHsm),
			op((*cloudhsmv2.Client).DeleteResourcePolicy),
			op((*cloudhsmv2.Client).DescribeBackups),
			op((*cloudhsmv2.Client).DescribeClusters),
			op((*cloudhsmv2.Client).GetResourcePolicy),
			op((*cloudhsmv2.Client).InitializeCluster),
			op((*cloudhsmv2.Client).ListTags),
			op((*cloudhsmv2.Client).ModifyBackupAttributes),
			op((*cloudhsmv2.Client).ModifyCluster),
			op((*cloudhsmv2.Client).PutResourcePolicy),
			op((*cloudhsmv2.Client).RestoreBackup),
			op((*cloudhsmv2.Client).TagResource),
			op((*cloudhsmv2.Client).UntagResource),
		),
	},
	"organizations": {
		client: func(c aws.Config) any { return organizations.NewFromConfig(c) },
		operations: named(
			op((*organizations.Client).AcceptHandshake),
			op((*organizations.Client).CancelHandshake),
			op((*organizations.Client).CreateAccount),
			op((*organizations.Client).CreateOrganization),
			op((*organizations.Client).CreateOrganizationalUnit),
			op((*organizations.Client).DeclineHandshake),
			op((*organizations.Client).DeleteOrganization),
			op((*organizations.Client).DeleteOrganizationalUnit),
			op((*organizations.Client).DescribeAccount),
			op((*organizations.Client).DescribeCreateAccountStatus),
			op((*organizations.Client).DescribeHandshake),
			op((*organizations.Client).DescribeOrganization),
			op((*organizations.Client).DisableAWSServiceAccess),
			op((*organizations.Client).EnableAWSServiceAccess),
			op((*organizations.Client).InviteAccountToOrganization),
			op((*organizations.Client).LeaveOrganization),
			op((*organizations.Client).ListAWSServiceAccessForOrganization),
			op((*organizations.Client).ListAccounts),
			op((*organizations.Client).ListHandshakesForAccount),
			op((*organizations.Client).ListOrganizationalUnitsForParent),
			op((*organizations.Client).ListParents),
			op((*organizations.Client).ListRoots),
			op((*organizations.Client).MoveAccount),
			op((*organizations.Client).RemoveAccountFromOrganization),
		),
	},
	"ram": {
		client: func(c aws.Config) any { return ram.NewFromConfig(c) },
		operations: named(
			op((*ram.Client).AcceptResourceShareInvitation),
			op((*ram.Client).AssociateResourceShare),
			op((*ram.Client).AssociateResourceSharePermission),
			op((*ram.Client).CreatePermission),
			op((*ram.Client).CreateResourceShare),
			op((*ram.Client).DeletePermission),
			op((*ram.Client).DeleteResourceShare),
			op((*ram.Client).DisassociateResourceShare),
			op((*ram.Client).DisassociateResourceSharePermission),
			op((*ram.Client).EnableSharingWithAwsOrganization),
			op((*ram.Client).GetPermission),
			op((*ram.Client).GetResourcePolicies),
			op((*ram.Client).GetResourceShareAssociations),
			op((*ram.Client).GetResourceShareInvitations),
			op((*ram.Client).GetResourceShares),
			op((*ram.Client).ListPendingInvitationResources),
			op((*ram.Client).ListPermissionVersions),
			op((*ram.Client).ListPermissions),
			op((*ram.Client).ListPrincipals),
			op((*ram.Client).ListResourceSharePermissions),
			op((*ram.Client).ListResourceTypes),
			op((*ram.Client).ListResources),
			op((*ram.Client).PromotePermissionCreatedFromPolicy),
			op((*ram.Client).PromoteResourceShareCreatedFromPolicy),
			op((*ram.Client).RejectResourceShareInvitation),
			op((*ram.Client).TagResource),
			op((*ram.Client).UntagResource),
			op((*ram.Client).UpdateResourceShare),
		),
	},
}
