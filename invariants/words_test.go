package invariants_test

import (
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

const (
	backupID  = "backup-aaaaaaaaaaa"
	backupARN = "arn:aws:cloudhsm:us-east-1:111111111111:backup/" + backupID
	clusterID = "cluster-aaaaaaaaaaa"
	shareARN  = "arn:aws:ram:us-east-1:111111111111:resource-share/11111111-2222-4333-8444-555555555555"
	inviteARN = "arn:aws:ram:us-east-1:111111111111:resource-share-invitation/aaaaaaaa-2222-4333-8444-555555555555"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	consumer = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	start    = kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	yes      = true
	notFound = kernel.NewError(cloudhsm.ResourceNotFound, "Backup "+backupID+" is not found.")
	invalid  = kernel.NewError(cloudhsm.InvalidRequest, "No.")
)

// The words of hand-made histories.

func call(at time.Duration, as kernel.Caller, in, out any) *kernel.Exchange {
	if err, refused := out.(error); refused {
		return &kernel.Exchange{At: start.Add(at), As: as, In: in, Err: err}
	}
	return &kernel.Exchange{At: start.Add(at), As: as, In: in, Out: out}
}

func cluster(change func(*cloudhsm.Cluster)) *cloudhsm.Cluster {
	c := &cloudhsm.Cluster{
		ClusterId: clusterID, CreateTimestamp: start, HsmType: "hsm2m.medium", Mode: "FIPS", NetworkType: "IPV4",
		State:                 cloudhsm.ClusterCreateInProgress,
		BackupRetentionPolicy: &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: "90"},
	}
	if change != nil {
		change(c)
	}
	return c
}

func creates(at time.Duration, id string) *kernel.Exchange {
	return call(at, owner, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: []string{"subnet-0123456789abcdef0"}},
		&cloudhsm.CreateClusterOutput{Cluster: cluster(func(c *cloudhsm.Cluster) {
			c.ClusterId, c.CreateTimestamp = id, start.Add(at)
		})})
}

func clusters(at time.Duration, as kernel.Caller, shown ...*cloudhsm.Cluster) *kernel.Exchange {
	out := &cloudhsm.DescribeClustersOutput{}
	for _, c := range shown {
		out.Clusters = append(out.Clusters, *c)
	}
	return call(at, as, &cloudhsm.DescribeClusters{}, out)
}

func backup(change func(*cloudhsm.Backup)) *cloudhsm.Backup {
	b := &cloudhsm.Backup{BackupArn: backupARN, BackupId: backupID, BackupState: cloudhsm.BackupReady,
		ClusterId: clusterID, CreateTimestamp: start, HsmType: "hsm2m.medium", Mode: "FIPS"}
	if change != nil {
		change(b)
	}
	return b
}

func backups(at time.Duration, as kernel.Caller, shown ...*cloudhsm.Backup) *kernel.Exchange {
	in, out := &cloudhsm.DescribeBackups{}, &cloudhsm.DescribeBackupsOutput{}
	if as == consumer {
		in.Shared = &yes
	}
	for _, b := range shown {
		out.Backups = append(out.Backups, *b)
	}
	return call(at, as, in, out)
}

func pending(at time.Duration) *cloudhsm.Backup {
	return backup(func(b *cloudhsm.Backup) {
		b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, start.Add(at+7*kernel.Day)
	})
}

func deletes(at time.Duration) *kernel.Exchange {
	return call(at, owner, &cloudhsm.DeleteBackup{BackupId: backupID}, &cloudhsm.DeleteBackupOutput{Backup: pending(at)})
}

func restores(at time.Duration) *kernel.Exchange {
	return call(at, owner, &cloudhsm.RestoreBackup{BackupId: backupID}, &cloudhsm.RestoreBackupOutput{Backup: backup(nil)})
}

func share(status ram.ResourceShareStatus) *ram.ResourceShare {
	return &ram.ResourceShare{ResourceShareArn: shareARN, Name: "s", OwningAccountId: owner.Account,
		AllowExternalPrincipals: true, CreationTime: start, LastUpdatedTime: start, Status: status}
}

func shares(token string) *kernel.Exchange {
	return call(0, owner, &ram.CreateResourceShare{Name: "s", ClientToken: token, Principals: []string{consumer.Account},
		ResourceArns: []string{backupARN}},
		&ram.CreateResourceShareOutput{ResourceShare: share(ram.Active)})
}

func invitation(status ram.ResourceShareInvitationStatus) *ram.ResourceShareInvitation {
	return &ram.ResourceShareInvitation{ResourceShareInvitationArn: inviteARN, ResourceShareArn: shareARN,
		InvitationTimestamp: start, SenderAccountId: owner.Account, ReceiverAccountId: consumer.Account, Status: status}
}

func accepts(at time.Duration) *kernel.Exchange {
	return call(at, consumer, &ram.AcceptResourceShareInvitation{ResourceShareInvitationArn: inviteARN},
		&ram.AcceptResourceShareInvitationOutput{ResourceShareInvitation: invitation(ram.InvitationAccepted)})
}

func unshares(at time.Duration) *kernel.Exchange {
	return call(at, owner, &ram.DeleteResourceShare{ResourceShareArn: shareARN},
		&ram.DeleteResourceShareOutput{ReturnValue: true})
}

func page(at time.Duration, token, next string, ids ...string) *kernel.Exchange {
	out := &organizations.ListHandshakesForAccountOutput{NextToken: next}
	for _, id := range ids {
		out.Handshakes = append(out.Handshakes,
			organizations.Handshake{Id: id, Arn: "arn:aws:organizations::111111111111:handshake/o-a/invite/" + id,
				State: organizations.Requested, RequestedTimestamp: start, ExpirationTimestamp: start.Add(15 * kernel.Day)})
	}
	return call(at, owner, &organizations.ListHandshakesForAccount{NextToken: token}, out)
}

func founds(as kernel.Caller, id string) *kernel.Exchange {
	return call(0, as, &organizations.CreateOrganization{},
		&organizations.CreateOrganizationOutput{Organization: &organizations.Organization{
			Id: id, MasterAccountId: as.Account, Arn: "arn:aws:organizations::" + as.Account + ":organization/" + id,
		}})
}

func delegates(to bool) *kernel.Exchange {
	if !to {
		return call(0, owner, &organizations.DeregisterDelegatedAdministrator{AccountId: consumer.Account,
			ServicePrincipal: "ram.amazonaws.com"}, &organizations.DeregisterDelegatedAdministratorOutput{})
	}
	return call(0, owner, &organizations.RegisterDelegatedAdministrator{AccountId: consumer.Account,
		ServicePrincipal: "ram.amazonaws.com"}, &organizations.RegisterDelegatedAdministratorOutput{})
}

func roots() *kernel.Exchange {
	return call(0, consumer, &organizations.ListRoots{}, &organizations.ListRootsOutput{Roots: []organizations.Root{}})
}

func tags() *kernel.Exchange {
	return call(0, owner, &cloudhsm.TagResource{ResourceId: backupID, TagList: []cloudhsm.Tag{{Key: "k", Value: "v"}}},
		&cloudhsm.TagResourceOutput{})
}

func restored(state cloudhsm.ClusterState) *cloudhsm.Cluster {
	return cluster(func(c *cloudhsm.Cluster) { c.State, c.SourceBackupId = state, backupID })
}

func working() *cloudhsm.Cluster {
	return cluster(func(c *cloudhsm.Cluster) {
		c.State, c.Hsms = cloudhsm.ClusterActive,
			[]cloudhsm.Hsm{{HsmId: "hsm-aaaaaaaaaaa", ClusterId: clusterID, State: cloudhsm.HsmActive}}
	})
}
