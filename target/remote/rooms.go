package remote

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"

	"github.com/shareproof/shareproof/target"
)

// Settle gives the target a world of its own, where the endpoint holds many, so that it
// leaves alone what is at the endpoint itself. It stays there where it gets none.
func (t *Target) Settle(ctx context.Context) error {
	if t.control == nil || !t.control.holds || t.config.Reset != "" || t.run != "" {
		return nil
	}
	run := rand.Text()[:12]
	at, own, err := t.room(ctx, run, 0)
	if err == nil && own != nil {
		t.run, t.url, t.control = run, at, own
	}
	return err
}

// room begins a world, if there is room for it: the control is nil where there is none.
func (t *Target) room(ctx context.Context, run string, i int) (at string, own *control, err error) {
	at = fmt.Sprintf("%s/_world/check-%s-%d", t.config.Endpoint, run, i)
	if own, err = probe(ctx, t.client, at); own != nil {
		own.own = true
	}
	return at, own, err
}

// Rooms returns the target, and others in worlds beside its own.
func (t *Target) Rooms(ctx context.Context, n int) []target.Target {
	all := []target.Target{t}
	for i := 1; i < n && t.run != ""; i++ {
		if len(t.beside) < i {
			at, own, err := t.room(ctx, t.run, i)
			if err != nil || own == nil {
				break // there is no room for more
			}
			client, err := newClient(&t.config)
			if err != nil {
				break
			}
			t.beside = append(t.beside, &Target{config: t.config, url: at, client: client, control: own, logins: t.logins,
				roles: wallet{}, secrets: t.secrets, accounts: t.accounts, acting: t.acting, wallet: wallet{}, opened: t.opened,
				taken: map[string]bool{}})
			t.beside[i-1].control.client = t.beside[i-1].client
		}
		all = append(all, t.beside[i-1])
	}
	return all
}

// leave drops the worlds of the target.
func (t *Target) leave(ctx context.Context) (wrong error) {
	for _, of := range append([]*Target{t}, t.beside...) {
		r, err := http.NewRequestWithContext(ctx, http.MethodDelete, of.url+"/", nil)
		if err == nil {
			var answer *http.Response
			if answer, err = of.client.Do(r); err == nil {
				err = answer.Body.Close()
			}
		}
		of.client.CloseIdleConnections()
		wrong = errors.Join(wrong, err)
	}
	return wrong
}
