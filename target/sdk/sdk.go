// Package sdk is the target that drives an endpoint through the real clients of
// aws-sdk-go-v2. Tests use it to check independently what packages wire and
// target/remote take AWS's protocols to be; nothing else imports it, since the
// clients take minutes to compile.
package sdk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/dlm"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithy "github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// Clients make the clients of the services, by the names of their packages.
var Clients = map[string]func(aws.Config) any{
	"backup":        func(c aws.Config) any { return backup.NewFromConfig(c) },
	"cloudhsmv2":    func(c aws.Config) any { return cloudhsmv2.NewFromConfig(c) },
	"dlm":           func(c aws.Config) any { return dlm.NewFromConfig(c) },
	"ec2":           func(c aws.Config) any { return ec2.NewFromConfig(c) },
	"iam":           func(c aws.Config) any { return iam.NewFromConfig(c) },
	"kms":           func(c aws.Config) any { return kms.NewFromConfig(c) },
	"organizations": func(c aws.Config) any { return organizations.NewFromConfig(c) },
	"ram":           func(c aws.Config) any { return ram.NewFromConfig(c) },
	"rds":           func(c aws.Config) any { return rds.NewFromConfig(c) },
	"sts":           func(c aws.Config) any { return sts.NewFromConfig(c) },
}

// Target drives an endpoint as remote.Target does, with other means.
type Target struct {
	*remote.Target
	endpoint string
	clients  map[clientKey]any
}

type clientKey struct {
	keys            remote.Keys
	service, region string
}

// Open looks at what the endpoint offers.
func Open(ctx context.Context, c remote.Config) (*Target, error) {
	t, err := remote.Open(ctx, c)
	return &Target{t, c.Endpoint, map[clientKey]any{}}, err
}

// Do performs one call with the SDK's client of the caller.
func (t *Target) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	to, err := t.Call(in)
	if err != nil {
		return nil, err
	}
	if Clients[to.API.Service] == nil {
		return nil, fmt.Errorf("the Clients in target/sdk/sdk.go lack one of %s", to.API.Service)
	}
	keys, err := t.Keys(ctx, as)
	if err != nil {
		return nil, err
	}
	call := reflect.ValueOf(t.client(to.API, keys, as.Region)).MethodByName(to.Op.Name)
	input := reflect.New(call.Type().In(1).Elem())
	convert(input.Elem(), reflect.ValueOf(in).Elem(), true)
	answer := call.Call([]reflect.Value{reflect.ValueOf(ctx), input})
	if err, failed := answer[1].Interface().(error); failed {
		return nil, t.Whose(as, refusal(ctx, to.API, to.Op.Name, err))
	}
	out := reflect.New(to.Op.Out)
	convert(out.Elem(), answer[0].Elem(), false)
	t.Learn(as, out.Interface())
	return out.Interface(), nil
}

func (t *Target) client(api *kernel.API, keys remote.Keys, region string) any {
	key := clientKey{keys, api.Service, api.SigningRegion(region)}
	if t.clients[key] == nil {
		t.clients[key] = Clients[api.Service](t.awsConfig(key.region, keys))
	}
	return t.clients[key]
}

// awsConfig sets up clients that let the endpoint speak for itself: what it
// would refuse is not refused before it is asked, and what it refuses is asked
// again only if it was busy or broken.
func (t *Target) awsConfig(region string, k remote.Keys) aws.Config {
	busy, broken := retry.RetryableErrorCode{Codes: map[string]struct{}{}},
		retry.RetryableHTTPStatusCode{Codes: map[int]struct{}{}}
	for _, code := range remote.Busy {
		busy.Codes[code] = struct{}{}
	}
	for _, status := range remote.Broken {
		broken.Codes[status] = struct{}{}
	}
	return aws.Config{
		Region: region, BaseEndpoint: &t.endpoint, HTTPClient: whole{awshttp.NewBuildableClient().WithTimeout(time.Minute)},
		Credentials: credentials.NewStaticCredentialsProvider(k.AccessKeyID, k.SecretAccessKey, k.SessionToken),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff, o.RateLimiter = remote.Attempts, remote.Pause, ratelimit.None
				o.Retryables = []retry.IsErrorRetryable{busy, broken}
			})
		},
		APIOptions: []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
			// Operations without required members, or without a token, have none of these.
			_, _ = stack.Initialize.Remove("OperationInputValidation")
			_, _ = stack.Initialize.Remove("OperationIdempotencyTokenAutoFill")
			return nil
		}},
	}
}

// whole is a client that returns once the answer is there to its end, so that what
// breaks on the way is not taken for the answer. The SDK closes the body of a request
// as soon as an answer begins, upon which the connection may be closed.
type whole struct{ aws.HTTPClient }

func (c whole) Do(r *http.Request) (*http.Response, error) {
	heard, err := c.HTTPClient.Do(r)
	if err != nil {
		return heard, err
	}
	defer heard.Body.Close()
	text, err := remote.ReadWhole(heard.Body)
	if err != nil {
		return nil, err
	}
	heard.Body = io.NopCloser(bytes.NewReader(text))
	return heard, nil
}

// noCode is what the SDK makes of an error answer without a code.
const noCode = "UnknownError"

// refusal sorts an error of the SDK: the endpoint's answer, or trouble of the
// harness.
func refusal(ctx context.Context, api *kernel.API, operation string, err error) error {
	var response *smithyhttp.ResponseError
	var unsent *smithyhttp.RequestSendError
	var unspelt *smithy.SerializationError
	switch {
	case errors.As(err, &unspelt):
		return fmt.Errorf("%s.%s: %w: %w", api.Service, operation, err, target.ErrUnsupported)
	case ctx.Err() != nil || errors.As(err, &unsent) || !errors.As(err, &response):
		return fmt.Errorf("%s.%s: %w", api.Service, operation, err)
	}
	code, message := "", ""
	var answer smithy.APIError
	if errors.As(err, &answer) && answer.ErrorCode() != noCode {
		code, message = answer.ErrorCode(), answer.ErrorMessage()
	}
	return remote.Refusal(api, operation, response.HTTPStatusCode(), code, message)
}
