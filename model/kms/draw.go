package kms

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use KMS: they make few keys, let others use them by
// policies and grants, and mostly encrypt and decrypt.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateKey": 14, "PutKeyPolicy": 14, "GetKeyPolicy": 6, "ListKeyPolicies": 2, "DescribeKey": 12, "ListKeys": 4,
		"UpdateKeyDescription": 3,
		"EnableKey":            8, "DisableKey": 4, "ScheduleKeyDeletion": 3, "CancelKeyDeletion": 6,
		"CreateGrant": 20, "ListGrants": 10, "ListRetirableGrants": 6, "RevokeGrant": 6, "RetireGrant": 8,
		"CreateAlias": 6, "UpdateAlias": 4, "DeleteAlias": 3, "ListAliases": 5, "TagResource": 4, "UntagResource": 3,
		"ListResourceTags":     3,
		"GetKeyRotationStatus": 3, "EnableKeyRotation": 3, "DisableKeyRotation": 2,
		"Encrypt": 16, "Decrypt": 24, "ReEncrypt": 12, "GenerateDataKey": 12, "GenerateDataKeyWithoutPlaintext": 8,
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"KeyId":             (*Service).someKey,
		"ListAliases.KeyId": (*Service).someOwnKey,
		"Description":       among("a key", "another key"),
		"Policy":            (*Service).somePolicy,
		"PolicyName":        among(defaultName),
		"Principal":         (*Service).somePrincipal,

		"GranteeServicePrincipal":  nobody,
		"RetiringServicePrincipal": nobody,

		"GrantId":    func(_ *Service, d *kernel.Draw) string { return d.Recall("GrantId") },
		"GrantToken": func(_ *Service, d *kernel.Draw) string { return d.Recall("GrantToken") },
		"AliasName":  (*Service).someAlias,
		"TagKey":     among("team", "tier", "stage"),
		"TagValue":   among("red", "green", "blue"),
		"Plaintext":  among("attack at dawn", "retreat at dusk"),
		"Algorithm":  among(string(SymmetricAlgorithm)),

		"EncryptionContext":                     among("purpose"),
		"EncryptionContext.purpose":             among("test", "backup"),
		"ListRetirableGrants.RetiringPrincipal": (*Service).someOwnPrincipal,
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someNewKey),
		kernel.Whole((*Service).someDeletion),
		kernel.Whole((*Service).someGrant),
		kernel.Whole((*Service).someRetirement),
		kernel.Whole((*Service).someRevocation),
		kernel.Whole((*Service).someDecryption),
		kernel.Whole((*Service).someReEncryption),
		kernel.Whole(func(s *Service, d *kernel.Draw) *GenerateDataKey {
			k := s.someKey(d)
			if k == "" {
				return nil
			}
			return &GenerateDataKey{KeyId: k, KeySpec: DataKeySpec(d.OneOf("AES_128", "AES_256")),
				EncryptionContext: someContext(d), GrantTokens: someTokens(d), DryRun: sometimesDry(d)}
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *GenerateDataKeyWithoutPlaintext {
			k, n := s.someKey(d), int32(16+d.IntN(48))
			if k == "" {
				return nil
			}
			return &GenerateDataKeyWithoutPlaintext{KeyId: k, NumberOfBytes: &n, EncryptionContext: someContext(d),
				GrantTokens: someTokens(d), DryRun: sometimesDry(d)}
		}),
	},
}

var among = kernel.Among[*Service]

func nobody(*Service, *kernel.Draw) string { return "" }

func sometimesDry(d *kernel.Draw) *bool {
	if !d.Percent(4) {
		return nil
	}
	yes := true
	return &yes
}

func someContext(d *kernel.Draw) map[string]string {
	if !d.Percent(15) {
		return nil
	}
	return map[string]string{"purpose": d.OneOf("test", "backup")}
}

func someTokens(d *kernel.Draw) []string {
	if token := d.Recall("GrantToken"); token != "" && d.Percent(30) {
		return []string{token}
	}
	return nil
}

// triggers are the rows that answer operations of other names.
var triggers = map[string]string{
	"Encrypt": use, "Decrypt": use, "ReEncrypt": use, "GenerateDataKey": use, "GenerateDataKeyWithoutPlaintext": use,
	"CreateGrant":       use,
	"EnableKeyRotation": use, "DisableKeyRotation": use,
	"CreateAlias": change, "TagResource": change, "UntagResource": change, "UpdateKeyDescription": change,
}

// drawnKey is a key that the drawing's operation is likely to be about: one of
// the caller's, or one whose policy speaks of his account.
func (s *Service) drawnKey(d *kernel.Draw) *key {
	op := d.Operation.Name
	on, ok := triggers[op]
	if !ok {
		on = op
	}
	action := op
	if op == "ReEncrypt" {
		action = "ReEncryptTo"
	}
	abroad := slices.Contains(acrossAccounts, action) && d.Percent(40)
	if !d.Legal {
		return kernel.Some(d, s.Keys.All, func(*key) bool { return true })
	}
	opens := s.opening(d.Caller.Account, action)
	return kernel.Some(d, s.Keys.All, func(k *key) bool {
		switch {
		case k.Scope.Region != d.Caller.Region, (k.Scope.Account != d.Caller.Account) != abroad:
			return false
		case on == use && k.Usage != EncryptDecrypt, strings.Contains(op, "Rotation") &&
			(k.Spec != SymmetricDefault || k.Origin != MadeByKMS):
			return false
		case !d.Operation.Reads() && k.Manager != ManagedByCustomer:
			return false
		}
		return s.machine.Would(k, on) && opens(k)
	})
}

// someKey names a key by ID, ARN or alias, "" if there is none.
func (s *Service) someKey(d *kernel.Draw) string {
	k := s.drawnKey(d)
	switch {
	case k == nil:
		return ""
	case k.Scope != d.Caller.Scope() || d.Percent(50):
		return k.name()
	}
	if op := d.Operation.Name; d.Percent(30) && (op == "Encrypt" || op == "DescribeKey" || op == "GenerateDataKey") {
		if a := kernel.Some(d, s.Aliases.View(k.Scope).All, func(a *alias) bool { return a.Key == k.ID }); a != nil {
			return a.Name
		}
	}
	return k.ID
}

// Some names a key for the data of another service, "" if there is none.
func (s *Service) Some(d *kernel.Draw) string {
	k := kernel.Some(d, s.Keys.All, func(k *key) bool {
		return k.Scope.Region == d.Caller.Region &&
			(!d.Legal || k.Scope == d.Caller.Scope() && k.Manager == ManagedByCustomer)
	})
	if k == nil {
		return ""
	}
	return k.name()
}

func (s *Service) someOwnKey(d *kernel.Draw) string {
	k := kernel.Some(d, s.Keys.All, func(k *key) bool { return !d.Legal || k.Scope == d.Caller.Scope() })
	if k == nil || d.Percent(50) {
		return ""
	}
	return k.ID
}

func (s *Service) someAlias(d *kernel.Draw) string {
	if d.Operation.Name == "CreateAlias" {
		return d.Text(aliasPrefix+"key", 12)
	}
	a := kernel.Some(d, s.Aliases.All, func(a *alias) bool {
		return (!d.Legal || a.Scope == d.Caller.Scope()) && !strings.HasPrefix(a.Name, managedAlias(""))
	})
	if a == nil {
		return ""
	}
	return a.Name
}

// somePrincipal is an account, or a role of one.
func (s *Service) somePrincipal(d *kernel.Draw) string {
	return s.principalOf(d, d.OneOf(d.Accounts...))
}

func (s *Service) someOwnPrincipal(d *kernel.Draw) string {
	return s.principalOf(d, d.Caller.Account)
}

func (s *Service) principalOf(d *kernel.Draw, account string) string {
	all := s.iam.RolesOf(kernel.Caller{Account: account, Region: d.Caller.Region}, "")
	all = append(all, "arn:"+kernel.Partition(d.Caller.Region)+":iam::"+account+":root")
	return d.OneOf(all...)
}

// somePolicy keeps the caller's account in charge and lets somebody else do some
// things.
func (s *Service) somePolicy(d *kernel.Draw) string {
	root := "arn:" + kernel.Partition(d.Caller.Region) + ":iam::" + d.Caller.Account + ":root"
	if !d.Legal && d.Percent(20) {
		root = s.somePrincipal(d)
	}
	actions := d.OneOf(`["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"]`,
		`["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"]`, `"kms:*"`, `"kms:Decrypt"`)
	condition := d.OneOf("", "",
		fmt.Sprintf(`,"Condition":{"StringEquals":{"kms:CallerAccount":%q}}`, d.OneOf(d.Accounts...)),
		fmt.Sprintf(`,"Condition":{"StringEquals":{"kms:ViaService":"ec2.%s.amazonaws.com"}}`, d.Caller.Region),
		`,"Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}`)
	denial := ""
	if d.Percent(15) {
		denial = fmt.Sprintf(`,{"Effect":"Deny","Principal":{"AWS":%q},"Action":"kms:Decrypt","Resource":"*"}`,
			s.somePrincipal(d))
	}
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":%q},"Action":"kms:*","Resource":"*"},`+
		`{"Effect":"Allow","Principal":{"AWS":%q},"Action":%s,"Resource":"*"%s}%s]}`, root, s.somePrincipal(d), actions,
		condition, denial)
}

func (s *Service) someNewKey(d *kernel.Draw) *CreateKey {
	in := &CreateKey{Description: "a key"}
	switch {
	case d.Percent(40):
		in.Policy = s.somePolicy(d)
	case d.Percent(8):
		in.Origin = External
	case d.Percent(8):
		in.KeySpec, in.KeyUsage = RSA2048, SignVerify
	}
	if d.Percent(20) {
		in.Tags = []Tag{{"team", d.OneOf("red", "green")}}
	}
	return in
}

func (s *Service) someDeletion(d *kernel.Draw) *ScheduleKeyDeletion {
	name, days := s.someKey(d), int32(7+d.IntN(24))
	if !d.Legal {
		days = int32(d.IntN(40))
	}
	if name == "" {
		return nil
	}
	return &ScheduleKeyDeletion{KeyId: name, PendingWindowInDays: &days}
}

func (s *Service) someGrant(d *kernel.Draw) *CreateGrant {
	k := s.drawnKey(d)
	if k == nil {
		return nil
	}
	in := &CreateGrant{KeyId: k.name(), GranteePrincipal: s.somePrincipal(d), GrantTokens: someTokens(d),
		DryRun: sometimesDry(d)}
	for range 1 + d.IntN(3) {
		if o := symmetricOperations[d.IntN(9)]; !slices.Contains(in.Operations, o) {
			in.Operations = append(in.Operations, o)
		}
	}
	if d.Percent(50) {
		in.RetiringPrincipal = s.somePrincipal(d)
	}
	if d.Percent(30) {
		in.Name = d.Text("grant", 3)
	}
	if context := someContext(d); context != nil {
		in.Constraints = &GrantConstraints{EncryptionContextSubset: context}
	}
	return in
}

// drawnGrant is a grant that the caller may know of.
func (s *Service) drawnGrant(d *kernel.Draw) *grant {
	return kernel.Some(d, s.Grants.All, func(g *grant) bool {
		return !d.Legal || g.Key.Scope.Region == d.Caller.Region &&
			(g.Key.Scope.Account == d.Caller.Account || g.Issuer == d.Caller.Account ||
				strings.Contains(g.Retiring.ARN, d.Caller.Account))
	})
}

func (s *Service) someRetirement(d *kernel.Draw) *RetireGrant {
	if token := d.Recall("GrantToken"); token != "" && d.Percent(30) {
		return &RetireGrant{GrantToken: token}
	}
	g := s.drawnGrant(d)
	if g == nil {
		return nil
	}
	return &RetireGrant{KeyId: g.Key.Scope.ARN("kms", "key/"+g.Key.ID), GrantId: g.ID, DryRun: sometimesDry(d)}
}

func (s *Service) someRevocation(d *kernel.Draw) *RevokeGrant {
	g := s.drawnGrant(d)
	if g == nil {
		return nil
	}
	return &RevokeGrant{KeyId: g.Key.Scope.ARN("kms", "key/"+g.Key.ID), GrantId: g.ID, DryRun: sometimesDry(d)}
}
