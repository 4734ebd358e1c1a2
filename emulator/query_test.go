package emulator_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/eventbridge"
)

const formType = "application/x-www-form-urlencoded"

// authOf is the header of a call by the owner of an access key.
func authOf(key, region, service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/" + region + "/" + service +
		"/aws4_request, SignedHeaders=host, Signature=0"
}

func queryCall(service, form string) request {
	return request{http.MethodPost, "/", form,
		map[string]string{"Content-Type": formType, "Authorization": authOf(owner, "us-east-1", service)}}
}

func ec2Call(form string) request { return queryCall("ec2", form+"&Version=2016-11-15") }
func iamCall(form string) request { return queryCall("iam", form+"&Version=2010-05-08") }
func stsCall(form string) request { return queryCall("sts", form+"&Version=2011-06-15") }

// xmlError is an error of either query protocol.
type xmlError struct {
	XMLName                        xml.Name
	Code, Message, Type, RequestId string
}

func xmlErrorOf(t *testing.T, body string) (e xmlError) {
	require.NoError(t, xml.Unmarshal([]byte(body), &e), body)
	d := xml.NewDecoder(strings.NewReader(body))
	for into := (*string)(nil); ; {
		token, err := d.Token()
		if err != nil {
			return e
		}
		switch token := token.(type) {
		case xml.StartElement:
			into = map[string]*string{"Code": &e.Code, "Message": &e.Message, "Type": &e.Type, "RequestId": &e.RequestId,
				"RequestID": &e.RequestId}[token.Name.Local]
		case xml.CharData:
			if into != nil {
				*into = string(token)
			}
		case xml.EndElement:
			into = nil
		}
	}
}

func TestWhatCannotBeAQueryIsTheClientsMistake(t *testing.T) {
	for name, c := range map[string]struct {
		request
		status        int
		code, message string
	}{
		"an unknown action of EC2": {ec2Call("Action=EatSnapshot"), 400, "InvalidAction",
			"The action EatSnapshot is not offered by this emulator; GET /_shareproof/ lists what is."},
		"an unknown action of IAM": {iamCall("Action=EatRole"), 400, "InvalidAction", "EatRole"},
		"an unknown version": {queryCall("ec2", "Action=DescribeSnapshots&Version=1999-01-01"), 400,
			"InvalidAction", "1999-01-01"},
		"no action": {ec2Call("Owner.1=self"), 400, "InvalidAction", "The action  is not offered"},
		"no authorization at EC2": {ec2Call("Action=DescribeSnapshots").with("Authorization", ""), 403,
			"MissingAuthenticationToken", "Missing Authentication Token"},
		"no authorization at STS": {stsCall("Action=GetCallerIdentity").with("Authorization", ""), 403,
			"MissingAuthenticationToken", "Missing Authentication Token"},
		"another service's scope": {ec2Call("Action=DescribeSnapshots").with("Authorization",
			authOf(owner, "us-east-1", "ebs")), 403, "SignatureDoesNotMatch", "'ec2'"},
		"an unknown key at EC2": {ec2Call("Action=DescribeSnapshots").with("Authorization",
			authOf("AKIANOBODY", "us-east-1", "ec2")), 401, "AuthFailure", "The security token"},
		"an unknown key at IAM": {iamCall("Action=ListRoles").with("Authorization",
			authOf("AKIANOBODY", "us-east-1", "iam")), 403, "InvalidClientTokenId", "The security token"},
		"an unknown parameter of EC2": {ec2Call("Action=DescribeSnapshots&Colour=red"), 400, "UnknownParameter",
			"Colour: unknown parameter"},
		"a parameter in another spelling": {ec2Call("Action=DescribeSnapshots&OwnerIds.1=self"), 400, "UnknownParameter",
			"OwnerIds.1: unknown parameter"},
		"an unknown parameter of IAM": {iamCall("Action=GetRole&Colour=red"), 400, "InvalidQueryParameter",
			"Colour: unknown parameter"},
		"a value of the wrong type": {ec2Call("Action=DescribeSnapshots&MaxResults=many"), 400,
			"InvalidParameterValue", `MaxResults: want a whole number, got "many"`},
		"a list of the wrong kind": {iamCall("Action=CreateRole&Tags.1.Key=a"), 400, "InvalidQueryParameter",
			"Tags.1.Key: unknown parameter"},
		"a form that cannot be read": {ec2Call("Action=DescribeSnapshots&Owner.1=%zz"), 400, "InvalidParameterValue",
			`"%zz"`},
		"a body beyond 1 MiB": {ec2Call("Action=DescribeSnapshots&NextToken=" + strings.Repeat("a", 1<<20)), 413,
			"RequestEntityTooLargeException", "1048576"},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.Options{})
			before := e.Digest()
			w := c.to(e)
			assert.Equal(t, c.status, w.Code, w.Body)
			refused := xmlErrorOf(t, w.Body.String())
			assert.Equal(t, c.code, refused.Code)
			assert.Contains(t, refused.Message, c.message)
			assert.Equal(t, w.Header().Get("X-Amzn-RequestId"), refused.RequestId)
			assert.Equal(t, before, e.Digest(), "a refused request changes nothing")
		})
	}
}

func TestAQueryIsAnsweredAsItsProtocolSpellsIt(t *testing.T) {
	e := emulator.New(emulator.Options{})
	w := stsCall("Action=GetCallerIdentity").to(e)
	assert.Equal(t, 200, w.Code)
	assert.Equal(t, "text/xml;charset=UTF-8", w.Header().Get("Content-Type"))
	assert.Regexp(t, `^<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>111111111111</Account>.*</GetCallerIdentityResult><ResponseMetadata><RequestId>.+</RequestId></ResponseMetadata></GetCallerIdentityResponse>$`, w.Body.String())

	w = ec2Call("Action=DescribeSnapshots&Owner.1=self").to(e)
	assert.Equal(t, 200, w.Code, w.Body)
	assert.Regexp(t, `<DescribeSnapshotsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>.+</requestId><snapshotSet></snapshotSet></DescribeSnapshotsResponse>$`, w.Body.String())

	refused := xmlErrorOf(t, iamCall("Action=GetRole&RoleName=nobody").to(e).Body.String())
	assert.Equal(t, "ErrorResponse", refused.XMLName.Local)
	assert.Equal(t, "Sender", refused.Type)
	assert.Equal(t, "Response",
		xmlErrorOf(t, ec2Call("Action=DeleteSnapshot&SnapshotId=snap-0a").to(e).Body.String()).XMLName.Local)
}

func TestAQueryNeedsNoVersionWhereItsSignatureTellsTheService(t *testing.T) {
	e := emulator.New(emulator.Options{})
	assert.Equal(t, 200, queryCall("ec2", "Action=DescribeSnapshots").to(e).Code)
	assert.Equal(t, 200, queryCall("iam", "Action=ListRoles").to(e).Code)
	got := request{http.MethodGet, "/?Version=2011-06-15&Action=GetCallerIdentity", "", queryCall("sts", "").header}
	assert.Equal(t, 200, got.to(e).Code)
}

const everybody = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`

func TestIssuedKeysActAsThoseTheyWereIssuedTo(t *testing.T) {
	e := emulator.New(emulator.Options{})
	require.Equal(t, 200, iamCall("Action=CreateRole&RoleName=auditor&AssumeRolePolicyDocument="+
		url.QueryEscape(everybody)).to(e).Code)
	require.Equal(t, 200, iamCall("Action=CreateUser&UserName=ann").to(e).Code)

	assumed := stsCall("Action=AssumeRole&RoleArn=arn:aws:iam::111111111111:role/auditor&RoleSessionName=me&DurationSeconds=900").to(e).Body.String()
	issued := iamCall("Action=CreateAccessKey&UserName=ann").to(e).Body.String()
	for body, arn := range map[string]string{
		assumed: "arn:aws:sts::111111111111:assumed-role/auditor/me",
		issued:  "arn:aws:iam::111111111111:user/ann",
	} {
		w := stsCall("Action=GetCallerIdentity").with("Authorization", authOf(keyIn(t, body), "us-east-1", "sts")).to(e)
		assert.Contains(t, w.Body.String(), "<Arn>"+arn+"</Arn>")
	}

	e.Advance(16 * time.Minute)
	key := keyIn(t, assumed)
	w := ec2Call("Action=DescribeSnapshots").with("Authorization", authOf(key, "us-east-1", "ec2")).to(e)
	assert.Equal(t, "RequestExpired", xmlErrorOf(t, w.Body.String()).Code)
	w = stsCall("Action=GetCallerIdentity").with("Authorization", authOf(key, "us-east-1", "sts")).to(e)
	assert.Equal(t, "ExpiredToken", xmlErrorOf(t, w.Body.String()).Code)
	w = cloudhsmCall("DescribeBackups", "{}").with("Authorization", authOf(key, "us-east-1", "cloudhsm")).to(e)
	code, _ := errorOf(t, w)
	assert.Equal(t, "ExpiredTokenException", code)
}

func keyIn(t *testing.T, body string) string {
	_, rest, ok := strings.Cut(body, "<AccessKeyId>")
	require.True(t, ok, body)
	key, _, _ := strings.Cut(rest, "<")
	return key
}

func TestTheEventsOfABusAreShown(t *testing.T) {
	e := emulator.New(emulator.Options{})
	ask := func() (heard struct{ Events []eventbridge.Event }) {
		w := request{method: http.MethodGet, path: "/_shareproof/events?account=111111111111&region=us-east-1"}.to(e)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &heard), w.Body)
		return heard
	}
	assert.Empty(t, ask().Events)
	require.Equal(t, 200, ec2Call("Action=CreateVolume&AvailabilityZone=us-east-1a&Size=1").to(e).Code)
	e.Advance(time.Hour)
	heard := ask().Events
	require.NotEmpty(t, heard)
	assert.Equal(t, "aws.ec2", heard[0].Source)
	assert.Equal(t, "111111111111", heard[0].Account)
	assert.True(t, json.Valid([]byte(heard[0].Detail)))
}
