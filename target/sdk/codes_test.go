package sdk_test

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/sdk"
)

// untyped are the codes of services in whose model the SDK has no types for them:
// those that the API's reference lists as common errors, and those that answers of
// the service were seen to have.
var untyped = map[string][]string{
	"backup": {"AccessDeniedException"},
	"rds": {"AccessDenied", "InvalidParameterCombination", "InvalidParameterValue", "MissingParameter",
		"ValidationError"},
}

// refusing answers every request with an error.
type refusing struct {
	api  *kernel.API
	code string
}

func (f refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {protocol.AnswerType(f.api.Protocol)}}
	body := protocol.AppendRefusal(nil, f.api, kernel.NewError(&kernel.ErrorShape{Code: f.code, Status: 400}, ""), "id",
		header)
	return &http.Response{StatusCode: 400, Header: header, Request: r,
		Body: io.NopCloser(strings.NewReader(string(body)))}, nil
}

// typed reports whether the SDK has a type for the code in an answer to some
// operation of the API.
func typed(t *testing.T, api *kernel.API, code string) bool {
	client := reflect.ValueOf(sdk.Clients[api.Service](aws.Config{
		Region: "us-east-1", HTTPClient: &http.Client{Transport: refusing{api, code}},
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: aws.AnonymousCredentials{}, APIOptions: []func(*middleware.Stack) error{withoutValidation},
	}))
	return slices.ContainsFunc(api.Operations, func(op *kernel.Operation) bool {
		call := client.MethodByName(op.Name)
		answer := call.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.New(call.Type().In(1).Elem())})
		err, _ := answer[1].Interface().(error)
		var refused smithy.APIError
		require.ErrorAs(t, err, &refused, "%s.%s", api.Service, op.Name)
		require.Equal(t, code, refused.ErrorCode())
		var generic *smithy.GenericAPIError
		return !errors.As(err, &generic)
	})
}

func withoutValidation(stack *middleware.Stack) error {
	_, _ = stack.Initialize.Remove("OperationInputValidation")
	return nil
}

// A code that differs from the one on the wire, be it by a Fault at its end, is
// none that clients know: their waiters and their callers then take what is gone
// for a failure.
func TestTheCodesOfErrorsAreThoseThatTheSDKKnows(t *testing.T) {
	for service, others := range untyped {
		api := services.Find(service)
		require.NotNil(t, api, service)
		for _, code := range api.Errors {
			assert.Equal(t, !slices.Contains(others, code), typed(t, api, code), "%s.%s", service, code)
		}
	}
	rds := services.Find("rds")
	for _, code := range []string{"DBInstanceNotFoundFault", "DBClusterNotFound", "SnapshotQuotaExceededFault"} {
		assert.False(t, typed(t, rds, code), "the name of a type or of nothing is no code: %s", code)
	}
}
