package sdk_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/sdk"
)

// partly are the services of which worlds have only what concerns snapshots and
// those who share them; the others have their operations listed.
var partly = []string{"backup", "ec2", "iam", "rds"}

// notModelled lists the operations of the SDK that no world has.
var notModelled = map[string][]string{
	"cloudhsmv2": nil,
	"organizations": {
		"CreateGovCloudAccount", "DeleteResourcePolicy", "DescribeEffectivePolicy", "DescribeResourcePolicy",
		"DescribeResponsibilityTransfer", "EnableAllFeatures", "InviteOrganizationToTransferResponsibility",
		"ListAccountsWithInvalidEffectivePolicy", "ListEffectivePolicyValidationErrors",
		"ListInboundResponsibilityTransfers", "ListOutboundResponsibilityTransfers",
		"PutResourcePolicy", "TerminateResponsibilityTransfer", "UpdateResponsibilityTransfer",
	},
	"kms": {
		"ConnectCustomKeyStore", "CreateCustomKeyStore", "Decapsulate", "DeleteCustomKeyStore", "DeleteImportedKeyMaterial",
		"DeriveSharedSecret", "DescribeCustomKeyStores", "DisconnectCustomKeyStore", "Encapsulate", "GenerateDataKeyPair",
		"GenerateDataKeyPairWithoutPlaintext", "GenerateMac", "GenerateRandom", "GetKeyLastUsage", "GetParametersForImport",
		"GetPublicKey",
		"ImportKeyMaterial", "ListKeyRotations", "ReplicateKey", "RotateKeyOnDemand", "Sign", "UpdateCustomKeyStore",
		"UpdatePrimaryRegion",
		"Verify", "VerifyMac",
	},
	"sts": {
		"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot", "DecodeAuthorizationMessage", "GetAccessKeyInfo",
		"GetDelegatedAccessToken", "GetFederationToken", "GetWebIdentityToken",
	},
	"ram": {
		"CreatePermissionVersion", "DeletePermissionVersion", "ListPermissionAssociations",
		"ListReplacePermissionAssociationsWork",
		"ListSourceAssociations", "ReplacePermissionAssociations", "SetDefaultPermissionVersion",
	},
}

// without lists the members that the model's structs do not have, by struct:
// the emulator refuses them by name.
var without = map[string][]string{
	"dlm.PolicyDetails":       {"Parameters"}, // of policies that target instances
	"dlm.Schedule":            {"ArchiveRule", "DeprecateRule", "FastRestoreRule"},
	"dlm.CreateRule":          {"Scripts"},
	"dlm.CrossRegionCopyRule": {"DeprecateRule"},

	"rds.CreateDBCluster":        {"SourceRegion"}, // the SDK signs with it and does not send it
	"rds.CopyDBClusterSnapshot":  {"SourceRegion"},
	"rds.ModifyDBInstance":       {"NewDBInstanceIdentifier"},
	"rds.CreateDBSnapshotOutput": {"DBSnapshot"}, // all instances are members of clusters
}

func TestTheVocabularyIsTheSDKs(t *testing.T) {
	for _, api := range services.All {
		require.NotNil(t, sdk.Clients[api.Service], "the Clients in target/sdk/sdk.go lack one of %s", api.Service)
		client := reflect.TypeOf(sdk.Clients[api.Service](aws.Config{}))
		var missing []string
		for i := range client.NumMethod() {
			method := client.Method(i)
			if method.Type.NumIn() != 4 || method.Type.NumOut() != 2 {
				continue // not an operation
			}
			op := api.Operation(method.Name)
			if op == nil {
				missing = append(missing, method.Name)
				continue
			}
			t.Run(api.Service+"."+op.Name, func(t *testing.T) {
				compare(t, "in", op.In, method.Type.In(2).Elem(), nil)
				compare(t, "out", op.Out, method.Type.Out(0).Elem(), nil)
			})
		}
		if !slices.Contains(partly, api.Service) {
			assert.Equal(t, notModelled[api.Service], missing, "operations of %s that are not modelled", api.Service)
		}
		for _, op := range api.Operations {
			_, ok := client.MethodByName(op.Name)
			assert.True(t, ok, "the SDK has no operation %s of %s", op.Name, api.Service)
		}
	}
}

// compare checks that a type of the model has the members of the SDK's type, of
// kinds that go together, and no others.
func compare(t *testing.T, at string, ours, theirs reflect.Type, within []reflect.Type) {
	t.Helper()
	ours, theirs = bare(ours), bare(theirs)
	if slices.Contains(within, theirs) {
		return
	}
	if ours == reflect.TypeFor[kernel.Time]() || theirs == reflect.TypeFor[time.Time]() {
		require.Equal(t, reflect.TypeFor[kernel.Time](), ours, at)
		require.Equal(t, reflect.TypeFor[time.Time](), theirs, at)
		return
	}
	require.Equal(t, theirs.Kind(), ours.Kind(), at)
	switch ours.Kind() {
	case reflect.Struct:
		mine := slices.Sorted(slices.Values(slices.Concat(members(ours), without[ours.String()])))
		require.Equal(t, members(theirs), mine, at)
		for _, name := range members(ours) {
			mine, _ := ours.FieldByName(name)
			its, _ := theirs.FieldByName(name)
			compare(t, at+"."+name, mine.Type, its.Type, append(within, theirs))
		}
	case reflect.Slice, reflect.Map:
		compare(t, at+"[]", ours.Elem(), theirs.Elem(), within)
	case reflect.String:
		// the old name of KeySpec, and its old values
		if listed := values(ours); listed != nil && theirs.Name() != "CustomerMasterKeySpec" {
			require.Equal(t, values(theirs), listed, "%s: the values of %s", at, ours)
		}
	}
}

func bare(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func members(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Name != "ResultMetadata" && sdk.Unsaid[t.Name()+"."+f.Name] == "" {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

// values lists an enumeration by its type's method Values, if it has one.
func values(t reflect.Type) []string {
	method, ok := t.MethodByName("Values")
	if !ok {
		return nil
	}
	var all []string
	list := method.Func.Call([]reflect.Value{reflect.Zero(t)})[0]
	for i := range list.Len() {
		all = append(all, list.Index(i).String())
	}
	slices.Sort(all)
	return all
}
