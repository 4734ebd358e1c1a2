package recovery_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2/types"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	ramtypes "github.com/aws/aws-sdk-go-v2/service/ram/types"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/examples/recovery"
)

// outcome is what a recovery left behind, seen without faults.
type outcome struct {
	cluster  string
	err      error
	hangs    bool
	clusters []types.Cluster
	shares   []ramtypes.ResourceShare
	expired  bool // an invitation did
	injected []faults.Injected
}

// look sees what there is, by calls with which nothing goes wrong.
func (o *outcome) look(t *testing.T, cloud *shareproof.Cloud) {
	clusters, err := cloudhsmv2.NewFromConfig(cloud.WithoutFaults(standby)).DescribeClusters(t.Context(),
		&cloudhsmv2.DescribeClustersInput{})
	require.NoError(t, err)
	o.clusters = clusters.Clusters
	shares, err := ram.NewFromConfig(cloud.WithoutFaults(owner)).GetResourceShares(t.Context(),
		&ram.GetResourceSharesInput{
			ResourceOwner: ramtypes.ResourceOwnerSelf, ResourceShareStatus: ramtypes.ResourceShareStatusActive,
		})
	require.NoError(t, err)
	o.shares = shares.ResourceShares
	invitations, err := ram.NewFromConfig(cloud.WithoutFaults(standby)).GetResourceShareInvitations(t.Context(),
		&ram.GetResourceShareInvitationsInput{})
	require.NoError(t, err)
	for _, i := range invitations.ResourceShareInvitations {
		o.expired = o.expired || i.Status == ramtypes.ResourceShareInvitationStatusExpired
	}
	o.injected = cloud.Injected()
}

func (o outcome) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cluster %q, error %v, hangs %t\n", o.cluster, o.err, o.hangs)
	for _, c := range o.clusters {
		fmt.Fprintf(&b, "  %s %s\n", *c.ClusterId, c.State)
	}
	for _, s := range o.shares {
		fmt.Fprintf(&b, "  %s %s\n", *s.Name, s.Status)
	}
	for n, i := range o.injected {
		if n == 10 {
			fmt.Fprintf(&b, "  and %d more\n", len(o.injected)-n)
			break
		}
		fmt.Fprintf(&b, "  %s\n", i)
	}
	return b.String()
}

// happened reports whether somebody else's call came true in mid-flight.
func (o outcome) happened(operation string) bool {
	return slices.ContainsFunc(o.injected, func(i faults.Injected) bool {
		return i.Operation == operation && i.What == "done"
	})
}

const aHang = "the routine hangs for another reason"

// bug names what is wrong with the outcome, "" if nothing is.
func (o outcome) bug() string {
	switch {
	case len(o.clusters) > 1:
		return "a lost reply leads to a second cluster"
	case o.hangs && o.happened("ram.DeleteResourceShare"):
		return "a share is revoked in mid-flight, and the routine hangs"
	case o.hangs && o.expired:
		return "an invitation has expired, and the routine hangs"
	case o.err == nil && (len(o.clusters) == 0 || o.clusters[0].State != types.ClusterStateActive):
		return "success without an active cluster"
	case o.err == nil && len(o.shares) > 0:
		return "success, and a share is left"
	case o.hangs:
		return aHang
	}
	return ""
}

// broken says how the outcome breaks the promise of Mended.
func (o outcome) broken() string {
	if bug := o.bug(); bug != "" {
		return bug
	}
	var unfinished *recovery.Unfinished
	if o.err == nil || len(o.clusters)+len(o.shares) == 0 {
		return ""
	}
	if !errors.As(o.err, &unfinished) {
		return "something is left, and the error does not say so"
	}
	left := strings.Join(unfinished.Left, ", ")
	switch {
	case len(o.clusters) > 0 && !strings.Contains(left, "a cluster made from "+*o.clusters[0].SourceBackupId):
		return "the error does not name the cluster"
	case len(o.shares) > 0 && !strings.Contains(left, *o.shares[0].Name):
		return "the error does not name the share"
	}
	return ""
}
