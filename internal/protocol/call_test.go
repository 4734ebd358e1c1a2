package protocol_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/internal/sample"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// received reads a request as a server does.
func received(t *testing.T, c *protocol.Call, in any) any {
	r, body, err := c.Request("http://localhost", in)
	require.NoError(t, err)
	if protocol.IsQuery(c.API.Protocol) {
		head := "Action=" + c.Op.Name + "&Version=" + c.API.Version
		require.True(t, strings.HasPrefix(string(body), head))
		body = body[min(len(head)+1, len(body)):]
	}
	if c.API.Protocol == kernel.RestJSON {
		require.True(t, c.Matches(r.URL.EscapedPath()))
	}
	back := reflect.New(c.Op.In).Interface()
	require.NoError(t, c.Read(r.URL.EscapedPath(), r.URL.RawQuery, body, back))
	return back
}

func TestEveryOperationTravelsToTheServiceAndBack(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			c := protocol.NewCall(api, op)
			for seed := range uint64(20) {
				in, out := sample.Of(op.In, seed), sample.Of(op.Out, seed)
				if _, _, err := c.Request("http://localhost", in); err != nil {
					continue // a member of the path is empty
				}
				back := received(t, c, in)
				if api.Protocol != kernel.JSON11 {
					in = received(t, c, back) // forms and query strings do not say what says nothing
				}
				assert.Equal(t, in, back, op.Name)

				answer, err := c.ReadAnswer(c.AppendAnswer(nil, out, "id"))
				require.NoError(t, err, op.Name)
				assert.Equal(t, out, answer, op.Name)
			}
		}
	}
}

// get has its members everywhere.
type get struct {
	_         struct{} `http:"PATCH /tags/{Arn}/of"`
	Arn       string
	TagKeys   []string `query:"tagKeys"`
	Max       *int32   `query:"max"`
	Default   *bool    `query:"default"`
	Colour    colour   `query:"colour"`
	Name      string
	CreatedAt kernel.Time `wire:",iso8601"`
}

type getOutput struct{ Name string }

var somewhere = func() *protocol.Call {
	api := &kernel.API{Protocol: kernel.RestJSON, Message: "Message"}
	return protocol.NewCall(api, kernel.Op(func(any, *kernel.Call, *get) (*getOutput, error) { return nil, nil }))
}()

func TestMembersTravelInThePathTheQueryStringAndTheBody(t *testing.T) {
	in := &get{Arn: "arn:aws:dlm:r:1:policy/a b", TagKeys: []string{"a&b", "c"}, Max: new(int32(5)), Default: new(false),
		Colour: "red", Name: "n", CreatedAt: 1767225600000}
	r, body, err := somewhere.Request("http://localhost", in)
	require.NoError(t, err)
	assert.Equal(t, "PATCH", r.Method)
	assert.Equal(t, "http://localhost/tags/arn:aws:dlm:r:1:policy%2Fa%20b/of?colour=red&default=false&max=5&tagKeys=a%26b&tagKeys=c", r.URL.String())
	assert.JSONEq(t, `{"Name":"n","CreatedAt":"2026-01-01T00:00:00Z"}`, string(body))
	assert.Equal(t, in, received(t, somewhere, in))

	_, _, err = somewhere.Request("http://localhost", &get{})
	assert.EqualError(t, err, "Arn: the member travels in the path and must not be empty")
}

func TestAPathMatchesWithAndWithoutASlashAtItsEnd(t *testing.T) {
	for path, matches := range map[string]bool{"/tags/a/of": true, "/tags/a/of/": true, "/tags//of": false,
		"/tags/a": false, "/tags/a/b/of": false, "/tag/a/of": false, "/": false} {
		assert.Equal(t, matches, somewhere.Matches(path), path)
	}
}

// Some clients escape the slashes of an ARN in a path, and some do not.
func TestAnARNInAPathMayHaveSlashes(t *testing.T) {
	for path, arn := range map[string]string{
		"/tags/arn:aws:ec2:r::snapshot/snap-1/of":        "arn:aws:ec2:r::snapshot/snap-1",
		"/tags/arn:aws:ec2:r::snapshot/snap-1/of/":       "arn:aws:ec2:r::snapshot/snap-1",
		"/tags/arn:aws:ec2:r::snapshot%2Fsnap-1/of":      "arn:aws:ec2:r::snapshot/snap-1",
		"/tags/arn%3Aaws%3Aec2%3Ar%3A%3Aa%2Fb%2Fc/of":    "arn:aws:ec2:r::a/b/c",
		"/tags/arn:aws:ec2:r::a/b/c/of":                  "arn:aws:ec2:r::a/b/c",
		"/tags/arn:aws:ec2:r::of/of":                     "arn:aws:ec2:r::of",
		"/tags/urn:aws:ec2:r::snapshot/snap-1/of":        "",
		"/tags/arn:aws:ec2:r::snapshot/snap-1/elsewhere": "",
	} {
		require.Equal(t, arn != "", somewhere.Matches(path), path)
		var in get
		if arn != "" {
			require.NoError(t, somewhere.Read(path, "", nil, &in), path)
		}
		assert.Equal(t, arn, in.Arn, path)
	}
}

func TestWhatThePathAndTheQueryStringDoNotDeclareIsRefused(t *testing.T) {
	for query, complaint := range map[string]string{
		"size=1": "size: unknown query parameter", "max=a": `max: want a whole number, got "a"`,
		"default=1":         `default: want a boolean, got "1"`,
		"colour=a&colour=b": "colour: the query parameter stands twice",
		"a;b":               "the query string cannot be read: invalid semicolon separator in query",
	} {
		assert.EqualError(t, somewhere.Read("/tags/a/of", query, nil, new(get)), complaint)
	}
	assert.EqualError(t, somewhere.Read("/tags/a/of", "", []byte(`{"Arn":"a"}`), new(get)), "Arn: unknown member")
}

func TestARefusalIsReadAsItWasWritten(t *testing.T) {
	refused := kernel.NewError(&kernel.ErrorShape{Code: "InvalidParameterValue", Status: 400}, "a <b> & \"c\"\n é")
	for _, p := range []kernel.Protocol{kernel.JSON11, kernel.RestJSON, kernel.AWSQuery, kernel.EC2Query} {
		header := http.Header{}
		body := protocol.AppendRefusal(nil, &kernel.API{Protocol: p, Signing: "ec2", Version: "1", Message: "message"},
			refused, "id", header)
		code, message := protocol.ReadRefusal(p, header, body)
		assert.Equal(t, refused.Code, code, p)
		assert.Equal(t, refused.Message, message, p)
		if code, _ := protocol.ReadRefusal(p, http.Header{}, []byte("<html><body>")); p != kernel.JSON11 {
			assert.Empty(t, code)
		}
	}
}

func TestARefusalCarriesItsOtherMembersInJSON(t *testing.T) {
	refused := kernel.NewError(&kernel.ErrorShape{Code: "InvalidRequestException", Status: 400}, "no")
	refused.Members = []kernel.Member{{Name: "RequiredParameters", Values: []string{"State"}}}
	body := protocol.AppendRefusal(nil, &kernel.API{Protocol: kernel.RestJSON, Message: "Message"}, refused, "id",
		http.Header{})
	assert.JSONEq(t, `{"Message":"no","RequiredParameters":["State"]}`, string(body))
}

func TestTheCodeInTheHeaderMayHaveASuffixAndTheBodyOneOfItsOwn(t *testing.T) {
	refused := kernel.NewError(&kernel.ErrorShape{Code: "InvalidRequestException", Status: 400}, "no")
	refused.Members = []kernel.Member{{Name: "Code", Text: "ERROR_9101"}}
	header := http.Header{}
	body := protocol.AppendRefusal(nil, &kernel.API{Protocol: kernel.RestJSON, Message: "Message",
		ErrorSuffix: ":http://internal.amazon.com/coral/"}, refused, "id", header)
	assert.Equal(t, "InvalidRequestException:http://internal.amazon.com/coral/", header.Get("X-Amzn-Errortype"))
	assert.JSONEq(t, `{"Message":"no","Code":"ERROR_9101"}`, string(body))
	code, message := protocol.ReadRefusal(kernel.RestJSON, header, body)
	assert.Equal(t, []string{"InvalidRequestException", "no"}, []string{code, message})
}

func TestAnAnswerOfAnotherKindIsAnError(t *testing.T) {
	c := protocol.NewCall(&kernel.API{Protocol: kernel.AWSQuery}, somewhere.Op)
	for _, body := range []string{"", "{}", "<html>", "<Error/>", "<GetResponse/>",
		"<GetResponse><GetResult><Name>a</GetResult></GetResponse>"} {
		_, err := c.ReadAnswer([]byte(body))
		var at *protocol.Error
		assert.True(t, errors.As(err, &at), body)
	}
}
