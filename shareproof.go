// Package shareproof is the front door for Go tests of what moves data between
// AWS accounts. New makes a simulated AWS of several accounts; Config gives an
// aws.Config per account, with which any client of aws-sdk-go-v2 works
// unchanged, in-process and without a socket. Code that loads its own configuration
// or runs as another process finds the same cloud by Serve, Setenv and Env.
//
// Clients learn no more than AWS tells. The test may know: a test that fails prints
// its last calls, each refusal with the rule behind it and the statement that decided,
// and why jobs have failed; Calls and Why tell the same.
//
// Time in that world is virtual. By default it passes only by Advance, so that
// a backup's seven days of waiting take no time at all. With WithClock(time.Now)
// inside a testing/synctest bubble it is the bubble's time: waiters, retries and
// sleeps of the code under test run as they are, for days, in milliseconds. Every
// call takes a millisecond of a bubble's time, so that a waiter whose resource
// never becomes ready runs out of time as it does at AWS.
//
// The same seed and the same calls give the same answers, byte by byte.
package shareproof

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/door"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// TB is what a Cloud needs of a *testing.T, *testing.B or *testing.F.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Cloud is a simulated AWS. It is safe for concurrent use.
type Cloud struct {
	t        TB
	emulator *emulator.Emulator
	options  emulator.Options
	latency  time.Duration // of every call

	mu      sync.Mutex   // not sync.Once: what fails a test ends its goroutine
	url     string       // where it is served, "" before
	speaker door.Speaker // nil before the first phrase
}

// Option sets up a Cloud.
type Option func(*emulator.Options)

// WithSeed chooses the seed from which IDs are minted, by default 0.
func WithSeed(seed uint64) Option { return func(o *emulator.Options) { o.World.Seed = seed } }

// WithStart chooses the first moment, after 1970 and before 10000, by default
// 2025-11-01T00:00:00Z, or what the clock of WithClock shows.
func WithStart(start time.Time) Option { return func(o *emulator.Options) { o.World.Start = start } }

// WithClock makes time pass by a clock, such as time.Now, besides Advance. With
// time.Now in a bubble the time of faults and happenings is slept, so that the
// code under test and its credentials grow older with the cloud.
func WithClock(now func() time.Time) Option {
	return func(o *emulator.Options) { o.World.Clock, o.Clock = now, emulator.Real }
}

// WithPace chooses how long asynchronous work takes: kernel.Typical, which is the
// default, Immediate, Earliest, Latest, or Sampled by the seed; docs/lifecycles.md lists
// each time.
func WithPace(pace kernel.Pace) Option { return func(o *emulator.Options) { o.World.Pace = pace } }

// WithManualActivation leaves initialized clusters alone until Activate is
// called. Otherwise somebody activates them after a while.
func WithManualActivation() Option {
	return func(o *emulator.Options) { o.World.ManualActivation = true }
}

// Faults makes things go wrong as the plan has it: see package faults. Time that
// a retry of the SDK would spend waiting then passes in the cloud instead, unless
// it has a clock, and always the same. A mistake in the plan fails the test.
func Faults(plan faults.Plan) Option { return func(o *emulator.Options) { o.Faults = plan } }

// New makes a fresh cloud. What goes wrong in it, other than by AWS's own
// refusals, fails t.
func New(t TB, options ...Option) *Cloud {
	t.Helper()
	var o emulator.Options
	for _, option := range options {
		option(&o)
	}
	if err := o.Faults.Validate(); err != nil {
		t.Fatalf("shareproof: Faults: %v", err)
		o.Faults = faults.Plan{}
	}
	if start := o.World.Start; !start.IsZero() {
		if err := kernel.CheckMoment(start); err != nil {
			t.Fatalf("shareproof: WithStart: %v", err)
			o.World.Start = time.Time{}
		}
	}
	c := &Cloud{t: t}
	if inBubble() {
		c.latency = latency
		tellWithoutClock(t, &o)
		if o.Clock != emulator.Manual && o.World.Clock().Equal(time.Now()) {
			o.Sleep = sleep
		}
	}
	judge(t, &o)
	c.options, c.emulator = o, emulator.New(o)
	watch(c)
	return c
}

// Config returns the configuration of SDK clients that act as the administrator
// of an account, named by its twelve digits, in us-east-1. Set its Region to act
// elsewhere.
func (c *Cloud) Config(account string) aws.Config {
	c.t.Helper()
	config := c.config(account, c.emulator)
	if c.options.Sleep != nil {
		config.APIOptions = append(config.APIOptions, signAgain)
	}
	if !c.options.Faults.Empty() {
		config.Retryer = func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(c.backOff) })
		}
	}
	return config
}

// WithoutFaults returns such a configuration for a test's own preparations and checks:
// nothing goes wrong with its calls, and no plan of faults counts them.
func (c *Cloud) WithoutFaults(account string) aws.Config {
	c.t.Helper()
	return c.config(account, c.emulator.WithoutFaults())
}

// backOff doubles the delay with every attempt, as the SDK does, but without its
// chance.
func (c *Cloud) backOff(attempt int, _ error) (time.Duration, error) {
	delay := min(time.Second<<min(attempt, 10), retry.DefaultMaxBackoff)
	if c.options.Clock == emulator.Manual {
		c.emulator.Advance(delay)
		return 0, nil
	}
	return delay, nil
}

// ConfigAs returns the configuration of clients that act as a role, by its ARN: its own
// account's administrator assumes it whenever the credentials end. The role's trust
// policy has to allow that; where it does not, the calls fail with AccessDenied, and
// WhyRefused tells which statement is missing.
func (c *Cloud) ConfigAs(role string) aws.Config {
	c.t.Helper()
	arn, err := kernel.ParseARN(role)
	if err != nil || arn.Service != "iam" || !strings.HasPrefix(arn.Resource, "role/") {
		c.t.Fatalf("shareproof: %q is not the ARN of a role", role)
	}
	config := c.Config(arn.Account)
	config.Credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(
		func(ctx context.Context) (credentials aws.Credentials, err error) {
			by := kernel.Caller{Account: arn.Account, Region: config.Region}
			out, err := c.emulator.Do(ctx, by, &iam.AssumeRole{RoleArn: role, RoleSessionName: "shareproof"})
			if err != nil {
				return credentials, fmt.Errorf("%w\n%s", err, strings.Join(kernel.Why(err)[1:], "\n"))
			}
			issued := out.(*iam.AssumeRoleOutput).Credentials
			return aws.Credentials{AccessKeyID: issued.AccessKeyId, SecretAccessKey: issued.SecretAccessKey,
				SessionToken: issued.SessionToken, Source: "shareproof", CanExpire: true, Expires: issued.Expiration.Std(),
				AccountID: arn.Account}, nil
		}))
	return config
}

func (c *Cloud) checkAccount(account string) {
	c.t.Helper()
	if !kernel.IsAccount(account) {
		c.t.Fatalf("shareproof: %q is not an account: want 12 digits", account)
	}
}

func (c *Cloud) config(account string, h http.Handler) aws.Config {
	c.t.Helper()
	c.checkAccount(account)
	return aws.Config{
		Region: "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: account, SecretAccessKey: "shareproof", AccountID: account,
				Source: "shareproof"}, nil
		}),
		HTTPClient: inProcess(h, c.latency),
	}
}

// Advance lets d pass and runs everything that is due meanwhile. Time ends with
// the year 9999.
func (c *Cloud) Advance(d time.Duration) {
	c.t.Helper()
	if d < 0 {
		c.t.Fatalf("shareproof: time does not run backwards: Advance(%s)", d)
	}
	if now := c.Now(); now.Add(d).After(kernel.End.Std()) {
		c.t.Fatalf("shareproof: time ends with the year 9999: Advance(%s) at %s", d, now.Format(time.RFC3339))
	}
	c.emulator.Advance(d)
}

// Injected lists what went wrong so far by the plan of Faults. A test that fails
// prints it.
func (c *Cloud) Injected() faults.Log { return c.emulator.Injected() }

// Now returns the cloud's time.
func (c *Cloud) Now() time.Time { return c.emulator.Now() }

// OnEvent has a function called with each event from now on, on the default bus of
// whatever account and Region, at the moment when EventBridge delivers it. It may use
// clients of the cloud, as a Lambda function does; events that its own calls put come
// after it.
func (c *Cloud) OnEvent(handle func(eventbridge.Event)) { c.emulator.OnEvent(handle) }

// Events lists the events on EventBridge's default bus of an account and Region,
// oldest first: its last 4,096 at least.
func (c *Cloud) Events(account, region string) []eventbridge.Event {
	return c.emulator.Events(kernel.Scope{Account: account, Region: region})
}

// WritePages writes count pages of an Aurora cluster, from a place on, as a database
// does. Pages of a clone are those of its source until one of them is written.
func (c *Cloud) WritePages(account, region, cluster string, place, count uint64) {
	c.t.Helper()
	as := kernel.Caller{Account: account, Region: region}
	if err := c.emulator.WritePages(as, cluster, place, count); err != nil {
		c.t.Fatalf("shareproof: %v", err)
	}
}

// Storage tells what all Aurora clusters store and how many pages each account is
// billed for: those of a cluster and its clones together, since they share pages.
func (c *Cloud) Storage() []rds.Lineage { return c.emulator.Storage() }

// VisitConsole looks at the console of AWS Backup in an account and Region, which
// makes the vault Default where there is none: the API alone never makes it.
func (c *Cloud) VisitConsole(account, region string) {
	c.t.Helper()
	as := kernel.Caller{Account: account, Region: region}
	if !kernel.IsAccount(account) || !slices.Contains(kernel.Regions, region) {
		c.t.Fatalf("shareproof: VisitConsole: want an account of 12 digits and a Region, got %q and %q", account, region)
		return
	}
	c.emulator.VisitConsole(as)
}

// Activate claims an initialized cluster, as a crypto officer does at the HSM
// itself and outside the API.
func (c *Cloud) Activate(account, region, cluster string) {
	c.t.Helper()
	if err := c.emulator.Activate(kernel.Caller{Account: account, Region: region}, cluster); err != nil {
		c.t.Fatalf("shareproof: %v", err)
	}
}
