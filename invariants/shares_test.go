package invariants_test

import (
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

func resources(at time.Duration, as kernel.Caller) *kernel.Exchange {
	owner := ram.Self
	if as == consumer {
		owner = ram.OtherAccounts
	}
	return call(at, as, &ram.ListResources{ResourceOwner: owner},
		&ram.ListResourcesOutput{Resources: []ram.Resource{{Arn: backupARN, ResourceShareArn: shareARN,
			CreationTime: start}}})
}

func handshake(state organizations.HandshakeState) *organizations.Handshake {
	return &organizations.Handshake{
		Id: "h-aaaaaaaa", State: state, RequestedTimestamp: start, ExpirationTimestamp: start.Add(15 * kernel.Day),
		Arn: "arn:aws:organizations::111111111111:handshake/o-a/invite/h-aaaaaaaa",
		Parties: []organizations.HandshakeParty{
			{Id: "o-a", Type: organizations.OrganizationParty}, {Id: consumer.Account, Type: organizations.AccountParty},
		},
	}
}

func invites() *kernel.Exchange {
	return call(0, owner, &organizations.InviteAccountToOrganization{},
		&organizations.InviteAccountToOrganizationOutput{Handshake: handshake(organizations.Requested)})
}

func declines(at time.Duration) *kernel.Exchange {
	return call(at, consumer, &organizations.DeclineHandshake{HandshakeId: "h-aaaaaaaa"},
		&organizations.DeclineHandshakeOutput{Handshake: handshake(organizations.Declined)})
}

// copied backups arrive an hour after the start.
func arrived(source string) *kernel.Exchange {
	return backups(2*time.Hour, owner, backup(func(b *cloudhsm.Backup) {
		b.BackupId, b.BackupArn = "backup-bbbbbbbbbbb", "arn:aws:cloudhsm:us-east-1:111111111111:backup/backup-bbbbbbbbbbb"
		b.SourceBackup, b.SourceRegion, b.SourceCluster, b.CopyTimestamp = source, "eu-west-1", clusterID,
			start.Add(time.Hour)
	}))
}

func orders(source string) *kernel.Exchange {
	there := kernel.Caller{Account: owner.Account, Region: "eu-west-1"}
	return call(time.Hour, there, &cloudhsm.CopyBackupToRegion{BackupId: source, DestinationRegion: "us-east-1"},
		&cloudhsm.CopyBackupToRegionOutput{})
}

var ofShares = []tale{
	{"INV-RAM-02", "a consumer lists the resources of a share in which it has part",
		[]*kernel.Exchange{shares(""), accepts(time.Minute), resources(time.Hour, consumer)},
		[]*kernel.Exchange{shares(""), resources(time.Hour, consumer)}},
	{"INV-ORG-01", "a handshake is declined once",
		[]*kernel.Exchange{founds(owner, "o-a"), invites(), declines(time.Hour)},
		[]*kernel.Exchange{founds(owner, "o-a"), invites(), declines(time.Hour), declines(2 * time.Hour)}},
	{"INV-HSM-06", "a copy is one that was asked for",
		[]*kernel.Exchange{orders("backup-ccccccccccc"), arrived("backup-ccccccccccc")},
		[]*kernel.Exchange{arrived("backup-ccccccccccc")}},
}
