package iam_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
)

// statement is a whole policy of one statement.
func statement(text string) string { return `{"Version":"2012-10-17","Statement":` + text + `}` }

const (
	allow    = `"Effect":"Allow","Action":"s3:ListBucket"`
	bucket   = `"Resource":"arn:aws:s3:::b"`
	legacy   = "The policy failed legacy parsing"
	syntax   = "Syntax errors in policy."
	actions  = "Policy statement must contain actions."
	resource = "Policy statement must contain resources."
	sids     = "Statement IDs (SID) in a single policy must be unique."
	preface  = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	old      = "Policy document must be version 2012-10-17 or greater."
	paths    = `IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, ` +
		"mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/."
)

// What IAM says of documents, in its words and in the order in which it looks, after
// getmoto/moto, tests/test_iam/test_iam_policies.py, and the IAM User Guide
// (reference_policies_grammar, reference_policies_elements_*, reference-arns).
func TestIAMSaysWhatIsWrongWithAPolicyInItsOrder(t *testing.T) {
	date := func(value string) string {
		return statement(`{` + allow + `,` + bucket + `,"Condition":{"DateLessThan":{"a":"` + value + `"}}}`)
	}
	about := func(arn string) string { return statement(`{` + allow + `,"Resource":"` + arn + `"}`) }
	doing := func(action string) string {
		return statement(`{"Effect":"Allow","Action":"` + action + `",` + bucket + `}`)
	}
	for _, c := range []struct{ document, says string }{
		{statement(`{` + allow + `,` + bucket + `}`), ""},
		{`no JSON`, syntax},
		{`{"Statement":{` + allow + `,` + bucket + `}}`, old},
		{`{"Version":"2008-10-17","Statement":{` + allow + `,` + bucket + `}}`, old},
		{`{"Version":"2013-10-17","Statement":{` + allow + `,` + bucket + `}}`, syntax},
		{`{"Version":"2012-10-17"}`, syntax},
		{statement(`[]`), syntax},
		{statement(`{"Effect":"invalid","Action":"s3:ListBucket",` + bucket + `}`), syntax},
		{statement(`{"Action":"s3:ListBucket",` + bucket + `}`), syntax},
		{statement(`{` + allow + `,"NotAction":[],` + bucket + `}`), syntax},
		{statement(`{` + allow + `,` + bucket + `,"Condition":{"x":{"a":"1"}}}`), syntax},
		{statement(`{` + allow + `,` + bucket + `,"Condition":{"ForAnyValue::StringEqualsIfExists":{"a":"1"}}}`), syntax},
		{statement(`{"Effect":"Allow",` + bucket + `,"Condition":{"DateGreaterThan":{"a":{}}}}`), syntax},

		// Versions come before legacy parsing, that before Sids, these before actions.
		{`{"Statement":{"Effect":"denY","Action":"s3:ListBucket",` + bucket + `}}`, old},
		{statement(`{"Effect":"denY","Action":"s3:ListBucket",` + bucket + `}`), legacy},
		{statement(`[{"Sid":"a","Effect":"aLLow","Action":"s3:ListBucket",` + bucket + `},{"Sid":"a","Effect":"Allow"}]`), legacy},
		{statement(`[{"Sid":"a",` + allow + `,` + bucket + `},{"Sid":"a","Effect":"Allow"}]`), sids},
		{statement(`[{"Sid":"",` + allow + `,` + bucket + `},{"Sid":"",` + allow + `,` + bucket + `}]`), ""},
		{statement(`{"Effect":"Allow"}`), actions},
		{statement(`{"Effect":"Allow","Action":[],` + bucket + `}`), actions},
		{statement(`[{"Effect":"Deny"},{` + allow + `,` + bucket + `}]`), actions},
		{statement(`{"Effect":"Allow","Action":"invalid"}`), preface},
		{statement(`{"Effect":"Allow","NotAction":"",` + bucket + `}`), preface},
		{statement(`{` + allow + `}`), resource},
		{statement(`{` + allow + `,"Resource":[]}`), resource},
		{statement(`{"Effect":"Allow","Action":"s:3:ListBucket","Resource":"x"}`), `Resource x must be in ARN format or "*".`},
		{statement(`{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket",` + bucket + `}`),
			"Policy document should not specify a principal."},

		// Actions.
		{doing("invalid"), preface},
		{doing("a a:ListBucket"), "Vendor a a is not valid"},
		{doing("s3:List:Bucket"), "Actions/Condition can contain only one colon."},
		{doing("iam: as df "), ""}, {doing("s3.s:ListBucket"), ""}, {doing("s3-s:ListBucket"), ""}, {doing("*"), ""},
		{doing("*:*"), ""}, {doing("s3:*"), ""},

		// Resources.
		{about(""), `Resource  must be in ARN format or "*".`},
		{about("a:b:c:d:e:f:g:h"), `Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".`},
		{about("a:bsd"), `Partition "bsd" is not valid for resource "arn:bsd:*:*:*:*".`},
		{about("aws:s3:::b"), `Partition "s3" is not valid for resource "arn:s3:::b:*".`},
		{about("arn:foo:s3:::b"), `Partition "foo" is not valid for resource "arn:foo:s3:::b".`},
		{about("arn:aws"), "Resource vendor must be fully qualified and cannot contain regexes."},
		{about("arn:aws:k*s:us-east-1:1:key/x"), "Resource vendor must be fully qualified and cannot contain regexes."},
		{about("arn:aws:s3::b"), legacy}, {about("arn:aws::::b"), legacy}, {about("arn:aws::fds"), legacy},
		{about("arn:aws:fds"), ""}, {about("arn:aws:kms:*"), ""}, {about("arn:*:s3:::b"), ""}, {about("arn:aws-cn:s3:::b"), ""},
		{about("arn:aws:iam:us-east-1::b"), "IAM resource arn:aws:iam:us-east-1::b cannot contain region information."},
		{about("arn:aws:s3:us-east-1::b"), "Resource arn:aws:s3:us-east-1::b can not contain region information."},
		{about("arn:aws:s3:us-west-2:123456789012:accesspoint/a"), ""},
		{about("arn:aws:iam:::b"), paths}, {about("arn:aws:iam::111111111111:root"), paths},
		{about("arn:aws:iam::*:user/${aws:username}"), ""}, {about("arn:aws:iam::*:*"), ""},

		// Dates.
		{date("01T"), ""}, {date("2016-12-13t2:00:00.593194+23"), ""}, {date("2016-12-13T21:20:37.593194+00:00"), ""},
		{date("-292275054"), ""}, {date("9223372036854775807"), ""}, {date("2019-07-01T13:20:15Z"), ""},
		{date("sdfdsf"), legacy}, {date("234-13"), legacy}, {date("9223372036854775808"), legacy},
		{date("2016-12-13t2:00:00.593194+1"), legacy}, {date("2016-12-13t2:00:00.1999999999+10:59"), legacy},

		// Conditions that ask nothing.
		{statement(`{` + allow + `,` + bucket + `,"Condition":{}}`), ""},
		{statement(`{` + allow + `,` + bucket + `,"Condition":{"x":{},"y":{}}}`), ""},
		{statement(`{` + allow + `,` + bucket + `,"Condition":{"DateGreaterThan":{"a":[]}}}`), ""},
		{statement(`{` + allow + `,` + bucket + `,"Condition":{"StringLike":{"s3:prefix":["","home/${aws:userid}/*"]}}}`), ""},
	} {
		w := model.New(model.Options{})
		in := &iam.CreatePolicy{PolicyName: "p", PolicyDocument: c.document}
		if c.says == "" {
			do[iam.CreatePolicyOutput](t, w, owner, in)
			continue
		}
		refusal := refused(t, w, owner, in)
		assert.Equal(t, "MalformedPolicyDocument", refusal.Code, c.document)
		assert.Equal(t, c.says, refusal.Message, c.document)
		assert.Error(t, refusal.Cause, "those who run the world learn the place: %s", c.document)
	}
}

// An ARN of fewer than six fields is about all that begins so, in what it allows and in
// what it denies (IAM User Guide, reference-arns).
func TestAnIncompleteARNIsAboutAllThatBeginsSo(t *testing.T) {
	w := model.New(model.Options{})
	as, ask := acting(t, w, owner, "Reader", "sts:GetCallerIdentity"), &iam.GetRole{RoleName: "Reader"}
	put := func(name, effect, arn string) {
		do[iam.PutRolePolicyOutput](t, w, owner, &iam.PutRolePolicy{RoleName: "Reader", PolicyName: name,
			PolicyDocument: statement(`{"Effect":"` + effect + `","Action":"iam:*","Resource":"` + arn + `"}`)})
	}
	put("allow", "Allow", "arn:aws:iam")
	_, err := w.Do(as, ask)
	assert.NoError(t, err)
	for _, arn := range []string{"arn:aws:iam", "arn:aws:iam:*", "arn:aws:iam:*:111111111111"} {
		put("deny", "Deny", arn)
		_, err = w.Do(as, ask)
		assert.Error(t, err, arn)
	}
	put("deny", "Deny", "arn:aws:iam:*:222222222222")
	_, err = w.Do(as, ask)
	assert.NoError(t, err)
}
