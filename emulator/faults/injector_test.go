package faults_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
)

var somebody = kernel.Caller{Account: "111111111111", Region: "us-east-1"}

// doomed makes a world in which all work that can fail has failed, and says what
// it is called.
func doomed(t *testing.T) (*model.World, map[string]string) {
	w := model.New(model.Options{})
	i := faults.New(faults.Plan{Rates: []faults.Rate{{Fault: faults.Fault{Kind: faults.FailingJob}, Percent: 100}}}, w,
		nil)
	do := func(in any) any {
		out, err := i.Do(somebody, in)
		require.NoError(t, err)
		return out
	}
	calm := func(in any) any {
		out, err := i.Calm(somebody, in)
		require.NoError(t, err)
		return out
	}
	subnets := []string{"subnet-0123456789abcdef0"}
	sound := calm(&cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: subnets}).(*cloudhsm.CreateClusterOutput).Cluster
	w.Advance(time.Hour)
	zone := ""
	for zone = range sound.SubnetMapping {
	}
	hsm := do(&cloudhsm.CreateHsm{ClusterId: sound.ClusterId, AvailabilityZone: zone}).(*cloudhsm.CreateHsmOutput).Hsm
	failed := do(&cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: subnets}).(*cloudhsm.CreateClusterOutput).Cluster
	calm(&organizations.CreateOrganization{})
	calm(&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	account := do(&organizations.CreateAccount{AccountName: "a",
		Email: "a@example.com"}).(*organizations.CreateAccountOutput).CreateAccountStatus
	organization := calm(&organizations.DescribeOrganization{}).(*organizations.DescribeOrganizationOutput).Organization
	calm(&ram.EnableSharingWithAwsOrganization{})
	share := do(&ram.CreateResourceShare{Name: "s",
		Principals: []string{organization.Arn}}).(*ram.CreateResourceShareOutput).ResourceShare
	w.Advance(time.Hour)
	require.Len(t, i.Injected(), 4, "%v", i.Injected())

	clusters := calm(&cloudhsm.DescribeClusters{}).(*cloudhsm.DescribeClustersOutput).Clusters
	states := map[string]cloudhsm.ClusterState{}
	for _, c := range clusters {
		states[c.ClusterId] = c.State
		if c.ClusterId == sound.ClusterId {
			require.Equal(t, cloudhsm.HsmDegraded, c.Hsms[0].State)
		}
	}
	require.Equal(t, cloudhsm.ClusterDegraded, states[failed.ClusterId])
	created := calm(&organizations.DescribeCreateAccountStatus{CreateAccountRequestId: account.Id})
	status := created.(*organizations.DescribeCreateAccountStatusOutput).CreateAccountStatus
	require.Equal(t, organizations.CreateFailed, status.State)
	require.Equal(t, organizations.InternalFailure, status.FailureReason)
	associated := calm(&ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation})
	associations := associated.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations
	require.Equal(t, ram.AssociationFailed, associations[0].Status)

	return w, map[string]string{
		"ClusterId": failed.ClusterId, "HsmId": hsm.HsmId, "of the HSM": sound.ClusterId,
		"CreateAccountRequestId": account.Id,
		"ResourceShareArn":       share.ResourceShareArn, "ResourceShareArns": share.ResourceShareArn,
		"Principals": organization.Arn, "Principal": organization.Arn,
		"ResourceId": failed.ClusterId, "AvailabilityZone": zone, "HsmType": "hsm2m.medium", "SubnetIds": subnets[0],
		"Name":          "renamed",
		"ResourceOwner": "SELF", "AssociationType": "PRINCIPAL", "ResourceShareStatus": "ACTIVE",
	}
}

func TestFailedWorkLeavesNothingThatACallCannotAnswer(t *testing.T) {
	w, names := doomed(t)
	for _, api := range services.All {
		for _, op := range api.Operations {
			in := reflect.New(op.In)
			for i := range op.In.NumField() {
				name, field := op.In.Field(i).Name, in.Elem().Field(i)
				switch {
				case field.Kind() == reflect.String:
					field.SetString(names[name])
				case field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.String && names[name] != "":
					field.Set(reflect.Append(field, reflect.ValueOf(names[name]).Convert(field.Type().Elem())))
				}
			}
			f := w.Fork()
			_, err := f.Do(somebody, in.Interface())
			if err != nil {
				assert.NotEqual(t, kernel.InternalFailure, err.(*kernel.Error).ErrorShape, "%s: %v", op.Name, err)
			}
			f.Advance(30 * kernel.Day)
		}
	}
}

func TestWhatFailedCanBeDeletedOrBegunAnew(t *testing.T) {
	w, names := doomed(t)
	for _, in := range []any{
		&cloudhsm.DeleteHsm{ClusterId: names["of the HSM"], HsmId: names["HsmId"]},
		&cloudhsm.DeleteCluster{ClusterId: names["ClusterId"]},
		&organizations.CreateAccount{AccountName: "b", Email: "b@example.com"},
		&ram.AssociateResourceShare{ResourceShareArn: names["ResourceShareArn"], Principals: []string{names["Principals"]}},
	} {
		_, err := w.Do(somebody, in)
		assert.NoError(t, err, "%T", in)
	}
	w.Advance(time.Hour)
	out, err := w.Do(somebody, &ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation})
	require.NoError(t, err)
	assert.Equal(t, ram.Associated, out.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations[0].Status)
}

func TestACallThatLeavesTheStateAloneDoesNotMendWhatFailed(t *testing.T) {
	w, names := doomed(t)
	_, err := w.Do(somebody, &cloudhsm.ModifyCluster{ClusterId: names["ClusterId"],
		BackupRetentionPolicy: &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: "30"}})
	require.NoError(t, err)
	out, err := w.Do(somebody,
		&cloudhsm.DescribeClusters{Filters: map[string][]string{"clusterIds": {names["ClusterId"]}}})
	require.NoError(t, err)
	assert.Equal(t, cloudhsm.ClusterDegraded, out.(*cloudhsm.DescribeClustersOutput).Clusters[0].State)
}

func TestAnEmptyPlanChangesNothing(t *testing.T) {
	with, without := model.New(model.Options{}), model.New(model.Options{})
	i := faults.New(faults.Plan{}, with, nil)
	for range 5 {
		in := &cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0123456789abcdef0"}}
		a, errA := i.Do(somebody, in)
		b, errB := without.Do(somebody, in)
		assert.Equal(t, b, a)
		assert.Equal(t, fmt.Sprint(errB), fmt.Sprint(errA))
	}
	assert.Equal(t, without.Digest(), with.Digest())
	assert.Empty(t, i.Injected())
}

func TestARateStrikesItsShareOfTheCallsAndNoMoreThanItMay(t *testing.T) {
	for most, expected := range map[int][2]int{0: {150, 250}, 30: {30, 30}} {
		i := faults.New(faults.Plan{Seed: 1,
			Rates: []faults.Rate{{Fault: faults.Fault{Kind: faults.LostRequest}, Percent: 20, Most: most}}},
			model.New(model.Options{}), nil)
		for range 1000 {
			_, _ = i.Do(somebody, &cloudhsm.DescribeBackups{})
		}
		assert.GreaterOrEqual(t, len(i.Injected()), expected[0])
		assert.LessOrEqual(t, len(i.Injected()), expected[1])
	}
}

func TestARateIsLimitedToItsCallsAndAccounts(t *testing.T) {
	other := kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	i := faults.New(faults.Plan{Rates: []faults.Rate{{
		Fault: faults.Fault{Kind: faults.LostRequest}, Percent: 100,
		Calls: []string{"cloudhsmv2.DescribeBackups", "organizations"}, Accounts: []string{other.Account},
	}}}, model.New(model.Options{}), nil)
	for _, as := range []kernel.Caller{somebody, other} {
		for _, in := range []any{&cloudhsm.DescribeBackups{}, &cloudhsm.DescribeClusters{},
			&organizations.CreateOrganization{}} {
			_, _ = i.Do(as, in)
		}
	}
	var struck []string
	for _, j := range i.Injected() {
		struck = append(struck, j.String())
	}
	assert.Equal(t, []string{"call 4, cloudhsmv2.DescribeBackups of 222222222222: lost-request",
		"call 6, organizations.CreateOrganization of 222222222222: lost-request"}, struck)
}

func TestADrawnPlanIsTheSameForTheSameSeedAndEveryFaultIsInSome(t *testing.T) {
	drawn := map[faults.Kind]int{}
	happenings := map[string]int{}
	for seed := range uint64(200) {
		plan := faults.Draw(seed)
		require.Equal(t, plan, faults.Draw(seed))
		for _, r := range plan.Rates {
			drawn[r.Kind]++
		}
		for _, s := range plan.Script {
			happenings[fmt.Sprintf("%T", s.In)]++
		}
	}
	assert.Len(t, drawn, len(faults.Kinds))
	assert.Len(t, happenings, 4)
}

func TestAnAssociationThatIsAddedLaterCanFailToo(t *testing.T) {
	w, names := doomed(t)
	share, organization := names["ResourceShareArn"], names["Principals"]
	i := faults.New(faults.Plan{Rates: []faults.Rate{{Fault: faults.Fault{Kind: faults.FailingJob}, Percent: 100}}}, w,
		nil)
	_, err := i.Do(somebody, &ram.AssociateResourceShare{ResourceShareArn: share, Principals: []string{organization}})
	require.NoError(t, err)
	w.Advance(time.Hour)
	out, err := w.Do(somebody, &ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation})
	require.NoError(t, err)
	assert.Equal(t, ram.AssociationFailed,
		out.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations[0].Status)
	assert.Len(t, i.Injected(), 1)
}

func TestAHappeningCanNameACiphertextThatWasSeen(t *testing.T) {
	w := model.New(model.Options{})
	plan := faults.Plan{Script: []faults.Scripted{{
		At:        faults.Place{Call: "kms.ListKeys"},
		Happening: faults.Happening{As: "${caller}", In: &kms.Decrypt{CiphertextBlob: []byte("${CiphertextBlob}")}},
	}}}
	i := faults.New(plan, w, nil)
	key, err := i.Do(somebody, &kms.CreateKey{})
	require.NoError(t, err)
	_, err = i.Do(somebody, &kms.Encrypt{KeyId: key.(*kms.CreateKeyOutput).KeyMetadata.KeyId, Plaintext: []byte("secret")})
	require.NoError(t, err)
	_, err = i.Do(somebody, &kms.ListKeys{})
	require.NoError(t, err)
	require.Len(t, i.Injected(), 1)
	assert.Equal(t, "done", i.Injected()[0].What)
}
