// Package remote is the target that drives an endpoint: it speaks AWS's
// protocols by the plans of package wire, and signs what it says.
package remote

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Target drives an endpoint.
type Target struct {
	config Config
	// url is where its calls go: the endpoint, or a world of its own there.
	url     string
	run     string    // of its worlds, "" where it has none of its own
	beside  []*Target // in worlds beside its own
	client  *http.Client
	control *control // nil where the endpoint has no control API
	secrets *redact.Secrets
	// accounts are the numbers of the suites' accounts as the endpoint tells them.
	accounts map[string]string
	// acting are those who act for accounts, by the numbers that these have there.
	acting  map[string]Account
	wallet  wallet
	roles   wallet
	logins  logins
	waited  time.Duration        // since the last Reset, where the clock cannot be moved
	doubt   string               // since the last Reset: see Doubt
	wire    []target.WireMistake // since the last Reset
	emptied bool                 // by a Reset
	// asked is what Ask was told, ahead how far the target's clock is ahead of this
	// machine's, nil as long as nobody knows, and fills whether resets leave things there.
	asked  []target.Finding
	ahead  *time.Duration
	fills  bool
	opened time.Time
	// taken are the accounts whose credentials the endpoint has taken since the last
	// Reset: if it turns them away later, that is an answer.
	taken map[string]bool
}

// Open looks at what the endpoint offers. An error wraps ErrPublic where the
// endpoint's name leads to an address that nobody allowed, and ErrProfile where a profile
// of the target file is none.
func Open(ctx context.Context, c Config) (*Target, error) {
	t := &Target{config: c, url: c.Endpoint, wallet: wallet{}, roles: wallet{}, secrets: c.Hide,
		acting: map[string]Account{}, taken: map[string]bool{}, opened: time.Now()}
	var err error
	if t.client, err = newClient(&c); err != nil {
		return nil, err
	}
	if t.logins, err = findLogins(ctx, &c); err != nil {
		return nil, err
	}
	for _, account := range slices.Sorted(maps.Keys(c.Accounts)) {
		t.acting[cmp.Or(c.Accounts[account].Number, account)] = c.Accounts[account]
	}
	if t.secrets == nil {
		t.secrets = &redact.Secrets{}
	}
	t.secrets.Add(c.secrets()...)
	if c.Demands() {
		return t, nil // it stands for real accounts, which have no control API
	}
	t.control, err = probe(ctx, t.client, c.Endpoint)
	return t, err
}

// IsAWS reports whether the target is AWS itself, where calls may cost money.
func (t *Target) IsAWS() bool { return t.config.IsAWS() }

// at returns the URL at which a service is called from a Region.
func (t *Target) at(api *kernel.API, region string) string {
	if t.IsAWS() {
		return "https://" + api.Host(region)
	}
	return t.url
}

// Secrets are the texts that are to appear in nothing that is printed or written:
// those of the target file, and those that answers showed.
func (t *Target) Secrets() *redact.Secrets { return t.secrets }

// Close leaves the endpoint empty and as it was launched, where it was reset before:
// what nobody touched stays as it is, and the next run finds nothing of this one. Worlds of
// its own are dropped.
func (t *Target) Close(ctx context.Context) error {
	switch {
	case t.run != "":
		return t.leave(ctx)
	case !t.emptied:
		return nil
	case t.config.Reset != "":
		return t.resetByURL(ctx)
	}
	return t.control.reset(ctx, nil)
}

// Identity names the endpoint.
func (t *Target) Identity() target.Identity {
	return target.Identity{Name: t.config.Name, Kind: t.config.kind(), URL: t.config.Endpoint, Accounts: t.accounts,
		Asked: t.asked, Implementation: t.config.Claims.Implementation}
}

// Doubt tells which call of the scenario may have been done twice, or that there may be
// things of scenarios before.
func (t *Target) Doubt() string {
	if t.doubt == "" && t.fills {
		return "its reset does not empty the target"
	}
	return t.doubt
}

// WireMistakes tells which mistakes in the answers of the scenario were passed over.
func (t *Target) WireMistakes() []target.WireMistake { return t.wire }

// misspelt notes mistakes in an answer, each member once.
func (t *Target) misspelt(operation string, passed []protocol.Mistake) {
	for _, m := range passed {
		i := slices.IndexFunc(t.wire, func(w target.WireMistake) bool {
			return w.Operation == operation && w.Member == m.Path && w.Reason == m.Reason
		})
		if i < 0 {
			i = len(t.wire)
			t.wire = append(t.wire, target.WireMistake{Operation: operation, Member: m.Path, Reason: m.Reason, Got: m.Got})
		}
		t.wire[i].Count++
	}
}

// Offers tells what the endpoint's control API makes possible, or its file.
func (t *Target) Offers(c target.Capability) bool {
	if c == target.Reset && t.config.Reset != "" {
		return true
	}
	return c == target.Numbers || t.control != nil && !(c == target.Clock && t.config.NoClock)
}

// Erases tells what resets would erase that others have made, "" where there is
// nothing: the endpoint is empty, or is never reset. It is not known where only a file
// names a reset.
func (t *Target) Erases() (what string, known bool) {
	switch {
	case !t.Offers(target.Reset):
		return "", true
	case t.control == nil || t.control.found.Changes == nil:
		return "", false
	case *t.control.found.Changes == 0:
		return "", true
	}
	return t.control.found.String(), true
}

var calls = func() map[reflect.Type]*protocol.Call {
	all := map[reflect.Type]*protocol.Call{}
	for _, api := range services.All {
		for _, op := range api.Operations {
			all[reflect.PointerTo(op.In)] = protocol.NewCall(api, op)
		}
	}
	return all
}()

// Call returns how an operation is called by its input; an error where the
// endpoint does not offer it.
func (t *Target) Call(in any) (*protocol.Call, error) {
	to, ok := calls[reflect.TypeOf(in)]
	if !ok {
		return nil, fmt.Errorf("%T is not the input of an operation", in)
	}
	name := to.API.Service + "." + to.Op.Name
	if t.config.Services != nil && !slices.Contains(t.config.Services, to.API.Service) ||
		slices.Contains(t.config.Without, name) {
		return nil, target.Unsupported(name)
	}
	return to, nil
}

// Lacks tells why a call cannot be made, as far as the target's file tells; nil where it can.
func (t *Target) Lacks(in any) error {
	_, err := t.Call(in)
	return err
}

// Do performs one call as its caller.
func (t *Target) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	to, err := t.Call(in)
	if err != nil {
		return nil, err
	}
	keys, err := t.Keys(ctx, as)
	if err != nil {
		return nil, err
	}
	out, err := t.perform(ctx, to, keys, as.Region, in)
	if err != nil {
		return nil, t.Whose(as, err)
	}
	t.Learn(as, out)
	return out, nil
}

// Now is the endpoint's time, as far as its file tells: its clock may run faster than the
// wall's.
func (t *Target) Now() time.Time {
	now := time.Now()
	return now.Add(now.Sub(t.opened) * time.Duration(max(t.config.Speed, 1)-1))
}

// Wait lets d pass: by the control API, or by sleeping as far as patience goes.
func (t *Target) Wait(ctx context.Context, d time.Duration) error {
	if t.Offers(target.Clock) {
		return t.control.advance(ctx, d)
	}
	if d /= time.Duration(max(t.config.Speed, 1)); d <= 0 {
		return nil
	}
	if !target.IsSweeping(ctx) {
		if t.waited += d; t.waited > t.config.Patience {
			return &target.OutOfPatience{Waited: t.waited, Patience: t.config.Patience}
		}
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Still returns for how long after the last wait nothing happens at the endpoint by itself,
// as far as it told.
func (t *Target) Still() time.Duration {
	if t.control == nil {
		return 0
	}
	return t.control.still
}

// Reset makes a fresh world of the seed where the endpoint can, and does
// nothing elsewhere.
func (t *Target) Reset(ctx context.Context, seed uint64) error {
	t.waited, t.wallet, t.doubt, t.wire, t.taken = 0, wallet{}, "", nil, map[string]bool{}
	if !t.Offers(target.Reset) {
		return nil
	}
	t.emptied, t.roles = true, wallet{}
	if t.config.Reset != "" {
		return t.resetByURL(ctx)
	}
	settings := map[string]string{"seed": fmt.Sprint(seed), "activate": "manual"}
	if !t.config.NoClock {
		settings["clock"] = "manual"
	}
	return t.control.reset(ctx, settings)
}

func (t *Target) resetByURL(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.config.Reset, nil)
	if err != nil {
		return err
	}
	answer, err := t.client.Do(r)
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
	return t.control.post(ctx, "activate",
		map[string]string{"account": as.Account, "region": as.Region, "cluster": cluster})
}

// Events reads the events of a bus by the control API.
func (t *Target) Events(ctx context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	if !t.Offers(target.Events) {
		return nil, target.Unsupported("reading the events of EventBridge")
	}
	return t.control.events(ctx, at)
}

// WritePages writes to the volume of a cluster by the control API.
func (t *Target) WritePages(ctx context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	if !t.Offers(target.Storage) {
		return target.Unsupported("writing pages of a DB cluster")
	}
	return t.control.post(ctx, "pages", map[string]string{"account": as.Account, "region": as.Region,
		"cluster": cluster, "place": strconv.FormatUint(place, 10), "count": strconv.FormatUint(count, 10)})
}

// Storage reads by the control API what all DB clusters store.
func (t *Target) Storage(ctx context.Context) ([]model.Lineage, error) {
	if !t.Offers(target.Storage) {
		return nil, target.Unsupported("reading what the storage of DB clusters is billed for")
	}
	return t.control.storage(ctx)
}

// VisitConsole looks at the console of AWS Backup by the control API.
func (t *Target) VisitConsole(ctx context.Context, as kernel.Caller) error {
	if !t.Offers(target.Console) {
		return target.Unsupported("visiting the console of AWS Backup")
	}
	return t.control.post(ctx, "console", map[string]string{"account": as.Account, "region": as.Region})
}
