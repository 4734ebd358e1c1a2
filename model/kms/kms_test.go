package kms

import (
	"fmt"
	"iter"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	consumer = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
)

// cloud is a world that has nothing but keys.
type cloud struct {
	*Service
	t testing.TB
}

func newCloud(t testing.TB, seed uint64) cloud {
	env := kernel.NewEnv(seed, 1, kernel.Typical)
	return cloud{New(env, iam.New(env, organizations.New(env))), t}
}

func (c cloud) fork() cloud {
	env := c.env.Fork()
	return cloud{c.Fork(env, c.iam.Fork(env, organizations.New(env))), c.t}
}

// do calls an operation that has to succeed.
func do[Out any](c cloud, as kernel.Caller, in any) *Out {
	c.t.Helper()
	out, err := c.try(as, in)
	require.NoError(c.t, err)
	return out.(*Out)
}

func (c cloud) try(as kernel.Caller, in any) (any, error) {
	name := regexp.MustCompile(`\w+$`).FindString(strings.TrimPrefix(typeName(in), "*"))
	op := API.Operation(name)
	require.NotNil(c.t, op, name)
	c.env.AdvanceTo(c.env.Now())
	return op.Do(c.Service, &kernel.Call{Env: c.env, Caller: as, Operation: op}, in)
}

func (c cloud) refused(as kernel.Caller, in any) *kernel.Error {
	c.t.Helper()
	_, err := c.try(as, in)
	require.Error(c.t, err)
	return err.(*kernel.Error)
}

func (c cloud) newKey(as kernel.Caller) kernel.ARN {
	arn, err := kernel.ParseARN(do[CreateKeyOutput](c, as, &CreateKey{}).KeyMetadata.Arn)
	require.NoError(c.t, err)
	return arn
}

// open lets another account use a key.
func (c cloud) open(key kernel.ARN, to kernel.Caller) {
	do[PutKeyPolicyOutput](c, owner,
		&PutKeyPolicy{KeyId: key.String(),
			Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["` +
				owner.Account + `","` + to.Account + `"]},"Action":"kms:*","Resource":"*"}]}`})
}

func TestACiphertextIsBoundToEachOfItsBytesAndToItsContext(t *testing.T) {
	c := newCloud(t, 7)
	key := c.newKey(owner)
	property.Check(t, func(t *rapid.T) {
		plaintext := rapid.SliceOfN(rapid.Byte(), 1, 64).Draw(t, "plaintext")
		context := rapid.MapOfN(rapid.StringN(1, 4, 8), rapid.String(), 0, 3).Draw(t, "context")
		blob := do[EncryptOutput](c, owner,
			&Encrypt{KeyId: key.String(), Plaintext: plaintext, EncryptionContext: context}).CiphertextBlob
		require.Equal(t, plaintext,
			do[DecryptOutput](c, owner, &Decrypt{CiphertextBlob: blob, EncryptionContext: context}).Plaintext)
		require.NotContains(t, string(blob[2+len(key.String()):]), string(append(plaintext, plaintext...)))

		at := rapid.IntRange(0, len(blob)-1).Draw(t, "at")
		forged := append([]byte{}, blob...)
		forged[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		c.refused(owner, &Decrypt{CiphertextBlob: forged, EncryptionContext: context})
		c.refused(owner, &Decrypt{CiphertextBlob: blob[:at], EncryptionContext: context})
	})
}

func TestAContextIsItsPairsAndNotTheirLetters(t *testing.T) {
	c := newCloud(t, 7)
	key := c.newKey(owner).String()
	blob := do[EncryptOutput](c, owner,
		&Encrypt{KeyId: key, Plaintext: []byte("x"), EncryptionContext: map[string]string{"ab": "c"}}).CiphertextBlob
	for _, other := range []map[string]string{nil, {"a": "bc"}, {"ab": "c", "": ""}, {"c": "ab"}} {
		assert.Equal(t, InvalidCiphertext,
			c.refused(owner, &Decrypt{CiphertextBlob: blob, EncryptionContext: other}).ErrorShape)
	}
}

func TestWhatIsEncryptedFollowsFromTheSeed(t *testing.T) {
	var blobs [3][]byte
	var worlds [3]cloud
	for i, seed := range []uint64{7, 7, 8} {
		worlds[i] = newCloud(t, seed)
		blobs[i] = do[EncryptOutput](worlds[i], owner,
			&Encrypt{KeyId: worlds[i].newKey(owner).String(), Plaintext: []byte("attack at dawn")}).CiphertextBlob
	}
	assert.Equal(t, blobs[0], blobs[1])
	assert.NotEqual(t, blobs[0], blobs[2])
	worlds[2].refused(owner, &Decrypt{CiphertextBlob: blobs[0]})
}

func TestServicesUseKeysInSomebodysName(t *testing.T) {
	c := newCloud(t, 7)
	key := c.newKey(owner)
	as := Use{As: consumer, Service: "ec2"}
	assert.Equal(t, AccessDenied, c.May(as, key, "Decrypt").(*kernel.Error).ErrorShape)
	_, err := c.CreateServiceGrant(as, key, "Decrypt")
	assert.Error(t, err)

	c.open(key, consumer)
	require.NoError(t, c.May(as, key, "Decrypt", "CreateGrant"))
	grant, err := c.CreateServiceGrant(as, key, "Decrypt")
	require.NoError(t, err)
	listed := do[ListGrantsOutput](c, owner, &ListGrants{KeyId: key.String()}).Grants
	require.Len(t, listed, 1)
	assert.Equal(t, grant, listed[0].GrantId)
	assert.Equal(t, "ec2.amazonaws.com", listed[0].GranteePrincipal)
	assert.Equal(t, "arn:aws:iam::222222222222:root", listed[0].IssuingAccount)
	c.RetireServiceGrant(key, grant)
	c.RetireServiceGrant(key, grant)
	assert.Empty(t, do[ListGrantsOutput](c, owner, &ListGrants{KeyId: key.String()}).Grants)

	do[DisableKeyOutput](c, owner, &DisableKey{KeyId: key.String()})
	assert.Equal(t, Disabled, c.May(as, key, "Decrypt").(*kernel.Error).ErrorShape)
	assert.NoError(t, c.May(as, key), "nothing is asked")
}

func TestAKeyThatDoesNotExistAnswersOthersLikeOneThatIsNotShared(t *testing.T) {
	c := newCloud(t, 7)
	there, gone := c.newKey(owner), c.newKey(owner)
	gone.Resource = "key/8af79514-350d-4c52-bac8-8985e84171c7"
	for _, operation := range acrossAccounts {
		hidden, missing := c.May(Use{As: consumer}, there, operation).(*kernel.Error),
			c.May(Use{As: consumer}, gone, operation).(*kernel.Error)
		assert.Equal(t, hidden.Code, missing.Code)
		assert.Equal(t, strings.ReplaceAll(hidden.Message, there.String(), ""),
			strings.ReplaceAll(missing.Message, gone.String(), ""))
	}
	found, err := c.Find(consumer.Scope(), gone.String())
	require.NoError(t, err)
	assert.Equal(t, gone, found)
	do[CreateAliasOutput](c, owner, &CreateAlias{AliasName: "alias/vault", TargetKeyId: there.String()})
	for _, open := range []bool{false, true} {
		named := there
		named.Resource = "alias/vault"
		found, err := c.Find(consumer.Scope(), named.String())
		require.NoError(t, err)
		assert.Equal(t, open, found == there)
		c.open(there, consumer)
	}
	_, err = c.Find(owner.Scope(), gone.String())
	assert.Equal(t, NotFound, err.(*kernel.Error).ErrorShape)
}

func TestAServiceHasOneKeyInEachAccountAndRegion(t *testing.T) {
	c := newCloud(t, 7)
	at := owner.Scope()
	named := c.NameManaged(at, "ebs")
	assert.Equal(t, "alias/aws/ebs", named.Resource)
	assert.True(t, c.IsManaged(named) && c.IsSymmetric(named) && c.Works(named, ""))
	assert.NoError(t, c.May(Use{As: owner, Service: "ec2"}, named, "Decrypt", "CreateGrant"))
	assert.Error(t, c.May(Use{As: owner, Service: "rds"}, named, "Decrypt"))
	assert.Equal(t, named, c.NameManaged(at, "ebs"), "a key was made by asking")

	key := c.Managed(at, "ebs")
	assert.Equal(t, key, c.Managed(at, "ebs"))
	assert.Equal(t, key, c.NameManaged(at, "ebs"))
	assert.False(t, c.Works(named, ""), "the alias of a key that is made names nothing here")
	assert.NotEqual(t, key, c.Managed(at, "rds"))
	assert.NotEqual(t, key, c.Managed(kernel.Scope{Account: at.Account, Region: "eu-west-1"}, "ebs"))
	assert.True(t, c.IsManaged(key))
	assert.False(t, c.IsManaged(c.newKey(owner)))
	found, err := c.Find(at, "alias/aws/ebs")
	require.NoError(t, err)
	assert.Equal(t, key, found)

	assert.NoError(t, c.May(Use{As: owner, Service: "ec2"}, key, "Decrypt", "CreateGrant"))
	assert.Error(t, c.May(Use{As: owner}, key, "Decrypt"))
	assert.Error(t, c.May(Use{As: owner, Service: "rds"}, key, "Decrypt"))
	assert.Error(t, c.May(Use{As: consumer, Service: "ec2"}, key, "Decrypt"))
}

func TestAForkGoesItsOwnWay(t *testing.T) {
	c := newCloud(t, 7)
	key := c.newKey(owner)
	made := do[CreateGrantOutput](c, owner,
		&CreateGrant{KeyId: key.String(), GranteePrincipal: "arn:aws:iam::222222222222:root",
			RetiringPrincipal: "arn:aws:iam::222222222222:root", Operations: []GrantOperation{"Decrypt", "Encrypt"}})
	blob := do[EncryptOutput](c, owner, &Encrypt{KeyId: key.String(), Plaintext: []byte("attack at dawn")}).CiphertextBlob

	fork := c.fork()
	do[RevokeGrantOutput](fork, owner, &RevokeGrant{KeyId: key.String(), GrantId: made.GrantId})
	fork.refused(consumer, &Decrypt{CiphertextBlob: blob, GrantTokens: []string{made.GrantToken}})
	assert.Empty(t, do[ListRetirableGrantsOutput](fork, consumer,
		&ListRetirableGrants{RetiringPrincipal: "arn:aws:iam::222222222222:root"}).Grants)

	do[DecryptOutput](c, consumer, &Decrypt{CiphertextBlob: blob, GrantTokens: []string{made.GrantToken}})
	assert.Len(t, do[ListRetirableGrantsOutput](c, consumer,
		&ListRetirableGrants{RetiringPrincipal: "arn:aws:iam::222222222222:root"}).Grants, 1)
}

func TestADeletedKeyLeavesNothingBehind(t *testing.T) {
	c := newCloud(t, 7)
	key, days := c.newKey(owner), int32(7)
	made := do[CreateGrantOutput](c, owner,
		&CreateGrant{KeyId: key.String(), GranteePrincipal: "arn:aws:iam::222222222222:root",
			RetiringPrincipal: "arn:aws:iam::222222222222:root", Operations: []GrantOperation{"Decrypt"}})
	do[CreateAliasOutput](c, owner, &CreateAlias{AliasName: "alias/vault", TargetKeyId: key.String()})
	due := do[ScheduleKeyDeletionOutput](c, owner,
		&ScheduleKeyDeletion{KeyId: key.String(), PendingWindowInDays: &days}).DeletionDate
	assert.Equal(t, 7*kernel.Day, due.Sub(c.env.Now()))

	c.env.AdvanceTo(due - 1)
	do[DescribeKeyOutput](c, owner, &DescribeKey{KeyId: key.String()})
	c.env.AdvanceTo(due)
	assert.Equal(t, NotFound, c.refused(owner, &DescribeKey{KeyId: key.String()}).ErrorShape)
	assert.Equal(t, NotFound, c.refused(owner, &DescribeKey{KeyId: "alias/vault"}).ErrorShape)
	assert.Equal(t, NotFound, c.refused(consumer, &RetireGrant{GrantToken: made.GrantToken}).ErrorShape)
	assert.Empty(t, do[ListRetirableGrantsOutput](c, consumer,
		&ListRetirableGrants{RetiringPrincipal: "arn:aws:iam::222222222222:root"}).Grants)
	for _, left := range []int{len(list(c.Keys.All)), len(list(c.Aliases.All)), len(list(c.Grants.All)),
		len(list(c.Held.All)), len(list(c.Retired.All))} {
		assert.Zero(t, left)
	}
}

func TestAGrantSettlesWithinFiveMinutes(t *testing.T) {
	c := newCloud(t, 7)
	key := c.newKey(owner)
	blob := do[EncryptOutput](c, owner, &Encrypt{KeyId: key.String(), Plaintext: []byte("x")}).CiphertextBlob
	do[CreateGrantOutput](c, owner, &CreateGrant{KeyId: key.String(), GranteePrincipal: "arn:aws:iam::222222222222:root",
		Operations: []GrantOperation{"Decrypt"}})
	assert.Equal(t, AccessDenied, c.refused(consumer, &Decrypt{CiphertextBlob: blob}).ErrorShape)
	c.env.AdvanceTo(c.env.Now().Add(5 * time.Minute))
	do[DecryptOutput](c, consumer, &Decrypt{CiphertextBlob: blob})
}

func TestASpeltOutShapeIsThePattern(t *testing.T) {
	shape := shapes["Policy"]
	pattern := regexp.MustCompile(shape.Pattern)
	for _, text := range []string{"", "{}", "é", "€", "\x00", "a\tb\r\n", "\u00ff", "\u0100", "\x1f", "\u007f"} {
		assert.Equal(t, pattern.MatchString(text), shape.Matches(text), "%q", text)
	}
}

// BenchmarkGrants shows that a grant is found as fast among 50,000 as alone.
func BenchmarkGrants(b *testing.B) {
	for name, n := range map[string]int{"1": 1, "50000": 50_000} {
		b.Run(name, func(b *testing.B) {
			c := newCloud(b, 7)
			key := c.newKey(owner)
			k := c.at(key)
			for i := range n {
				who := party{ARN: "x", ID: "AROA" + string(rune('A'+i%26)) + string(rune(i))}
				if i == n-1 {
					who = party{ARN: "arn:aws:iam::222222222222:root", ID: consumer.Account}
				}
				c.issue(k, &grant{Grantee: who, Operations: []GrantOperation{"Decrypt"}})
			}
			c.env.AdvanceTo(c.env.Now().Add(time.Hour))
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				if err := c.May(Use{As: consumer}, key, "Decrypt"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func typeName(v any) string { return fmt.Sprintf("%T", v) }

func list[R any](all iter.Seq[*R]) (found []*R) {
	for r := range all {
		found = append(found, r)
	}
	return found
}

func TestTheNextRotationIsAheadHoweverOldTheKeyIs(t *testing.T) {
	c := newCloud(t, 1)
	k := do[CreateKeyOutput](c, owner, &CreateKey{}).KeyMetadata.KeyId
	do[EnableKeyRotationOutput](c, owner, &EnableKeyRotation{KeyId: k})
	for range 80 {
		c.env.AdvanceTo(c.env.Now().Add(kernel.LongestSpan))
		next := do[GetKeyRotationStatusOutput](c, owner, &GetKeyRotationStatus{KeyId: k}).NextRotationDate
		assert.Positive(t, next.Sub(c.env.Now()))
		assert.LessOrEqual(t, next.Sub(c.env.Now()), 365*kernel.Day)
	}
}

func TestAnEncryptionContextIsBoundedAsAWhole(t *testing.T) {
	c := newCloud(t, 1)
	k := do[CreateKeyOutput](c, owner, &CreateKey{}).KeyMetadata.KeyId
	context := map[string]string{"some": strings.Repeat("a", longestContext/2-4),
		"more": strings.Repeat("a", longestContext/2-4)}
	do[EncryptOutput](c, owner, &Encrypt{KeyId: k, Plaintext: []byte("p"), EncryptionContext: context})
	context["more"] += "a"
	for _, in := range []any{
		&Encrypt{KeyId: k, Plaintext: []byte("p"), EncryptionContext: context},
		&GenerateDataKey{KeyId: k, KeySpec: "AES_256", EncryptionContext: context},
		&GenerateDataKeyWithoutPlaintext{KeyId: k, KeySpec: "AES_256", EncryptionContext: context},
	} {
		refused := c.refused(owner, in)
		assert.Equal(t, "ValidationException", refused.Code)
		assert.Contains(t, refused.Message, "8193 bytes")
	}
}

func TestKeyIDsAreToldByTheirShape(t *testing.T) {
	shape := regexp.MustCompile(`^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$`)
	parts := []string{"01234567-89ab-cdef-0123-456789abcdef", "mrk-0123456789abcdef0123456789abcdef", "mrk-", "-", "a", "F", "g",
		"/", ":", "`", "\n", "é"}
	property.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(parts).Draw(t, "text")
		for range rapid.IntRange(0, 2).Draw(t, "changes") {
			at := rapid.IntRange(0, len(text)).Draw(t, "at")
			till := min(len(text), at+rapid.IntRange(0, 1).Draw(t, "less"))
			text = text[:at] + rapid.SampledFrom(append(parts, "")).Draw(t, "more") + text[till:]
		}
		require.Equal(t, shape.MatchString(text), isKeyID(text), "%q", text)
	})
}
