package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

var kills = flag.Int("kills", 50, "how often TestNothingThatWasAnsweredIsLost kills the emulator")

// connections is how many clients call at the same time.
const connections = 16

// victim is a process that is killed again and again.
type victim struct {
	t      *testing.T
	dir    string
	url    string
	client http.Client
	cmd    *exec.Cmd
}

func (v *victim) start(sync string) {
	v.cmd = exec.Command("shareproof", "serve", "--addr", "127.0.0.1:0", "--clock", "manual", "--seed", "11", "--data", v.dir,
		"--sync", sync)
	var said strings.Builder
	v.cmd.Stderr = &said
	out, err := v.cmd.StdoutPipe()
	require.NoError(v.t, err)
	require.NoError(v.t, v.cmd.Start())
	first, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(v.t, err, "%s", &said)
	v.url = strings.TrimSpace(first)
	v.client = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
}

func (v *victim) kill() {
	_ = v.cmd.Process.Kill()
	_ = v.cmd.Wait()
	v.client.CloseIdleConnections()
}

// call calls KMS. An error means that nobody knows what became of it.
func (v *victim) call(account, operation, body string, out any) error {
	r, err := http.NewRequest(http.MethodPost, v.url, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "TrentService."+operation)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+account+
		"/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := v.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%d: %s", answer.StatusCode, text)
	}
	if err == nil && out != nil {
		err = json.Unmarshal(text, out)
	}
	return err
}

// control asks the control API.
func (v *victim) control(method, path string) map[string]any {
	r, err := http.NewRequest(method, v.url+"/_shareproof/"+path, nil)
	require.NoError(v.t, err)
	answer, err := v.client.Do(r)
	require.NoError(v.t, err)
	defer answer.Body.Close()
	var out map[string]any
	require.NoError(v.t, json.NewDecoder(answer.Body).Decode(&out))
	require.Equal(v.t, http.StatusOK, answer.StatusCode, "%v", out)
	return out
}

// client is what one connection did in its account: it makes a key and tags it, over and over.
type client struct {
	account string
	keys    []string // that were answered
	tagged  int      // how many of them have a tag, as was answered
}

type createdKey struct{ KeyMetadata struct{ KeyId string } }

// run calls until the emulator is dead.
func (c *client) run(v *victim) {
	for {
		var made createdKey
		if v.call(c.account, "CreateKey", "{}", &made) != nil {
			return
		}
		c.keys = append(c.keys, made.KeyMetadata.KeyId)
		if v.call(c.account, "TagResource", tagging(made.KeyMetadata.KeyId), nil) != nil {
			return
		}
		c.tagged++
	}
}

func tagging(key string) string {
	return fmt.Sprintf(`{"KeyId":%q,"Tags":[{"TagKey":"k","TagValue":"v"}]}`, key)
}

// recover asks what became of the last call, which nobody answered, and holds that nothing else
// is otherwise than it was answered.
func (c *client) recover(v *victim) {
	var listed struct{ Keys []struct{ KeyId string } }
	require.NoError(v.t, v.call(c.account, "ListKeys", `{"Limit":1000}`, &listed))
	known := map[string]bool{}
	for _, k := range c.keys {
		known[k] = true
	}
	unanswered := c.tagged == len(c.keys) // the call was to make a key
	for _, k := range listed.Keys {
		if !known[k.KeyId] {
			require.True(v.t, unanswered, "account %s has a key that nobody asked for", c.account)
			unanswered = false
			c.keys = append(c.keys, k.KeyId)
		}
	}
	require.Len(v.t, listed.Keys, len(c.keys), "a key of account %s is lost", c.account)
	for i, k := range c.keys {
		var tags struct{ Tags []any }
		require.NoError(v.t, v.call(c.account, "ListResourceTags", fmt.Sprintf(`{"KeyId":%q}`, k), &tags))
		if i < c.tagged {
			require.Len(v.t, tags.Tags, 1, "a tag of account %s is lost", c.account)
		} else if len(tags.Tags) > 0 {
			c.tagged++
		}
	}
}

// shadow makes in a world of its own what the clients made, in the order that the IDs of the keys
// tell.
func shadow(t *testing.T, w *model.World, clients []*client) {
	maker := map[string]*client{}
	for _, c := range clients {
		for _, k := range c.keys {
			maker[k] = c
		}
	}
	for range len(maker) {
		next, err := w.Fork().Do(kernel.Caller{Account: "999999999999", Region: "us-east-1"}, &kms.CreateKey{})
		require.NoError(t, err)
		id := next.(*kms.CreateKeyOutput).KeyMetadata.KeyId
		c := maker[id]
		require.NotNil(t, c, "a key was made that nobody has")
		made, err := w.Do(kernel.Caller{Account: c.account, Region: "us-east-1"}, &kms.CreateKey{})
		require.NoError(t, err)
		require.Equal(t, id, made.(*kms.CreateKeyOutput).KeyMetadata.KeyId)
	}
	for _, c := range clients {
		for _, k := range c.keys[:c.tagged] {
			_, err := w.Do(kernel.Caller{Account: c.account, Region: "us-east-1"},
				&kms.TagResource{KeyId: k, Tags: []kms.Tag{{TagKey: "k", TagValue: "v"}}})
			require.NoError(t, err)
		}
	}
}

// in is the same process as a client of one of its worlds sees it.
func (v *victim) in(world string) *victim {
	inner := *v
	inner.url += "/_world/" + world
	return &inner
}

// Worlds with names are killed with their server, and are each back as they were; one that was dropped is not.
func TestNothingThatWasAnsweredInAWorldWithANameIsLost(t *testing.T) {
	rounds := *kills / 10
	if testing.Short() {
		rounds = 1
	}
	names := []string{"a", "A", "b.c"}
	chance := rand.New(rand.NewPCG(2, 2))
	v := &victim{t: t, dir: t.TempDir()}
	v.start("interval")
	var shadows []*model.World
	for _, name := range names {
		seed := v.in(name).control(http.MethodGet, "")["seed"].(float64)
		shadows = append(shadows, model.New(model.Options{Seed: uint64(seed)}))
	}
	for round := range rounds {
		clients := make([]*client, connections)
		var all sync.WaitGroup
		for i := range clients {
			clients[i] = &client{account: fmt.Sprint(100_000_000_000 + round*connections + i)}
			in := v.in(names[i%len(names)])
			all.Go(func() { clients[i].run(in) })
		}
		v.in("dropped").control(http.MethodGet, "")
		r, err := http.NewRequest(http.MethodDelete, v.url+"/_world/dropped/", nil)
		require.NoError(t, err)
		answer, err := v.client.Do(r)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, answer.StatusCode)
		answer.Body.Close()
		time.Sleep(time.Duration(chance.IntN(60_000)) * time.Microsecond)
		v.kill()
		all.Wait()
		v.start([]string{"interval", "always"}[chance.IntN(2)])
		require.Len(t, v.control(http.MethodGet, "worlds")["worlds"], len(names))
		for i, name := range names {
			in := v.in(name)
			var own []*client
			for j := i; j < len(clients); j += len(names) {
				clients[j].recover(in)
				own = append(own, clients[j])
			}
			shadow(t, shadows[i], own)
			require.Equal(t, shadows[i].Digest(), in.control(http.MethodGet, "digest")["digest"], "after kill %d", round+1)
		}
	}
	v.kill()
}

// The emulator is killed at random moments while 16 clients call it. Whenever it is back it has
// all that was answered, what was not answered at most once, and the digest of a world in which just
// that was done.
func TestNothingThatWasAnsweredIsLost(t *testing.T) {
	rounds := *kills
	if testing.Short() {
		rounds = 3
	}
	chance := rand.New(rand.NewPCG(1, 1))
	w := model.New(model.Options{Seed: 11})
	v := &victim{t: t, dir: t.TempDir()}
	answered := 0
	v.start("interval")
	for round := range rounds {
		clients := make([]*client, connections)
		var all sync.WaitGroup
		for i := range clients {
			clients[i] = &client{account: fmt.Sprint(100_000_000_000 + round*connections + i)}
			all.Go(func() { clients[i].run(v) })
		}
		time.Sleep(time.Duration(chance.IntN(60_000)) * time.Microsecond)
		v.kill()
		all.Wait()
		v.start([]string{"interval", "always"}[chance.IntN(2)])
		for _, c := range clients {
			c.recover(v)
			answered += len(c.keys) + c.tagged
		}
		shadow(t, w, clients)
		require.Equal(t, w.Digest(), v.control(http.MethodGet, "digest")["digest"], "after kill %d", round+1)
		v.control(http.MethodPost, "advance?by=1h")
		w.Advance(time.Hour)
	}
	v.kill()
	t.Logf("%d kills, %d calls that were kept", rounds, answered)
}
