package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/access"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model/policy"
)

// longestExplanation is how many bytes an emulator may answer.
const longestExplanation = 16 << 20

// explainThere asks a running emulator, by its control API.
func explainThere(ctx context.Context, target string, q *access.Question) (*policy.Explanation, error) {
	at, err := url.Parse(target)
	if err != nil || at.Host == "" {
		return nil, fmt.Errorf("--target %s: want the URL of an emulator, such as http://127.0.0.1:4566", target)
	}
	at = at.JoinPath("_shareproof", "explain")
	at.RawQuery = url.Values{"as": {q.As}, "action": {q.Action}, "resource": {q.Resource}, "context": q.Context}.Encode()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("--target: %w", err)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, exit.Trouble(fmt.Errorf("--target: %w", err))
	}
	defer w.Body.Close()
	body, err := io.ReadAll(io.LimitReader(w.Body, longestExplanation))
	if err != nil {
		return nil, exit.Trouble(fmt.Errorf("--target: %w", err))
	}
	if w.StatusCode != http.StatusOK {
		var complaint struct{ Parameter, Error string }
		if json.Unmarshal(body, &complaint) == nil && complaint.Error != "" {
			return nil, fmt.Errorf("%s%s", strings.TrimPrefix("--"+complaint.Parameter+" ", "-- "), complaint.Error)
		}
		return nil, fmt.Errorf("--target %s: this is no emulator of Shareproof: it answers %s", target, w.Status)
	}
	var told policy.Explanation
	if err := json.Unmarshal(body, &told); err != nil {
		return nil, fmt.Errorf("--target %s: this is no emulator of Shareproof: %w", target, err)
	}
	return &told, nil
}
