package sdk_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/sdk"
)

// sent keeps the last request, and answers none.
type sent struct{ last *http.Request }

func (s *sent) RoundTrip(r *http.Request) (*http.Response, error) {
	s.last = r
	return nil, http.ErrHandlerTimeout
}

// With no endpoint of its own, the SDK's client asks AWS by its default rules of
// endpoints.
func TestAServiceIsCalledWhereTheSDKCallsIt(t *testing.T) {
	for _, api := range services.All {
		if api.Look == "" {
			continue
		}
		for _, region := range kernel.AllRegions {
			var there sent
			client := reflect.ValueOf(sdk.Clients[api.Service](aws.Config{
				Region: region.Name, HTTPClient: &http.Client{Transport: &there},
				Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", ""),
				Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
				APIOptions:  []func(*middleware.Stack) error{withoutValidation},
			}))
			call := client.MethodByName(api.Look)
			require.True(t, call.IsValid(), "%s.%s", api.Service, api.Look)
			call.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.New(call.Type().In(1).Elem())})
			require.NotNil(t, there.last, "%s in %s", api.Service, region.Name)
			assert.Equal(t, "https", there.last.URL.Scheme)
			assert.Equal(t, there.last.URL.Host, api.Host(region.Name), "%s in %s", api.Service, region.Name)
			scope := strings.Split(there.last.Header.Get("Authorization"), "/")
			require.Greater(t, len(scope), 3)
			assert.Equal(t, scope[2:4], []string{api.SigningRegion(region.Name), api.Signing}, "%s in %s", api.Service,
				region.Name)
		}
	}
}
