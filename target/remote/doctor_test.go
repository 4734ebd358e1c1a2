package remote_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// told returns what a target says about a thing when it is examined.
func told(t *testing.T, there *remote.Target, about string) target.Finding {
	t.Helper()
	var all []string
	for _, f := range there.Examine(t.Context()) {
		if f.About == about {
			return f
		}
		all = append(all, f.About)
	}
	require.Fail(t, "nothing is said", "about %s: only of %v", about, all)
	return target.Finding{}
}

func TestTheDoctorTellsWhoCallsForAnAccount(t *testing.T) {
	url, accounts, dir := home(t)
	owner := accounts[0]
	there := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: owner}, consumer: {profile: consumer}}\n")
	assert.Equal(t, target.Finding{About: "account owner", State: target.Fine,
		Says: "arn:aws:iam::" + owner.Number + ":root, by profile owner"}, told(t, there, "account owner"))
	_, err := there.Do(t.Context(), kernel.Caller{Account: owner.Number, Region: "us-east-1"}, &iam.CreateRole{
		RoleName: "runner", AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` +
			accounts[1].Number + `"},"Action":"sts:AssumeRole"}]}`})
	require.NoError(t, err)
	there = opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: consumer, roleArn: 'arn:aws:iam::"+owner.Number+
		":role/runner'}}\n")
	f := told(t, there, "account owner")
	assert.Equal(t, target.Fine, f.State)
	assert.Regexp(t, `^arn:aws:sts::\d{12}:assumed-role/runner/shareproof, by profile consumer through a role, until \d{4}-`, f.Says)
	f = told(t, there, "services for owner")
	assert.Equal(t, target.InTheWay, f.State, "the role may do nothing")
	assert.Contains(t, f.Says, "denied: ")
	assert.Contains(t, f.Says, "kms:ListKeys")
	f = told(t, there, "permissions of owner")
	assert.Equal(t, target.NotAsked, f.State)
	assert.Contains(t, f.Mend, "iam:SimulatePrincipalPolicy")

	same := opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: owner}, consumer: {profile: owner}}\n")
	f = told(t, same, "account consumer")
	assert.Equal(t, target.InTheWay, f.State)
	assert.Equal(t, "it is "+owner.Number+", as is owner", f.Says)
	wrong := opened(t, "endpoint: "+url+"\naccounts: {owner: {number: '123456789012', profile: owner}}\n")
	assert.Equal(t, "name credentials of account 123456789012", told(t, wrong, "account owner").Mend)

	add(t, dir, "[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = runner\n"+
		"[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.org/start")
	f = told(t, opened(t, "endpoint: "+url+"\naccounts: {owner: {profile: work}}\n"), "account owner")
	assert.Equal(t, "aws sso login --profile work", f.Mend)
	unknown := opened(t, "endpoint: "+url+"\naccounts: {owner: {accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: example}}\n")
	f = told(t, unknown, "account owner")
	assert.Equal(t, target.InTheWay, f.State)
	assert.Contains(t, f.Says, "InvalidClientTokenId")
}

func TestTheDoctorChangesNothing(t *testing.T) {
	e := emulator.New(emulator.Options{})
	s := httptest.NewServer(e)
	defer s.Close()
	config, err := remote.ForURL(s.URL)
	require.NoError(t, err)
	there, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	before := e.Digest()
	for _, f := range there.Examine(t.Context()) {
		assert.NotEqual(t, target.InTheWay, f.State, f)
		assert.NotEmpty(t, f.Says, f.About)
	}
	assert.Equal(t, before, e.Digest())
}

func TestTheDoctorTellsOfTheOrganization(t *testing.T) {
	e := emulator.New(emulator.Options{})
	s := httptest.NewServer(e)
	defer s.Close()
	open := func(names ...string) *remote.Target {
		file := "endpoint: " + s.URL + "\naccounts:\n"
		for _, name := range names {
			file += fmt.Sprintf("  %q: {accessKeyId: %q, secretAccessKey: x}\n", name, target.NumberOf(name))
		}
		return opened(t, file)
	}
	assert.Equal(t, target.Lacks, told(t, open("owner"), "organization").State)
	management := open("management", "owner")
	do := func(in any) {
		_, err := management.Do(t.Context(), kernel.Caller{Account: "444444444444", Region: "us-east-1"}, in)
		require.NoError(t, err)
	}
	do(&organizations.CreateOrganization{FeatureSet: "ALL"})
	f := told(t, open("management"), "organization")
	assert.Equal(t, target.Lacks, f.State)
	assert.Contains(t, f.Mend, "aws ram enable-sharing-with-aws-organization")
	do(&organizations.EnableAWSServiceAccess{ServicePrincipal: "ram.amazonaws.com"})
	f = told(t, open("management"), "organization")
	assert.Equal(t, target.Fine, f.State)
	assert.Contains(t, f.Says, "ram.amazonaws.com")
}

// simulating is an endpoint whose IAM tells what a user may do.
func simulating(decision string) http.Handler {
	e := emulator.New(emulator.Options{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_shareproof") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		text, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(text))
		form := "&" + string(text)
		switch {
		case strings.Contains(form, "&Action=GetCallerIdentity"):
			fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/runner</Arn>`+
				`<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		case strings.Contains(form, "&Action=SimulatePrincipalPolicy"):
			if !strings.Contains(form, "&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Auser%2Frunner") {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			page := "<IsTruncated>false</IsTruncated>"
			if !strings.Contains(form, "&Marker=") {
				page = "<IsTruncated>true</IsTruncated><Marker>more</Marker>"
			}
			fmt.Fprint(w, `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>`+
				`<member><EvalActionName>kms:CreateKey</EvalActionName><EvalDecision>`+decision+`</EvalDecision>`+
				`<MatchedStatements/></member></EvaluationResults>`+page+`</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`)
		default:
			e.ServeHTTP(w, r)
		}
	})
}

func TestTheDoctorAsksIAMWhatACallerMayDo(t *testing.T) {
	for decision, state := range map[string]target.FindingState{"allowed": target.Fine, "implicitDeny": target.Lacks,
		"explicitDeny": target.Lacks} {
		s := httptest.NewServer(simulating(decision))
		t.Cleanup(s.Close)
		f := told(t, opened(t, "endpoint: "+s.URL+"\noffers: {services: [kms, sts]}\naccounts: {owner: {accessKeyId: KEY, "+
			"secretAccessKey: x}}\n"), "permissions of owner")
		assert.Equal(t, state, f.State, f)
		if state == target.Lacks {
			assert.Contains(t, f.Says, "actions are not allowed: kms:CreateKey, kms:CreateKey", "of both pages")
		}
	}
}

func TestTheDoctorFindsWhatIsInTheWay(t *testing.T) {
	c := inAWS(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "sts.us-west-2.amazonaws.com" {
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, `<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>`)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	f := told(t, opened(t, c.file("owner", "consumer")), "Regions")
	assert.Equal(t, target.Lacks, f.State)
	assert.Equal(t, "us-west-2 do not answer", f.Says)
	f = told(t, opened(t, c.file("owner")+"region: us-west-2\n"), "account owner")
	assert.Equal(t, target.InTheWay, f.State)

	late := httptest.NewServer(dated(emulator.New(emulator.Options{Clock: emulator.Real}), time.Hour))
	defer late.Close()
	elsewhere := opened(t, "endpoint: "+late.URL+"\naccountKeys: account-number\noffers: {clock: false}\n")
	assert.Equal(t, target.InTheWay, told(t, elsewhere, "clock").State)
}
