package policy_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/policy"
)

var (
	cases = flag.Int("cases", 200_000, "how many random requests the engine and the naive evaluator decide")
	seed  = flag.Uint64("seed", 1, "what they are drawn from")
)

// example is a request and the policies that decide on it: with Mode either,
// gated or both, as the functions of the package are called.
type example struct {
	Mode                         string
	Request                      *policy.Request
	Identity, Boundary, Resource []policy.Document // nil where there are none
	Session                      []policy.Document // session policies
	// Root and Leaf are the service control policies of an organization's root and of
	// the account; nil where there are none.
	Root, Leaf []policy.Document
}

// sides are all the documents of an example.
func (c *example) sides() []*[]policy.Document {
	return []*[]policy.Document{&c.Identity, &c.Boundary, &c.Session, &c.Resource, &c.Root, &c.Leaf}
}

// verdict is what an evaluator says to an example: of each side, and of all.
type verdict struct {
	Identity, Boundary, Resource string
	Allowed                      bool
}

func (c *example) engine() verdict {
	ask := func(documents []policy.Document) policy.Answer {
		var sources []policy.Source
		for i := range documents {
			sources = append(sources, policy.Source{Document: &documents[i]})
		}
		return policy.Ask(c.Request, sources...)
	}
	identity, boundary, resource := ask(c.Identity), ask(c.Boundary), ask(c.Resource)
	bound := identity
	if c.Boundary != nil {
		bound = policy.Bound(identity, boundary)
	}
	if c.Session != nil {
		bound = policy.Limit(bound, ask(c.Session))
	}
	var levels []policy.Answer
	for _, level := range [][]policy.Document{c.Root, c.Leaf} {
		if level != nil {
			levels = append(levels, ask(level))
		}
	}
	bound = policy.Control(bound, levels...)
	decide := map[string]func(a, b policy.Answer) policy.Decision{"either": policy.Either, "gated": policy.Gated,
		"both": policy.Both}[c.Mode]
	tell := func(a policy.Answer) string {
		switch {
		case a.Delegated:
			return "Allow to the account"
		case a.ByRole:
			return "Allow to the role"
		case a.Open:
			return "Allow to all"
		}
		return string(a.Effect)
	}
	return verdict{tell(identity), tell(boundary), tell(resource), decide(bound, resource).Allowed}
}

func (c *example) naive() verdict {
	n := naive{c.Request}
	tell := func(s said) string {
		switch {
		case s.denies:
			return "Deny"
		case s.toSelf:
			return "Allow"
		case s.toAll:
			return "Allow to all"
		case s.toRole:
			return "Allow to the role"
		case s.toAccount:
			return "Allow to the account"
		}
		return ""
	}
	identity, boundary, resource := n.hear(c.Identity), n.hear(c.Boundary), n.hear(c.Resource)
	bound := boundary
	if c.Boundary == nil {
		bound.toSelf = true // nobody is bounded
	}
	session := n.hear(c.Session)
	if c.Session == nil {
		session.toSelf = true // nobody is limited
	}
	var levels []said
	for _, level := range [][]policy.Document{c.Root, c.Leaf} {
		if level != nil {
			levels = append(levels, n.hear(level))
		}
	}
	allowed := decide(c.Mode, identity, bound, session, resource, levels)
	return verdict{tell(identity), tell(boundary), tell(resource), allowed}
}

func (c *example) differs() bool { return c.engine() != c.naive() }

// A million takes a minute and a half at most:
//
//	go test ./model/policy -run TestTheEngineAgreesWithTheNaiveEvaluator -cases 1000000
func TestTheEngineAgreesWithTheNaiveEvaluator(t *testing.T) {
	if testing.Short() {
		*cases = min(*cases, 20_000)
	}
	allowed := 0
	for i := range *cases {
		d := drawing{rand.New(rand.NewPCG(*seed, uint64(i)))}
		c := d.example()
		if c.differs() {
			c = smallest(c)
			t.Fatalf("case %d of seed %d, made as small as possible:\n%s\nthe engine says %+v\nnaively it is   %+v", i, *seed,
				c, c.engine(), c.naive())
		}
		if c.engine().Allowed {
			allowed++
		}
		if i%64 == 0 {
			read := reread(t, c)
			require.Equal(t, c.engine(), read.engine(), "what is read from its text decides alike: %s", c)
		}
	}
	require.Greater(t, allowed, *cases/10, "both verdicts occur often")
	require.Less(t, allowed, *cases*9/10, "both verdicts occur often")
}

// reread parses the documents of an example from their texts.
func reread(t *testing.T, c *example) *example {
	again := *c
	for _, documents := range again.sides() {
		var parsed []policy.Document
		for _, d := range *documents {
			parsed = append(parsed, *parse(t, d.String()))
		}
		*documents = parsed // nil stays nil
	}
	return &again
}

func (c *example) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "mode %s, %q by %+v on %q\n", c.Mode, c.Request.Action, c.Request.Principal, c.Request.Resource)
	for key, values := range c.Request.Context {
		fmt.Fprintf(&b, "context %s = %q\n", key, values)
	}
	for name, documents := range map[string][]policy.Document{"identity": c.Identity, "boundary": c.Boundary, "session": c.Session,
		"resource": c.Resource, "root": c.Root, "leaf": c.Leaf} {
		for _, d := range documents {
			fmt.Fprintf(&b, "%s %s\n", name, d)
		}
	}
	return b.String()
}

// drawing draws examples.
type drawing struct{ *rand.Rand }

func one[T any](d drawing, from ...T) T { return from[d.IntN(len(from))] }

func (d drawing) chance(percent int) bool { return d.IntN(100) < percent }

func (d drawing) some(most int, draw func() string) (all []string) {
	for range 1 + d.IntN(most) {
		all = append(all, draw())
	}
	return all
}

func (d drawing) example() *example {
	c := &example{Mode: one(d, "either", "gated", "both"), Request: d.request()}
	for range d.IntN(3) {
		c.Identity = append(c.Identity, d.document(false))
	}
	if d.chance(30) {
		c.Boundary = []policy.Document{d.document(false)}
	}
	if d.chance(12) {
		c.Session = []policy.Document{d.document(false)}
		if d.chance(85) {
			c.Session = append(c.Session, fullAccess)
		}
	}
	if d.chance(80) {
		c.Resource = []policy.Document{d.document(true)}
	}
	for _, level := range []*[]policy.Document{&c.Root, &c.Leaf} {
		if d.chance(10) {
			*level = []policy.Document{d.document(false)}
			if d.chance(75) {
				*level = append(*level, fullAccess)
			}
		}
	}
	return c
}

var fullAccess = policy.Document{Version: "2012-10-17", Statements: []policy.Statement{{
	Effect: policy.Allow, Actions: []string{"*"}, Resources: []string{"*"},
}}}

func (d drawing) request() *policy.Request {
	r := &policy.Request{
		Principal: one(d, root, restorer, session, session, stranger, service),
		Action:    one(d, "kms:Decrypt", "kms:CreateGrant", "kms:DescribeKey"),
		Resource:  one(d, arns...), Context: map[string][]string{},
	}
	for _, k := range kinds {
		for _, key := range k.keys {
			if d.chance(60) {
				r.Context[key] = d.some(1+d.IntN(2), func() string { return one(d, k.have...) })
			}
		}
	}
	if d.chance(2) {
		r.Context["aws:username"] = []string{}
	}
	return r
}

var arns = []string{
	"arn:aws:kms:us-east-1:111111111111:key/abc", "arn:aws:kms:us-east-1:111111111111:key/abc",
	"arn:aws:kms:eu-west-1:222222222222:alias/x",
	"arn:aws:logs:us-east-1:111111111111:log-group:a:b", "arn:aws:s3:::bucket/é*", "bucket", "*", "",
}

func (d drawing) document(ofResource bool) policy.Document {
	doc := policy.Document{Version: one(d, "2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", "")}
	for range 1 + d.IntN(3) {
		doc.Statements = append(doc.Statements, d.statement(ofResource))
	}
	return doc
}

func (d drawing) statement(ofResource bool) (s policy.Statement) {
	s.Effect = one(d, policy.Allow, policy.Allow, policy.Allow, policy.Deny)
	if ofResource {
		if s.Effect == policy.Deny && d.chance(50) {
			s.NotPrincipals = d.principals()
		} else {
			s.Principals = d.principals()
		}
	}
	actions := d.some(2, func() string {
		return one(d, "*", "*:*", "kms:*", "k?s:Decrypt", "k*:*", "kms:*", "kms:De*", "KMS:decrypt", "kms:?ecrypt", "kms:*rypt*", "kms:Cr*t", "kms:D**e*y", "s3:*")
	})
	if d.chance(85) {
		s.Actions = actions
	} else {
		s.NotActions = actions
	}
	switch resources := d.some(2, d.arnPattern); {
	case ofResource && d.chance(30):
	case d.chance(40):
		s.Resources = []string{"*"}
	case d.chance(75):
		s.Resources = resources
	default:
		s.NotResources = resources
	}
	for range d.IntN(3) {
		c := d.condition()
		if !slices.ContainsFunc(s.Conditions, func(o policy.Condition) bool {
			return o.Operator == c.Operator && strings.EqualFold(o.Key, c.Key)
		}) {
			s.Conditions = append(s.Conditions, c)
		}
	}
	return s
}

func (d drawing) principals() policy.Principals {
	if d.chance(10) {
		return policy.Principals{Service: []string{one(d, "dlm.amazonaws.com", "ec2.amazonaws.com")}}
	}
	return policy.Principals{AWS: d.some(3, func() string {
		return one(d, "*", "222222222222", root.ARN, root.ARN, restorer.ARN, restorer.ID, session.ARN, session.Role,
			session.Role, session.ID, "AROAIOSFODNN7EXAMPLE", "333333333333", stranger.ARN)
	})}
}

// arnPattern spoils an ARN: parts of it become wildcards or variables.
func (d drawing) arnPattern() string {
	text := []rune(one(d, arns...))
	for range d.IntN(4) {
		from := d.IntN(len(text) + 1)
		to := min(len(text), from+d.IntN(6))
		if d.chance(10) {
			to = min(len(text), from+d.IntN(40))
		}
		put := []rune(one(d, "*", "*", "*", "?", "**", "*:", ":*", "é", "", one(d, variables...)))
		text = append(append(append([]rune{}, text[:from]...), put...), text[to:]...)
	}
	return string(text)
}

var variables = []string{
	"${aws:username}", "${aws:userid}", "${AWS:UserName}", "${aws:username, 'abc'}", "${kms:GrantOperations}",
	"${aws:PrincipalArn}", "${*}", "${?}", "${$}", "${aws:username", "${",
}

// kind are operators, with keys that they suit and values of both sides.
type kind struct {
	operators, keys, have []string
	want                  func(d drawing) string
}

var (
	words   = []string{"bob", "bob", "Bob", "eve", "café", "abc", "*", "a:b", "", "\x00", "x\x00*", "Decrypt", "Encrypt"}
	numbers = []string{"7", "7.0", "-3.5", "8", "1e1", "10"}
	dates   = []string{"2025-11-01", "2025-11-01T00:00:00Z", "2025-11-01T01:00:00+01:00", "1761955200", "1761955199",
		"9223372036854775807", "-292275054", "2025", "01T", "2025-11-1t0:00:00.000+00", "2025-11-01T01+01", "2025-10-31T23:59:59.9Z",
		"2025-11-01T00:00:00-01:30"}
)

var kinds = []kind{
	{strings.Fields("StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike " +
		"StringNotLike StringEquals StringNotEquals"),
		strings.Fields("aws:username aws:userid kms:EncryptionContext:n kms:GrantOperations aws:PrincipalOrgPaths " +
			"aws:TagKeys aws:RequestTag/é aws:ResourceTag/team backup:CopyTargetOrgPaths"), words, drawing.word},
	{strings.Fields("ArnEquals ArnLike ArnNotEquals ArnNotLike"), strings.Fields("aws:PrincipalArn aws:SourceArn " +
		"backup:CopyTargets"),
		append(arns, session.Role), drawing.arnOrAny},
	{strings.Fields("NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan " +
		"NumericGreaterThanEquals"),
		[]string{"aws:MultiFactorAuthAge"}, append(numbers, "many"), func(d drawing) string { return one(d, numbers...) }},
	{strings.Fields("DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals"),
		[]string{"aws:CurrentTime"}, append(dates, "soon"), func(d drawing) string { return one(d, dates...) }},
	{[]string{"Bool"}, []string{"aws:SecureTransport"}, []string{"true", "false", "True"}, func(d drawing) string {
		return one(d, "true", "false", "TRUE")
	}},
	{[]string{"BinaryEquals"}, []string{"kms:EncryptionContext:b"}, []string{"QmluYXJ5", "QMLUYXJ5"},
		func(d drawing) string {
			return one(d, "QmluYXJ5", "QMLUYXJ5")
		}},
	{strings.Fields("IpAddress NotIpAddress"), []string{"aws:SourceIp"},
		[]string{"203.0.113.7", "203.0.114.7", "2001:db8::1", "nowhere"},
		func(d drawing) string { return one(d, "203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0") }},
}

func (d drawing) condition() policy.Condition {
	k := one(d, kinds[0], kinds[0], kinds[1], kinds[1], kinds[d.IntN(len(kinds))])
	key := one(d, k.keys...)
	if d.chance(10) {
		key = one(d, kinds[d.IntN(len(kinds))].keys...)
	}
	if d.chance(10) {
		key = strings.ToUpper(key)
	}
	if d.chance(8) {
		return policy.Condition{Operator: "Null", Key: key, Values: d.some(1, func() string {
			return one(d, "true", "false")
		})}
	}
	if d.chance(3) {
		k.want = nil
	}
	operator := one(d, "", "", "", "ForAllValues:", "ForAnyValue:") + one(d, k.operators...) + one(d, "", "", "IfExists")
	if k.want == nil {
		return policy.Condition{Operator: operator, Key: key}
	}
	return policy.Condition{Operator: operator, Key: key, Values: d.some(2, func() string { return k.want(d) })}
}

func (d drawing) word() string {
	if d.chance(40) {
		return one(d, words...)
	}
	return one(d, "b*", "?ob", "*b", "caf?", "???", "*", "x*", "a*b", "D*") + one(d, "", "", one(d, variables...))
}

// arnOrAny draws what Parse takes for an ARN.
func (d drawing) arnOrAny() string {
	if p := d.arnPattern(); strings.Count(p, ":") >= 5 {
		return p
	}
	return one(d, "*", arns[0], session.Role, "${aws:PrincipalArn}")
}
