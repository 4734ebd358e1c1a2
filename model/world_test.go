package model_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
)

var consumer = kernel.Caller{Account: "222222222222", Region: "us-east-1"}

func TestEveryCellOfEveryLifecycleIsAnswered(t *testing.T) {
	for _, table := range model.Lifecycles() {
		assert.Empty(t, table.Missing(), table.Name)
		for _, row := range table.Rows {
			if row.To == kernel.Refused {
				assert.True(t, row.Rule != nil && row.Rule.Error != nil, "%s: %s on %s", table.Name, row.From, row.On)
			}
		}
	}
}

func TestEveryListedServiceAnswersInAWorld(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			assert.NotPanics(t, func() { _, _ = model.New(model.Options{}).Do(owner, reflect.New(op.In).Interface()) })
			break
		}
	}
}

func TestEveryRuleHasAnIDOfItsOwn(t *testing.T) {
	owners := map[string]string{}
	for _, r := range model.Rules() {
		for _, id := range append(r.Also, r.ID) {
			assert.Empty(t, owners[id], "%s is told by %s and %s", id, owners[id], r.ID)
			owners[id] = r.ID
		}
	}
}

func TestEveryEntryOfTheCatalogueIsARuleOrAReasonedNonGoal(t *testing.T) {
	catalogue, err := os.ReadFile("testdata/catalogue.txt")
	require.NoError(t, err)
	nonGoals, err := os.ReadFile("../docs/non-goals.md")
	require.NoError(t, err)
	rules := map[string]bool{}
	for _, r := range model.Rules() {
		for _, id := range append(r.Also, r.ID) {
			rules[id] = true
		}
	}
	for _, id := range strings.Fields(string(catalogue)) {
		listed := strings.Contains(string(nonGoals), "\n| "+id+" |")
		assert.True(t, rules[id] != listed, "%s: a rule %t, a non-goal %t", id, rules[id], listed)
	}
}

// vocabulary is what random members are made of: mostly what exists.
func vocabulary(backup cloudhsm.Backup) []string {
	return []string{
		"", "x", backup.BackupId, backup.BackupArn, backup.ClusterId, "backup-aaaaaaaaaaa", "cluster-aaaaaaaaaaa",
		"arn:aws:cloudhsm:us-east-1:222222222222:backup/backup-aaaaaaaaaaa", "222222222222", "us-east-1a", "eu-west-1",
		"hsm2m.medium",
		"subnet-0a1b2c3a", "READY", "FIPS", "ACCOUNT", "SELF", "OTHER-ACCOUNTS", "PRINCIPAL", "cloudhsm:Backup",
		"ram.amazonaws.com",
		sharingPolicy("222222222222", backup.BackupArn), "arn:aws:ram:us-east-1:111111111111:resource-share/x",
		"o-aaaaaaaaaa",
	}
}

// assumed makes a role that may do the action, and returns a session of it.
func assumed(tb require.TestingT, w *model.World, as kernel.Caller, action string) kernel.Caller {
	role := do[iam.CreateRoleOutput](tb, w, as, &iam.CreateRole{
		RoleName: "guest",
		AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"` + as.Account +
			`"},"Action":"sts:AssumeRole"}}`,
	}).Role
	do[iam.PutRolePolicyOutput](tb, w, as, &iam.PutRolePolicy{
		RoleName: role.RoleName, PolicyName: "may",
		PolicyDocument: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"` + action + `","Resource":"*"}}`,
	})
	as.Principal = do[iam.AssumeRoleOutput](tb, w, as,
		&iam.AssumeRole{RoleArn: role.Arn, RoleSessionName: "night"}).AssumedRoleUser.Arn
	return as
}

// drawInput fills the input of any operation with members that may or may not
// make sense.
func drawInput(t *rapid.T, words []string) any {
	api := services.All[rapid.IntRange(0, len(services.All)-1).Draw(t, "service")]
	op := api.Operations[rapid.IntRange(0, len(api.Operations)-1).Draw(t, "operation of "+api.Service)]
	in := reflect.New(op.In)
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			v.SetString(rapid.SampledFrom(words).Draw(t, "text"))
		case reflect.Int32, reflect.Int64:
			v.SetInt(int64(rapid.IntRange(-1, 60).Draw(t, "number")))
		case reflect.Bool:
			v.SetBool(rapid.Bool().Draw(t, "truth"))
		case reflect.Pointer:
			if rapid.Bool().Draw(t, "given") {
				v.Set(reflect.New(v.Type().Elem()))
				fill(v.Elem())
			}
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 2).Draw(t, "length"), 2))
			for i := range v.Len() {
				fill(v.Index(i))
			}
		case reflect.Map:
			v.Set(reflect.MakeMap(v.Type()))
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key)
			fill(value)
			v.SetMapIndex(key, value)
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Field(i).CanSet() {
					fill(v.Field(i))
				}
			}
		}
	}
	fill(in.Elem())
	return in.Interface()
}

func TestAnyCallInAnyStateIsAnsweredAndARefusedOneChangesNothing(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		w, backup := backedUp(t)
		words := vocabulary(backup)
		guest := assumed(t, w, owner, "cloudhsm:*")
		for range rapid.IntRange(1, 30).Draw(t, "calls") {
			as := rapid.SampledFrom([]kernel.Caller{owner, consumer, guest,
				{Account: "333333333333", Region: "eu-west-1"}}).Draw(t, "caller")
			before := w.Digest()
			out, err := w.Do(as, drawInput(t, words))
			if err != nil {
				refusal := &kernel.Error{}
				require.ErrorAs(t, err, &refusal)
				require.Less(t, refusal.Status, 500, "%v", refusal)
				require.Nil(t, out)
				require.Equal(t, before, w.Digest(), "refused with %v", refusal)
			}
			w.Advance(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
		}
	})
}

func TestTheSameSeedAndTheSameCallsGiveTheSameBytes(t *testing.T) {
	first, _ := backedUp(t)
	second, _ := backedUp(t)
	first.Advance(30 * kernel.Day)
	second.Advance(30 * kernel.Day)
	assert.Equal(t, first.Digest(), second.Digest())
	assert.NotEqual(t, first.Digest(), model.New(model.Options{Seed: 1}).Digest())
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	w, backup := backedUp(t)
	do[ram.CreateResourceShareOutput](t, w, owner,
		&ram.CreateResourceShare{Name: "s", ResourceArns: []string{backup.BackupArn}, Principals: []string{consumer.Account}})
	before := w.Digest()
	fork := w.Fork()
	require.Equal(t, before, fork.Digest())

	do[cloudhsm.DeleteBackupOutput](t, fork, owner, &cloudhsm.DeleteBackup{BackupId: backup.BackupId})
	fork.Advance(10 * kernel.Day)
	assert.Equal(t, before, w.Digest())

	w.Advance(10 * kernel.Day)
	again := w.Fork()
	w.Advance(kernel.Day)
	again.Advance(kernel.Day)
	assert.Equal(t, w.Digest(), again.Digest(), "a fork has the same future")
}

func TestAWorldWithAClockRunsWhatIsDueAtEachCall(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	w := model.New(model.Options{Clock: func() time.Time { return now }})
	id := do[cloudhsm.CreateClusterOutput](t, w, owner,
		&cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}}).Cluster.ClusterId
	now = now.Add(time.Hour)
	seen := do[cloudhsm.DescribeClustersOutput](t, w, owner, &cloudhsm.DescribeClusters{}).Clusters[0]
	assert.Equal(t, id, seen.ClusterId)
	assert.Equal(t, cloudhsm.ClusterUninitialized, seen.State)
}

func TestAnInitializedClusterIsActivatedBySomebodyUnlessTheWorldSaysOtherwise(t *testing.T) {
	w, backup := backedUp(t)
	seen := do[cloudhsm.DescribeClustersOutput](t, w, owner, &cloudhsm.DescribeClusters{}).Clusters[0]
	assert.Equal(t, cloudhsm.ClusterActive, seen.State)
	assert.Equal(t, seen.ClusterId, backup.ClusterId)
}

func TestAtEveryPaceAClusterIsReadyWithinTwoHours(t *testing.T) {
	for _, pace := range kernel.Paces {
		w := model.New(model.Options{Pace: pace, Seed: 7})
		do[cloudhsm.CreateClusterOutput](t, w, owner,
			&cloudhsm.CreateCluster{HsmType: "hsm2m.medium", SubnetIds: []string{"subnet-0a1b2c3a"}})
		w.Advance(2 * time.Hour)
		seen := do[cloudhsm.DescribeClustersOutput](t, w, owner, &cloudhsm.DescribeClusters{}).Clusters[0]
		assert.Equal(t, cloudhsm.ClusterUninitialized, seen.State, pace)
	}
}

func TestACallOfNobodyOrNowhereIsRefused(t *testing.T) {
	w := model.New(model.Options{})
	for _, bad := range []struct {
		as kernel.Caller
		in any
	}{
		{kernel.Caller{Account: "owner", Region: "us-east-1"}, &cloudhsm.DescribeBackups{}},
		{kernel.Caller{Account: "111111111111", Region: "mars-1"}, &cloudhsm.DescribeBackups{}},
		{owner, cloudhsm.DescribeBackups{}},
		{owner, (*cloudhsm.DescribeBackups)(nil)},
		{owner, nil},
		{owner, &struct{}{}},
	} {
		_, err := w.Do(bad.as, bad.in)
		refusal := &kernel.Error{}
		assert.ErrorAs(t, err, &refusal)
	}
}
