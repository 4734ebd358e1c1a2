package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/policy"
)

var (
	root     = policy.Principal{Account: "222222222222", ARN: "arn:aws:iam::222222222222:root", ID: "222222222222"}
	restorer = policy.Principal{Account: "222222222222", ARN: "arn:aws:iam::222222222222:user/team/restorer",
		ID: "AIDAIOSFODNN7EXAMPLE"}
	session = policy.Principal{
		Account: "222222222222", ARN: "arn:aws:sts::222222222222:assumed-role/Copier/nightly",
		Role: "arn:aws:iam::222222222222:role/service-role/Copier", ID: "AROAIOSFODNN7EXAMPLE:nightly",
	}
	stranger = policy.Principal{Account: "333333333333", ARN: "arn:aws:iam::333333333333:user/team/restorer",
		ID: "AIDAJQABLZS4A3QDU576Q"}
	service = policy.Principal{Service: "dlm.amazonaws.com"}
)

func TestWhomAPrincipalNames(t *testing.T) {
	const direct, delegates, role, no = "direct", "delegates", "by role", ""
	for principal, want := range map[string][5]string{ // root, restorer, session, stranger, service
		`"*"`:                    {direct, direct, direct, direct, direct},
		`{"AWS":"*"}`:            {direct, direct, direct, direct, direct},
		`{"AWS":"222222222222"}`: {direct, delegates, delegates, no, no},
		`{"AWS":"arn:aws:iam::222222222222:root"}`:                                  {direct, delegates, delegates, no, no},
		`{"AWS":"arn:aws:iam::222222222222:user/team/restorer"}`:                    {no, direct, no, no, no},
		`{"AWS":"arn:aws:iam::222222222222:user/restorer"}`:                         {no, no, no, no, no},
		`{"AWS":"arn:aws:iam::222222222222:role/service-role/Copier"}`:              {no, no, role, no, no},
		`{"AWS":"arn:aws:sts::222222222222:assumed-role/Copier/nightly"}`:           {no, no, direct, no, no},
		`{"AWS":"arn:aws:sts::222222222222:assumed-role/Copier/weekly"}`:            {no, no, no, no, no},
		`{"AWS":["222222222222","arn:aws:iam::222222222222:user/team/restorer"]}`:   {direct, direct, delegates, no, no},
		`{"AWS":"AIDAIOSFODNN7EXAMPLE"}`:                                            {no, direct, no, no, no},
		`{"AWS":"AROAIOSFODNN7EXAMPLE"}`:                                            {no, no, role, no, no},
		`{"AWS":"AROAIOSFODNN7EXAMPLE:nightly"}`:                                    {no, no, direct, no, no},
		`{"AWS":["222222222222","AROAIOSFODNN7EXAMPLE"]}`:                           {direct, delegates, role, no, no},
		`{"AWS":["AROAIOSFODNN7EXAMPLE","*"]}`:                                      {direct, direct, direct, direct, direct},
		`{"Service":"dlm.amazonaws.com"}`:                                           {no, no, no, no, direct},
		`{"Service":["ec2.amazonaws.com"],"AWS":"333333333333"}`:                    {no, no, no, delegates, no},
		`{"Federated":"cognito-identity.amazonaws.com","CanonicalUser":"79a59df9"}`: {no, no, no, no, no},
	} {
		d := parse(t, `{"Statement":{"Effect":"Allow","Principal":`+principal+`,"Action":"*"}}`)
		for i, p := range []policy.Principal{root, restorer, session, stranger, service} {
			a, got := policy.Ask(&policy.Request{Principal: p, Action: "kms:Decrypt"}, policy.Source{Document: d}), no
			if a.Delegated {
				got = delegates
			} else if a.ByRole {
				got = role
			} else if a.Effect == policy.Allow {
				got = direct
			}
			assert.Equal(t, want[i], got, "%s for %s", principal, p.ARN+p.Service)
		}
	}
}

func TestNotPrincipalSparesOnlyWhomItNamesInAllThatHeActsAs(t *testing.T) {
	const account = `"arn:aws:iam::222222222222:root"`
	for principal, spared := range map[string][5]bool{ // root, restorer, session, stranger, service
		`"*"`:                     {true, true, true, true, true},
		`{"AWS":` + account + `}`: {0: true},
		`{"AWS":"222222222222"}`:  {0: true},
		`{"AWS":[` + account + `,"arn:aws:iam::222222222222:user/team/restorer"]}`:                                                               {0: true, 1: true},
		`{"AWS":"arn:aws:iam::222222222222:user/team/restorer"}`:                                                                                 {},
		`{"AWS":[` + account + `,"arn:aws:iam::222222222222:role/service-role/Copier","arn:aws:sts::222222222222:assumed-role/Copier/nightly"]}`: {0: true, 2: true},
		`{"AWS":[` + account + `,"arn:aws:iam::222222222222:role/service-role/Copier"]}`:                                                         {0: true},
		`{"Service":"dlm.amazonaws.com"}`:                                                                                                        {4: true},
	} {
		d := parse(t, `{"Statement":{"Effect":"Deny","NotPrincipal":`+principal+`,"Action":"*"}}`)
		for i, p := range []policy.Principal{root, restorer, session, stranger, service} {
			denied := policy.Ask(&policy.Request{Principal: p, Action: "kms:Decrypt"},
				policy.Source{Document: d}).Effect == policy.Deny
			assert.Equal(t, spared[i], !denied, "%s for %s", principal, p.ARN+p.Service)
		}
	}
}

func TestAQuestionForSomebodyOfAnAccountTakesWhoeverIsNamed(t *testing.T) {
	d := parse(t, sharing)
	for account, allowed := range map[string]bool{"222222222222": true, "333333333333": true, "444444444444": false} {
		assert.Equal(t, allowed, d.Allows(request(policy.Principal{Account: account}, "cloudhsm:CreateCluster")), account)
	}
}
