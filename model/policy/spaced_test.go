package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The form is that of ten recorded answers of GetKeyPolicy, in cloud-custodian's tests.
func TestAKeyPolicyIsWrittenAnew(t *testing.T) {
	d, err := Parse(KeyPolicy, `{"Statement":[
		{"Resource":"*","Action":["kms:*"],"Principal":{"AWS":["arn:aws:iam::111111111111:root"]},"Effect":"Allow","Sid":"a \"b\" {c}, [d]: <e>"},
		{"Principal":"*","Effect":"Deny","NotAction":["kms:Decrypt","kms:Encrypt"],"Resource":["*"],
		 "Condition":{"StringEquals":{"kms:CallerAccount":["1","2"],"kms:ViaService":"ec2.us-east-1.amazonaws.com"},"Bool":{"kms:GrantIsForAWSResource":true}}},
		{"Principal":{"AWS":"*"},"Effect":"Allow","Action":"kms:DescribeKey","Resource":"*"}],
		"Id":"Lulu","Version":"2012-10-17"}`)
	require.NoError(t, err)
	assert.Equal(t, `{
  "Version" : "2012-10-17",
  "Id" : "Lulu",
  "Statement" : [ {
    "Sid" : "a \"b\" {c}, [d]: <e>",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::111111111111:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  }, {
    "Effect" : "Deny",
    "Principal" : "*",
    "NotAction" : [ "kms:Decrypt", "kms:Encrypt" ],
    "Resource" : "*",
    "Condition" : {
      "StringEquals" : {
        "kms:CallerAccount" : [ "1", "2" ],
        "kms:ViaService" : "ec2.us-east-1.amazonaws.com"
      },
      "Bool" : {
        "kms:GrantIsForAWSResource" : "true"
      }
    }
  }, {
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "*"
    },
    "Action" : "kms:DescribeKey",
    "Resource" : "*"
  } ]
}`, d.Spaced())
	again, err := Parse(KeyPolicy, d.Spaced())
	require.NoError(t, err)
	assert.Equal(t, d, again, "it means the same")
	assert.Equal(t, "{\n  \"Statement\" : [ ]\n}", Document{}.Spaced())
}
