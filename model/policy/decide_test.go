package policy_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/policy"
)

const backup = "arn:aws:cloudhsm:us-west-2:123456789012:backup/backup-123"

func request(p policy.Principal, action string) *policy.Request {
	return &policy.Request{Principal: p, Action: action, Resource: backup}
}

func TestTheSharingPolicyOfTheUserGuideAllowsTwoActionsToThoseItNames(t *testing.T) {
	d := parse(t, strings.ReplaceAll(sharing, "user/restorer", "user/team/restorer"))
	assert.True(t, d.Allows(request(restorer, "cloudhsm:CreateCluster")))
	assert.True(t, d.Allows(request(stranger, "cloudhsm:describebackups")), "actions are written in any case")
	assert.False(t, d.Allows(request(policy.Principal{Account: "444444444444"}, "cloudhsm:CreateCluster")))
	assert.False(t, d.Allows(request(restorer, "cloudhsm:DeleteBackup")))
	assert.False(t, d.Allows(&policy.Request{Principal: restorer, Action: "cloudhsm:CreateCluster",
		Resource: strings.ToUpper(backup)}))
}

func TestTheAnswerNamesTheStatementThatDecided(t *testing.T) {
	identity := policy.Source{Name: "inline", Document: parse(t, `{"Statement":[
		{"Effect":"Allow","NotAction":"kms:*","Resource":"*"},
		{"Sid":"Keys","Effect":"Allow","Action":"kms:*","Resource":"*"},
		{"Sid":"Too","Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::secret"}]}`)}
	denial := policy.Source{Name: "boundary",
		Document: parse(t, `{"Statement":{"Sid":"NoDeletion","Effect":"Deny","Action":"kms:Delete*","Resource":"*"}}`)}
	for action, want := range map[string]policy.Answer{
		"kms:Decrypt":   {Effect: policy.Allow, Source: "inline", Statement: 1, Sid: "Keys"},
		"ram:Get":       {Effect: policy.Allow, Source: "inline", Statement: 0},
		"kms:DeleteKey": {Effect: policy.Deny, Source: "boundary", Sid: "NoDeletion"},
	} {
		assert.Equal(t, want, policy.Ask(request(restorer, action), identity, denial), action)
	}
	assert.Equal(t, policy.Answer{}, policy.Ask(request(restorer, "kms:Encrypt"), denial))
}

func TestWhatComesLaterIsWorkedOutOnceAndOnlyWhereAPolicyAsksForAKey(t *testing.T) {
	times := 0
	r := request(restorer, "ram:Get")
	r.Later = func(r *policy.Request) {
		times++
		r.Set("aws:ResourceTag/team", "red")
	}
	plain := policy.Source{Document: parse(t, `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)}
	assert.Equal(t, policy.Allow, policy.Ask(r, plain).Effect)
	assert.Zero(t, times)

	red := policy.Source{Document: parse(t, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*",
		"Condition":{"StringEquals":{"aws:resourcetag/team":"red"}}}}`)}
	for range 2 {
		assert.Equal(t, policy.Deny, policy.Ask(r, plain, red).Effect)
		assert.Equal(t, 1, times)
	}
}

func drawDocument(t *rapid.T) policy.Document {
	some := func(what string, from ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(from), 1, 2).Draw(t, what)
	}
	either := func(what string) bool { return rapid.IntRange(0, 3).Draw(t, what) > 0 }
	statement := rapid.Custom(func(t *rapid.T) policy.Statement {
		s := policy.Statement{Effect: rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Allow, policy.Deny}).Draw(t,
			"effect")}
		principals := policy.Principals{AWS: some("principals", "*", "222222222222", stranger.ARN, session.Role)}
		if s.Effect == policy.Allow || either("principal") {
			s.Principals = principals
		} else {
			s.NotPrincipals = principals
		}
		actions := some("actions", "*", "cloudhsm:*", "cloudhsm:Create*", "cloudhsm:DescribeBackups")
		if either("action") {
			s.Actions = actions
		} else {
			s.NotActions = actions
		}
		resources := some("resources", "*", backup, "arn:aws:s3:::${aws:username}")
		if either("resource") {
			s.Resources = resources
		} else {
			s.NotResources = resources
		}
		for _, operator := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"StringEquals",
			"ForAllValues:StringNotLike", "StringLikeIfExists"}), 0, 2, rapid.ID).Draw(t, "operators") {
			s.Conditions = append(s.Conditions,
				policy.Condition{Operator: operator, Key: "aws:username",
					Values: some("values", "bob", "eve", "*", "${aws:userid}")})
		}
		return s
	})
	return policy.Document{Version: "2012-10-17", Statements: rapid.SliceOfN(statement, 1, 5).Draw(t, "statements")}
}

func drawRequest(t *rapid.T) *policy.Request {
	r := request(rapid.SampledFrom([]policy.Principal{root, restorer, session, stranger, service}).Draw(t, "principal"),
		rapid.SampledFrom([]string{"cloudhsm:CreateCluster", "cloudhsm:DescribeBackups", "ram:X"}).Draw(t, "action"))
	if rapid.Bool().Draw(t, "named") {
		r.Context = map[string][]string{"aws:username": {rapid.SampledFrom([]string{"bob", "eve"}).Draw(t, "username")}}
	}
	return r
}

func ask(r *policy.Request, d policy.Document) policy.Answer {
	return policy.Ask(r, policy.Source{Document: &d})
}

// Each of these tells how much an answer gives.
func gives(a policy.Answer) int {
	switch {
	case a.Effect == policy.Allow && !a.Delegated:
		return 2
	case a.Effect == policy.Allow:
		return 1
	}
	return 0
}

func TestTheOrderOfStatementsNeverMatters(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d, r := drawDocument(t), drawRequest(t)
		mixed := d
		mixed.Statements = rapid.Permutation(slices.Clone(d.Statements)).Draw(t, "order")
		one, other := ask(r, d), ask(r, mixed)
		assert.Equal(t, one.Effect, other.Effect)
		assert.Equal(t, one.Delegated, other.Delegated)
	})
}

func TestADenyNeverWidensAccess(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d, r, denial := drawDocument(t), drawRequest(t), drawDocument(t).Statements[0]
		denial.Effect = policy.Deny
		more := d
		more.Statements = append(slices.Clone(d.Statements), denial)
		assert.LessOrEqual(t, gives(ask(r, more)), gives(ask(r, d)))
	})
}

func TestDroppingAnAllowNeverWidensAccess(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d, r := drawDocument(t), drawRequest(t)
		i := rapid.IntRange(0, len(d.Statements)-1).Draw(t, "statement")
		less := d
		less.Statements = slices.Delete(slices.Clone(d.Statements), i, i+1)
		if d.Statements[i].Effect == policy.Allow {
			assert.LessOrEqual(t, gives(ask(r, less)), gives(ask(r, d)))
		} else {
			assert.GreaterOrEqual(t, gives(ask(r, less)), gives(ask(r, d)))
		}
	})
}

func TestNotActionIsTheComplementOfAction(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		s := policy.Statement{Effect: policy.Allow,
			Actions: rapid.SliceOfN(rapid.StringMatching(`(\*|cloudhsm:[CD*][a-z*]*)`), 1, 3).Draw(t, "actions")}
		not := policy.Statement{Effect: policy.Allow, NotActions: s.Actions}
		assert.NotEqual(t, ask(r, policy.Document{Statements: []policy.Statement{s}}).Effect,
			ask(r, policy.Document{Statements: []policy.Statement{not}}).Effect)
	})
}

func TestNotResourceIsTheComplementOfResource(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		r := drawRequest(t)
		s := policy.Statement{Effect: policy.Allow, Actions: []string{"*"},
			Resources: rapid.SliceOfN(rapid.StringMatching(`(\*|arn:aws:[*a-z]*:\*)`), 1, 3).Draw(t, "resources")}
		not := policy.Statement{Effect: policy.Allow, Actions: []string{"*"}, NotResources: s.Resources}
		assert.NotEqual(t, ask(r, policy.Document{Statements: []policy.Statement{s}}).Effect,
			ask(r, policy.Document{Statements: []policy.Statement{not}}).Effect)
	})
}

func TestWildcardsMatchAsTheEquivalentRegularExpression(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		pattern := rapid.StringMatching(`[ab*?]{0,8}`).Draw(t, "pattern")
		text := rapid.StringMatching(`[ab]{0,8}`).Draw(t, "text")
		equivalent := regexp.MustCompile("^" + strings.NewReplacer("*", ".*", "?", ".").Replace(pattern) + "$")
		assert.Equal(t, equivalent.MatchString(text), policy.Like(pattern, text))
	})
}

func TestSidesCombineAsTheGuideSays(t *testing.T) {
	nothing, allow, deny := policy.Answer{}, policy.Answer{Effect: policy.Allow}, policy.Answer{Effect: policy.Deny}
	account, role := policy.Answer{Effect: policy.Allow, Delegated: true},
		policy.Answer{Effect: policy.Allow, ByRole: true}
	bounded, poorly := policy.Bound(allow, nothing), policy.Bound(nothing, nothing)
	const no, noIdentity, noResource, noBoundary = "", policy.NoIdentityAllows, policy.NoResourceAllows,
		policy.NoBoundaryAllows
	for _, c := range []struct {
		identity, resource  policy.Answer
		either, gated, both policy.Reason
	}{
		{nothing, nothing, noIdentity, noResource, noResource},
		{allow, nothing, no, noResource, noResource},
		{nothing, allow, no, no, noIdentity},
		{nothing, account, noIdentity, noIdentity, noIdentity},
		{allow, account, no, no, no},
		{allow, allow, no, no, no},
		{nothing, role, no, no, noIdentity},
		{bounded, nothing, noBoundary, noResource, noResource},
		{bounded, allow, no, no, noBoundary},
		{bounded, role, noBoundary, noBoundary, noBoundary},
		{bounded, account, noBoundary, noBoundary, noBoundary},
		{poorly, nothing, noIdentity, noResource, noResource},
		{poorly, allow, no, no, noIdentity},
		{poorly, role, noBoundary, noBoundary, noIdentity},
		{poorly, account, noIdentity, noIdentity, noIdentity},
		{policy.Bound(allow, allow), role, no, no, no},
		{policy.Bound(nothing, allow), role, no, no, noIdentity},
		{policy.Bound(allow, deny), allow, policy.DeniedByBoundary, policy.DeniedByBoundary, policy.DeniedByBoundary},
		{policy.Bound(deny, deny), allow, policy.DeniedByIdentity, policy.DeniedByIdentity, policy.DeniedByIdentity},
		{deny, allow, policy.DeniedByIdentity, policy.DeniedByIdentity, policy.DeniedByIdentity},
		{allow, deny, policy.DeniedByResource, policy.DeniedByResource, policy.DeniedByResource},
		{deny, deny, policy.DeniedByIdentity, policy.DeniedByIdentity, policy.DeniedByIdentity},
	} {
		either, gated, both := policy.Either(c.identity, c.resource), policy.Gated(c.identity, c.resource),
			policy.Both(c.identity, c.resource)
		require.Equal(t, []policy.Reason{c.either, c.gated, c.both}, []policy.Reason{either.Why, gated.Why, both.Why})
		require.Equal(t, []bool{c.either == no, c.gated == no, c.both == no},
			[]bool{either.Allowed, gated.Allowed, both.Allowed})
	}
}

func TestAcrossAccountsBothSidesHaveToAllow(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		r, identity, resource := drawRequest(t), drawDocument(t), drawDocument(t)
		mine, theirs := ask(r, identity), ask(r, resource)
		if policy.Both(mine, theirs).Allowed {
			assert.Equal(t, policy.Allow, mine.Effect)
			assert.Equal(t, policy.Allow, theirs.Effect)
			assert.True(t, policy.Gated(mine, theirs).Allowed, "no account is shut out of what its own principals could do")
			assert.True(t, policy.Either(mine, theirs).Allowed)
		}
	})
}

func TestARefusalReadsAsAWSWritesIt(t *testing.T) {
	r := request(restorer, "kms:Decrypt")
	denied := policy.Both(policy.Answer{}, policy.Answer{})
	assert.Equal(t, "User: "+restorer.ARN+" is not authorized to perform: kms:Decrypt on resource: "+backup+
		" because no resource-based policy allows the kms:Decrypt action", denied.Refusal(r))
	r.Resource = ""
	denied = policy.Either(policy.Answer{Effect: policy.Deny}, policy.Answer{})
	assert.Equal(t, "User: "+restorer.ARN+" is not authorized to perform: kms:Decrypt with an explicit deny in an "+
		"identity-based policy", denied.Refusal(r))
}
