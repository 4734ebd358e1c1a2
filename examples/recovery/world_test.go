package recovery_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/internal/pki"
)

// prepare makes a cluster of the owner that has a backup. Nothing goes wrong with
// the calls of Calm.
func prepare(t *testing.T, cloud *shareproof.Cloud) {
	hsm := cloudhsmv2.NewFromConfig(cloud.WithoutFaults(owner))
	made, err := hsm.CreateCluster(t.Context(), &cloudhsmv2.CreateClusterInput{
		HsmType: aws.String("hsm2m.medium"), Mode: types.ClusterModeFips, SubnetIds: []string{subnet},
	})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	for zone := range made.Cluster.SubnetMapping {
		_, err = hsm.CreateHsm(t.Context(),
			&cloudhsmv2.CreateHsmInput{ClusterId: made.Cluster.ClusterId, AvailabilityZone: &zone})
		require.NoError(t, err)
	}
	cloud.Advance(time.Hour)
	out, err := hsm.DescribeClusters(t.Context(), &cloudhsmv2.DescribeClustersInput{})
	require.NoError(t, err)
	certificate, err := pki.Sign(*out.Clusters[0].Certificates.ClusterCsr)
	require.NoError(t, err)
	_, err = hsm.InitializeCluster(t.Context(), &cloudhsmv2.InitializeClusterInput{
		ClusterId: made.Cluster.ClusterId, SignedCert: &certificate, TrustAnchor: aws.String(pki.TrustAnchor()),
	})
	require.NoError(t, err)
	cloud.Advance(time.Hour) // somebody activates it, and CloudHSM makes a backup
}

// organize puts both accounts into one organization that shares.
func organize(t *testing.T, cloud *shareproof.Cloud) {
	management := organizations.NewFromConfig(cloud.WithoutFaults(owner))
	_, err := management.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	require.NoError(t, err)
	invited, err := management.InviteAccountToOrganization(t.Context(), &organizations.InviteAccountToOrganizationInput{
		Target: &orgtypes.HandshakeParty{Id: aws.String(standby), Type: orgtypes.HandshakePartyTypeAccount},
	})
	require.NoError(t, err)
	_, err = organizations.NewFromConfig(cloud.WithoutFaults(standby)).AcceptHandshake(t.Context(),
		&organizations.AcceptHandshakeInput{HandshakeId: invited.Handshake.Id})
	require.NoError(t, err)
	_, err = ram.NewFromConfig(cloud.WithoutFaults(owner)).EnableSharingWithAwsOrganization(t.Context(),
		&ram.EnableSharingWithAwsOrganizationInput{})
	require.NoError(t, err)
}
