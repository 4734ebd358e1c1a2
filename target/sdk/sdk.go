// Package sdk is the target that drives an endpoint through the
// real clients of aws-sdk-go-v2.
package sdk

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// Target drives an endpoint.
type Target struct {
	config  Config
	control *control // nil where the endpoint has no control API
	clients map[clientKey]any
	waited  time.Duration // since the last Reset, where the clock cannot be moved
}

type clientKey struct {
	as      kernel.Caller
	service string
}

// Open looks at what the endpoint offers.
func Open(ctx context.Context, c Config) (*Target, error) {
	control, err := probe(ctx, c.Endpoint)
	return &Target{config: c, clients: map[clientKey]any{}, control: control}, err
}

// Close leaves the endpoint as it was launched, where it can be reset.
func (t *Target) Close(ctx context.Context) error {
	if t.control == nil {
		return nil
	}
	return t.control.post(ctx, "reset", nil)
}

// Identity names the endpoint.
func (t *Target) Identity() target.Identity {
	return target.Identity{Name: t.config.Name, Kind: "endpoint", URL: t.config.Endpoint}
}

// Offers tells what the endpoint's control API makes possible, or its file.
func (t *Target) Offers(c target.Capability) bool {
	if c == target.Reset && t.config.Reset != "" {
		return true
	}
	return t.control != nil && !(c == target.Clock && t.config.NoClock)
}

// bound is a model operation and its counterpart in the SDK.
type bound struct {
	api *kernel.API
	op  *kernel.Operation
	sdk operation
}

var operations = func() map[reflect.Type]bound {
	all := map[reflect.Type]bound{}
	for _, api := range model.APIs {
		for _, op := range api.Operations {
			all[op.In] = bound{api, op, services[api.Service].operations[op.Name]}
		}
	}
	return all
}()

// Do performs one call with the SDK's client of the caller.
func (t *Target) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	to, ok := operations[reflect.TypeOf(in).Elem()]
	if !ok {
		return nil, fmt.Errorf("%T is not the input of an operation", in)
	}
	name := to.api.Service + "." + to.op.Name
	if t.config.Services != nil && !slices.Contains(t.config.Services, to.api.Service) || slices.Contains(t.config.Without, name) {
		return nil, target.Unsupported(name)
	}
	client, err := t.client(as, to.api)
	if err != nil {
		return nil, err
	}
	input := reflect.New(to.sdk.in).Interface()
	toSDK(input, in)
	output, err := to.sdk.call(ctx, client, input)
	if err != nil {
		return nil, refusal(ctx, to.api, to.op.Name, err)
	}
	out := reflect.New(to.op.Out).Interface()
	toModel(out, output)
	return out, nil
}

func (t *Target) client(as kernel.Caller, api *kernel.API) (any, error) {
	as.Region = api.SigningRegion(as.Region)
	key := clientKey{as, api.Service}
	if client, ok := t.clients[key]; ok {
		return client, nil
	}
	who, err := t.credentials(as.Account)
	if err != nil {
		return nil, err
	}
	client := services[api.Service].client(t.awsConfig(as.Region, who))
	t.clients[key] = client
	return client, nil
}

func (t *Target) credentials(account string) (aws.CredentialsProvider, error) {
	if t.config.AccountKeys {
		return static(Keys{AccessKeyID: account, SecretAccessKey: "shareproof"}), nil
	}
	a, ok := t.config.Accounts[account]
	switch {
	case !ok:
		return nil, target.Unsupported("account " + account + ", which the target file does not name")
	case a.RoleARN == "":
		return static(a.Keys), nil
	}
	assumer := sts.NewFromConfig(t.awsConfig(t.config.Region, static(t.config.Credentials)))
	return aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(assumer, a.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "shareproof"
		if a.ExternalID != "" {
			o.ExternalID = &a.ExternalID
		}
	})), nil
}

func static(k Keys) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(k.AccessKeyID, k.SecretAccessKey, k.SessionToken)
}

// awsConfig sets up clients that let the endpoint speak for itself: what it
// would refuse is not refused before it is asked, and what it refuses is asked
// again only if it was busy or broken.
func (t *Target) awsConfig(region string, who aws.CredentialsProvider) aws.Config {
	return aws.Config{
		Region: region, Credentials: who, BaseEndpoint: &t.config.Endpoint, HTTPClient: awshttp.NewBuildableClient().WithTimeout(time.Minute),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff, o.RateLimiter = 3, 200*time.Millisecond, ratelimit.None
				o.Retryables = []retry.IsErrorRetryable{
					retry.RetryableHTTPStatusCode{Codes: retry.DefaultRetryableHTTPStatusCodes},
					retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes},
				}
			})
		},
		APIOptions: []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
			_, _ = stack.Initialize.Remove("OperationInputValidation") // operations without required members have none
			return nil
		}},
	}
}

// Wait lets d pass: by the control API, or by sleeping as far as patience goes.
func (t *Target) Wait(ctx context.Context, d time.Duration) error {
	if t.Offers(target.Clock) {
		return t.control.post(ctx, "advance", map[string]string{"by": d.String()})
	}
	if t.waited += d; t.waited > t.config.Patience {
		return target.Unsupported(fmt.Sprintf("waiting %s without a clock that can be moved (patience is %s)", t.waited, t.config.Patience))
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Reset makes a fresh world of the seed where the endpoint can, and does
// nothing elsewhere.
func (t *Target) Reset(ctx context.Context, seed uint64) error {
	t.waited = 0
	switch {
	case t.config.Reset != "":
		return t.resetByURL(ctx)
	case t.control == nil:
		return nil
	}
	settings := map[string]string{"seed": fmt.Sprint(seed), "activate": "manual"}
	if !t.config.NoClock {
		settings["clock"] = "manual"
	}
	return t.control.post(ctx, "reset", settings)
}

func (t *Target) resetByURL(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.config.Reset, nil)
	if err != nil {
		return err
	}
	answer, err := controlClient.Do(r)
	if err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("reset: POST %s: HTTP status %d", t.config.Reset, answer.StatusCode)
	}
	return nil
}

// Activate claims an initialized cluster by the control API.
func (t *Target) Activate(ctx context.Context, as kernel.Caller, cluster string) error {
	if !t.Offers(target.Activation) {
		return target.Unsupported("activating a cluster from outside")
	}
	return t.control.post(ctx, "activate", map[string]string{"account": as.Account, "region": as.Region, "cluster": cluster})
}
