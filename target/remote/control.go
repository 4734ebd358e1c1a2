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
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// control is the control API of a Shareproof emulator, version 1.
type control struct{ url string }

const controlVersion = 1

var controlClient = &http.Client{Timeout: time.Minute}

// probe asks whether the endpoint has the control API. An endpoint that answers
// anything else has none; one that does not answer is an error.
func probe(ctx context.Context, endpoint string) (*control, error) {
	c := &control{endpoint + "/_shareproof/"}
	status, body, err := c.ask(ctx, http.MethodGet, "", nil)
	if err != nil {
		return nil, fmt.Errorf("the endpoint %s does not answer: %w", endpoint, err)
	}
	var hello struct {
		Name    string
		Version int
	}
	if status != http.StatusOK || json.Unmarshal(body, &hello) != nil || hello.Name != "shareproof" {
		return nil, nil
	}
	if hello.Version != controlVersion {
		return nil, fmt.Errorf("the endpoint %s has version %d of the control API: want %d", endpoint, hello.Version, controlVersion)
	}
	return c, nil
}

// post makes a request; where the model refused it, the error is a *kernel.Error.
func (c *control) post(ctx context.Context, name string, parameters map[string]string) error {
	status, body, err := c.ask(ctx, http.MethodPost, name, parameters)
	if err != nil {
		return err
	}
	if status == http.StatusOK {
		return nil
	}
	var bad struct{ Code, Error string }
	if json.Unmarshal(body, &bad) == nil && bad.Code != "" {
		return kernel.NewError(&kernel.Fault{Code: bad.Code, Status: status}, bad.Error)
	}
	return fmt.Errorf("POST /_shareproof/%s: HTTP status %d: %s", name, status, body)
}

// events reads the events of a bus.
func (c *control) events(ctx context.Context, at kernel.Home) ([]eventbridge.Event, error) {
	status, body, err := c.ask(ctx, http.MethodGet, "events", map[string]string{"account": at.Account, "region": at.Region})
	if err != nil {
		return nil, err
	}
	var heard struct{ Events []eventbridge.Event }
	if err := json.Unmarshal(body, &heard); err != nil || status != http.StatusOK {
		return nil, fmt.Errorf("GET /_shareproof/events: HTTP status %d: %s", status, body)
	}
	return heard.Events, nil
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
	answer, err := controlClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, int64(longest)))
	return answer.StatusCode, body, err
}
