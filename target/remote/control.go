package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
)

// control is the control API of a Shareproof emulator, version 1.
type control struct {
	url    string
	client *http.Client
	// generation is the world that the last reset began; "" before the first.
	generation string
	lost       error // the world is somebody else's by now
	own        bool  // nobody else knows of the world
	// found is what was done in the world that was there at first.
	found contents
	// still is for how long nothing happens after the last advance, 0 where that is not known.
	still time.Duration
	// holds reports whether the endpoint holds many worlds.
	holds bool
}

// contents counts the calls that have changed a world.
type contents struct {
	Changes  *uint64 // nil where the endpoint does not tell
	Services []struct {
		Service string
		Changes uint64
	}
}

// String tells how many calls there were, and of which services.
func (c contents) String() string {
	var parts []string
	for _, s := range c.Services {
		if s.Changes > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", s.Service, s.Changes))
		}
	}
	told := fmt.Sprintf("%d calls have changed it", *c.Changes)
	if *c.Changes == 1 {
		told = "1 call has changed it"
	}
	if len(parts) == 0 { // the console was visited
		return told
	}
	return told + " (" + strings.Join(parts, ", ") + ")"
}

const controlVersion = 1

// probe asks whether the endpoint has the control API. An endpoint that answers
// anything else has none; one that does not answer is an error.
func probe(ctx context.Context, client *http.Client, endpoint string) (*control, error) {
	c := &control{url: endpoint + "/_shareproof/", client: client}
	status, body, err := c.ask(ctx, http.MethodGet, "", nil)
	if err != nil {
		return nil, fmt.Errorf("the endpoint %s does not answer: %w", endpoint, err)
	}
	var hello struct {
		Name    string
		Version int
		Worlds  *struct{}
		contents
	}
	if status != http.StatusOK || json.Unmarshal(body, &hello) != nil || hello.Name != "shareproof" {
		return nil, nil
	}
	if hello.Version != controlVersion {
		return nil, fmt.Errorf("the endpoint %s has version %d of the control API: want %d", endpoint, hello.Version,
			controlVersion)
	}
	c.found, c.holds = hello.contents, hello.Worlds != nil
	return c, nil
}

// post makes a request; where the model refused it, the error is a *kernel.Error.
func (c *control) post(ctx context.Context, name string, parameters map[string]string) error {
	_, err := c.posted(ctx, name, parameters)
	return err
}

// posted does the same and returns the answer.
func (c *control) posted(ctx context.Context, name string, parameters map[string]string) ([]byte, error) {
	status, body, err := c.ask(ctx, http.MethodPost, name, parameters)
	if err != nil || status == http.StatusOK {
		return body, err
	}
	var bad struct{ Code, Error string }
	if json.Unmarshal(body, &bad) == nil && bad.Code != "" {
		return nil, kernel.NewError(&kernel.ErrorShape{Code: bad.Code, Status: status}, bad.Error)
	}
	return nil, fmt.Errorf("POST /_shareproof/%s: HTTP status %d: %s", name, status, body)
}

// reset begins a world of its own. Whoever lost his world to somebody else's
// reset does not take it back: the other one is using it.
func (c *control) reset(ctx context.Context, settings map[string]string) error {
	if c.lost != nil {
		return c.lost
	}
	body, err := c.posted(ctx, "reset", settings)
	if err != nil {
		if c.own {
			c.generation = "" // nobody knows whether it was done, but nobody else did it
		}
		return err
	}
	var begun struct{ Generation json.Number }
	if err := json.Unmarshal(body, &begun); err != nil {
		return fmt.Errorf("POST /_shareproof/reset: %w", err)
	}
	c.generation = begun.Generation.String()
	return nil
}

// advance lets time pass, and learns when something is due after it.
func (c *control) advance(ctx context.Context, d time.Duration) error {
	c.still = 0
	body, err := c.posted(ctx, "advance", map[string]string{"by": d.String()})
	if err != nil {
		return err
	}
	var passed struct{ Time, Next time.Time }
	if json.Unmarshal(body, &passed) == nil && !passed.Next.IsZero() {
		c.still = passed.Next.Sub(passed.Time)
	}
	return nil
}

// generationHeader names the world that a request is meant for.
const generationHeader = "X-Shareproof-Generation"

// sign says for which world a request is meant.
func (c *control) sign(r *http.Request) {
	if c.generation != "" {
		r.Header.Set(generationHeader, c.generation)
	}
}

// stillOurs returns an error where the emulator turned a request away since
// another world has begun.
func (c *control) stillOurs(status int, header http.Header) error {
	now := header.Get(generationHeader)
	if status != http.StatusConflict || now == "" {
		return c.lost
	}
	c.lost = &target.Trouble{
		What: target.WorldLost, Ours: true,
		Message: fmt.Sprintf("the scenario began world %s, and world %s is there now", c.generation, now),
	}
	return c.lost
}

// events reads the events of a bus.
func (c *control) events(ctx context.Context, at kernel.Scope) ([]eventbridge.Event, error) {
	var heard struct{ Events []eventbridge.Event }
	err := c.read(ctx, "events", map[string]string{"account": at.Account, "region": at.Region}, &heard)
	return heard.Events, err
}

// storage reads what all DB clusters store.
func (c *control) storage(ctx context.Context) ([]model.Lineage, error) {
	var told struct{ Lineages []model.Lineage }
	err := c.read(ctx, "storage", nil, &told)
	return told.Lineages, err
}

// read reads what the emulator tells into a struct.
func (c *control) read(ctx context.Context, name string, parameters map[string]string, into any) error {
	status, body, err := c.ask(ctx, http.MethodGet, name, parameters)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil || status != http.StatusOK {
		return fmt.Errorf("GET /_shareproof/%s: HTTP status %d: %s", name, status, body)
	}
	return nil
}

func (c *control) ask(ctx context.Context, method, name string, parameters map[string]string) (int, []byte, error) {
	query := url.Values{}
	for _, k := range slices.Sorted(maps.Keys(parameters)) {
		query.Set(k, parameters[k])
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+name+"?"+query.Encode(), nil)
	if err != nil {
		return 0, nil, err
	}
	c.sign(r)
	answer, err := c.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	if err := c.stillOurs(answer.StatusCode, answer.Header); err != nil {
		return 0, nil, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, int64(maxAnswer)))
	return answer.StatusCode, body, err
}
