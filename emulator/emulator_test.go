package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
)

const (
	owner        = "111111111111"
	cloudhsmAuth = "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/cloudhsm/aws4_request, " +
		"SignedHeaders=host, Signature=0"
	ramAuth = "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/ram/aws4_request, SignedHeaders=host, " +
		"Signature=0"
	json11 = "application/x-amz-json-1.1"
)

// request is an HTTP request, written out.
type request struct {
	method, path, body string
	header             map[string]string
}

func (q request) to(h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(q.method, q.path, strings.NewReader(q.body))
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func cloudhsmCall(operation, body string) request {
	return request{http.MethodPost, "/", body, map[string]string{
		"X-Amz-Target": "BaldrApiService." + operation, "Content-Type": json11, "Authorization": cloudhsmAuth,
	}}
}

func ramCall(path, body string) request {
	return request{http.MethodPost, path, body,
		map[string]string{"Content-Type": "application/json", "Authorization": ramAuth}}
}

func (q request) with(name, value string) request {
	header := map[string]string{}
	for n, v := range q.header {
		header[n] = v
	}
	header[name] = value
	q.header = header
	return q
}

func TestWhatCannotBeACallIsTheClientsMistake(t *testing.T) {
	scope := func(credential string) string {
		return "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host, Signature=0"
	}
	for name, c := range map[string]struct {
		request
		status        int
		code, message string
	}{
		"an unknown operation": {
			cloudhsmCall("EatBackup", "{}"), 400, "UnknownOperationException", "BaldrApiService.EatBackup is not offered"},
		"an unknown service": {
			cloudhsmCall("", "{}").with("X-Amz-Target", "Nobody.EatBackup"), 400, "UnknownOperationException",
			"Nobody.EatBackup is not offered"},
		"a target without an operation": {
			cloudhsmCall("", "{}").with("X-Amz-Target", "BaldrApiService"), 400, "UnknownOperationException",
			"is not offered"},
		"a target asked by GET": {
			request{http.MethodGet, "/", "", cloudhsmCall("DescribeBackups", "").header}, 400, "UnknownOperationException",
			"GET / with X-Amz-Target"},
		"an unknown path": {
			ramCall("/eatshare", "{}"), 404, "UnknownOperationException", "POST /eatshare of ram is not offered"},
		"a path asked by the wrong method": {
			request{http.MethodGet, "/getresourceshares", "", ramCall("", "").header}, 404, "UnknownOperationException",
			"GET /getresourceshares"},
		"no Authorization": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization", ""), 400, "MissingAuthenticationTokenException",
			"Missing Authentication Token"},
		"no Authorization at a REST service": {
			ramCall("/getresourceshares", "{}").with("Authorization", ""), 403, "MissingAuthenticationTokenException",
			"Missing Authentication Token"},
		"another algorithm": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization", "Basic eDp5"), 400, "IncompleteSignatureException",
			"AWS4-HMAC-SHA256"},
		"no credential": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization", "AWS4-HMAC-SHA256 Signature=0"), 400,
			"IncompleteSignatureException", "'Credential'"},
		"a scope that is too short": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization", scope("111111111111/us-east-1")), 400,
			"IncompleteSignatureException", "5 slash-delimited elements"},
		"a key that is no account": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization",
				scope("AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/cloudhsm/aws4_request")),
			400, "UnrecognizedClientException", "The security token included in the request is invalid."},
		"a key that is no account at a REST service": {
			ramCall("/getresourceshares", "{}").with("Authorization",
				scope("AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/ram/aws4_request")),
			403, "UnrecognizedClientException", "The security token included in the request is invalid."},
		"another service's scope": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization", ramAuth), 400, "InvalidSignatureException",
			"correct service: 'cloudhsm'"},
		"a Region that does not exist": {
			cloudhsmCall("DescribeBackups", "{}").with("Authorization",
				scope("111111111111/20260101/mars-north-1/cloudhsm/aws4_request")),
			400, "InvalidSignatureException", "not 'mars-north-1'"},
		"a Region that does not exist, at a global service": {organizationsIn("mars-north-1"), 400,
			"InvalidSignatureException", "not 'mars-north-1'"},
		"a Region of a partition that the world does not have": {organizationsIn("cn-north-1"), 400,
			"InvalidSignatureException", "not 'cn-north-1'"},
		"a body that is not JSON": {
			cloudhsmCall("DescribeBackups", "{"), 400, "SerializationException",
			"the document is not JSON: unexpected end of JSON input"},
		"a body that is a list": {
			cloudhsmCall("DescribeBackups", "[]"), 400, "SerializationException", "want an object, got a list"},
		"an unknown member": {
			cloudhsmCall("DescribeBackups", `{"Filter":{}}`), 400, "SerializationException", "Filter: unknown member"},
		"a member in another protocol's spelling": {
			ramCall("/getresourceshares", `{"ResourceOwner":"SELF"}`), 400, "SerializationException",
			"ResourceOwner: unknown member"},
		"a member of the wrong type": {
			cloudhsmCall("DescribeBackups", `{"Filters":{"backupIds":["backup-1",2]}}`), 400, "SerializationException",
			"Filters.backupIds[1]: want a string, got a number"},
		"a query member in the body": {
			ramCall("/promoteresourcesharecreatedfrompolicy", `{"resourceShareArn":"arn"}`), 400, "SerializationException",
			"resourceShareArn: unknown member"},
		"an unknown query parameter": {
			ramCall("/promoteresourcesharecreatedfrompolicy?resourceShareArn=a&colour=red", ``), 400, "SerializationException",
			"colour: unknown query parameter"},
		"a query parameter that stands twice": {
			ramCall("/promoteresourcesharecreatedfrompolicy?resourceShareArn=a&resourceShareArn=b", ``), 400,
			"SerializationException", "stands twice"},
		"a query string that cannot be read": {
			ramCall("/promoteresourcesharecreatedfrompolicy?a;b", ``), 400, "SerializationException",
			"the query string cannot be read"},
		"another content type": {
			cloudhsmCall("DescribeBackups", "{}").with("Content-Type", "application/json"), 415,
			"UnsupportedMediaTypeException", `"application/json" is not application/x-amz-json-1.1`},
		"a form": {
			ramCall("/getresourceshares", "a=b").with("Content-Type", "application/x-www-form-urlencoded"), 415,
			"UnsupportedMediaTypeException", "is not application/json"},
		"no content type": {
			ramCall("/getresourceshares", "{}").with("Content-Type", ""), 415, "UnsupportedMediaTypeException",
			`"" is not application/json`},
		"a body beyond 1 MiB": {
			cloudhsmCall("DescribeBackups", `{"NextToken":"`+strings.Repeat("a", 1<<20)+`"}`), 413,
			"RequestEntityTooLargeException", "1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.Options{})
			before := e.Digest()
			w := c.to(e)
			assert.Equal(t, c.status, w.Code)
			code, message := errorOf(t, w)
			assert.Equal(t, c.code, code)
			assert.Contains(t, message, c.message)
			assert.NotEmpty(t, w.Header().Get("x-amzn-RequestId"))
			assert.Equal(t, before, e.Digest(), "a refused request changes nothing")
		})
	}
}

// errorOf reads an error as a client does: by the type in the body, or in the
// header for REST.
func errorOf(t *testing.T, w *httptest.ResponseRecorder) (code, message string) {
	var body map[string]string
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body), w.Body.String())
	if code = w.Header().Get("X-Amzn-ErrorType"); code != "" {
		assert.Len(t, body, 1, "restJson1 carries only the message in the body")
	} else {
		code = body["__type"]
		assert.Len(t, body, 2)
	}
	return code, body["Message"] + body["message"]
}

func TestARefusalHasTheCodeAndAMessage(t *testing.T) {
	e := emulator.New(emulator.Options{})
	w := cloudhsmCall("DeleteBackup", `{"BackupId":"backup-abcdefghijk"}`).to(e)
	assert.Equal(t, 400, w.Code)
	assert.Equal(t, json11, w.Header().Get("Content-Type"))
	code, message := errorOf(t, w)
	assert.Equal(t, "CloudHsmResourceNotFoundException", code)
	assert.NotEmpty(t, message)
}

func TestACallIsAnsweredAsTheProtocolSpellsIt(t *testing.T) {
	e := emulator.New(emulator.Options{})
	w := cloudhsmCall("DescribeBackups", `{"MaxResults":1}`).with("Content-Type", json11+"; charset=utf-8").to(e)
	assert.Equal(t, 200, w.Code)
	assert.Equal(t, json11, w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"Backups":[]}`, w.Body.String())

	w = ramCall("/getresourceshares", ` {"resourceOwner": "SELF"} `).to(e)
	assert.Equal(t, 200, w.Code, w.Body.String())
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"resourceShares":[]}`, w.Body.String())
}

func TestRequestIDsAreTheSameForTheSameSeed(t *testing.T) {
	ids := func(seed uint64) (ids []string) {
		e := emulator.New(emulator.Options{World: model.Options{Seed: seed}})
		for range 3 {
			ids = append(ids, cloudhsmCall("DescribeBackups", "{}").to(e).Header().Get("x-amzn-RequestId"))
		}
		return ids
	}
	assert.Equal(t, ids(1), ids(1))
	assert.NotEqual(t, ids(1), ids(2))
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`, ids(1)[0])
	assert.NotEqual(t, ids(1)[0], ids(1)[1])
}

func TestTheConsoleSaysHowToCall(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := request{method: http.MethodGet,
		path: "http://localhost:4566/"}.to(emulator.New(emulator.Options{World: model.Options{Start: start}}))
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Header().Get("Content-Type"), "text/html")
	assert.Contains(t, w.Body.String(), "http://localhost:4566")
	assert.Contains(t, w.Body.String(), "2026-01-01T00:00:00Z")
	for _, api := range services.All {
		assert.Contains(t, w.Body.String(), api.Title)
		for _, op := range api.Operations {
			assert.Contains(t, w.Body.String(), "<code>"+op.Name+"</code>")
		}
	}
}

func TestAClientOfAServiceThatIsNotThereIsToldSoInItsProtocol(t *testing.T) {
	e := emulator.New(emulator.Options{})
	const says = "is not offered by this emulator; GET /_shareproof/ lists what is."
	for _, c := range []struct {
		method, path, service string
		what                  string
	}{{http.MethodGet, "/", "s3", "GET / of s3"}, {http.MethodPut, "/bucket", "s3", "PUT /bucket of s3"},
		{http.MethodGet, "/2013-04-01/hostedzone", "route53", "GET /2013-04-01/hostedzone of route53"}} {
		w := request{method: c.method, path: c.path,
			header: map[string]string{"Authorization": authOf(owner, "us-east-1", c.service)}}.to(e)
		assert.Equal(t, 404, w.Code)
		refused := xmlErrorOf(t, w.Body.String())
		assert.Equal(t, "Error", refused.XMLName.Local)
		assert.Equal(t, "UnknownOperationException", refused.Code)
		assert.Equal(t, c.what+" "+says, refused.Message)
		assert.Equal(t, w.Header().Get("X-Amzn-RequestId"), refused.RequestId)
	}
	w := request{method: http.MethodGet, path: "/",
		header: map[string]string{"Authorization": authOf(owner, "us-east-1", "lambda")}}.to(e)
	assert.Equal(t, 404, w.Code)
	assert.Equal(t, "UnknownOperationException", w.Header().Get("X-Amzn-Errortype"))
	assert.JSONEq(t, `{"message": "GET / of lambda `+says+`"}`, w.Body.String())

	w = request{method: http.MethodGet, path: "/", header: map[string]string{"Authorization": "Basic eDp5"}}.to(e)
	assert.Equal(t, 200, w.Code, "a browser that names a user sees the page")
}

func TestAForeignClusterAndAMissingOneGetTheSameAnswer(t *testing.T) {
	e := emulator.New(emulator.Options{})
	created := cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","SubnetIds":["subnet-0a1b2c3a"]}`).to(e)
	var out struct{ Cluster struct{ ClusterId string } }
	require.NoError(t, json.Unmarshal(created.Body.Bytes(), &out))
	stranger := strings.Replace(cloudhsmAuth, owner, "222222222222", 1)
	answers := map[string]string{}
	for _, id := range []string{out.Cluster.ClusterId, "cluster-aaaaaaaaaaa"} {
		w := cloudhsmCall("DeleteCluster", `{"ClusterId":"`+id+`"}`).with("Authorization", stranger).to(e)
		w.Header().Del("X-Amzn-Requestid")
		answers[id] = strings.ReplaceAll(fmt.Sprint(w.Code, w.Header(), w.Body), id, "ID")
	}
	assert.Equal(t, answers["cluster-aaaaaaaaaaa"], answers[out.Cluster.ClusterId])
}

func organizationsIn(region string) request {
	return request{http.MethodPost, "/", "{}", map[string]string{
		"X-Amz-Target": "AWSOrganizationsV20161128.CreateOrganization", "Content-Type": json11,
		"Authorization": authOf(owner, region, "organizations"),
	}}
}

func TestAGlobalServiceActsInItsOwnRegionWhateverItIsSignedFor(t *testing.T) {
	digests := map[string]string{}
	for _, region := range []string{"us-east-1", "eu-west-1", "us-gov-east-1", "us-gov-west-1"} {
		e := emulator.New(emulator.Options{})
		require.Equal(t, 200, organizationsIn(region).to(e).Code, region)
		digests[region] = e.Digest()
	}
	assert.Equal(t, digests["us-east-1"], digests["eu-west-1"])
	assert.Equal(t, digests["us-gov-west-1"], digests["us-gov-east-1"])

	list := iamCall("Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=" + url.QueryEscape(
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`))
	w := list.with("Authorization", authOf(owner, "us-gov-east-1", "iam")).to(emulator.New(emulator.Options{}))
	assert.Contains(t, w.Body.String(), "<Arn>arn:aws-us-gov:iam::"+owner+":role/r</Arn>")
}

func TestAStrictScopeRefusesARegionThatAGlobalServiceIsNotSignedFor(t *testing.T) {
	e := emulator.New(emulator.Options{StrictScope: true})
	request{method: http.MethodPost, path: "/_shareproof/reset"}.to(e)
	before := e.Digest()
	for region, valid := range map[string]string{"eu-west-1": "us-east-1", "us-gov-east-1": "us-gov-west-1"} {
		w := organizationsIn(region).to(e)
		assert.Equal(t, 400, w.Code)
		assert.Contains(t, w.Body.String(), "InvalidSignatureException")
		assert.Contains(t, w.Body.String(), "AWS Organizations is global and signed for "+valid)
	}
	w := iamCall("Action=ListRoles").with("Authorization", authOf(owner, "eu-west-1", "iam")).to(e)
	assert.Equal(t, 403, w.Code)
	assert.Equal(t, "SignatureDoesNotMatch", xmlErrorOf(t, w.Body.String()).Code)
	assert.Equal(t, before, e.Digest())
	assert.Equal(t, 200, organizationsIn("us-east-1").to(e).Code)
}
