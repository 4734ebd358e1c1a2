package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

const insider = "111111111111"

// outsider asks for what an insider has and has shared with nobody, and for what is not there. Both have to
// be answered alike.
type outsider struct {
	*siege
	chance *rand.Rand
	world  *model.World      // what the server's is
	ids    map[string]string // of what the insider has, and others that nobody has
	client http.Client
}

// newOutsider has an insider fill the world of a server.
func newOutsider(s *siege) *outsider {
	o := &outsider{siege: s, chance: rand.New(rand.NewPCG(3, 3)), world: model.New(model.Options{Seed: 11}),
		ids: map[string]string{}, client: http.Client{Timeout: siegePatience}}
	for i := range 3000 {
		call, in := o.draw()
		as := kernel.Caller{Account: insider, Region: "us-east-1"}
		if _, err := o.world.Fork().Do(as, in); err != nil || strings.HasPrefix(call.Op.Name, "Delete") {
			continue
		}
		_, err := o.world.Do(as, in)
		require.NoError(s, err)
		status, text := o.call(insider, call, in, nil)
		require.Less(s, status, 300, "%s: %s", call.Op.FullName(), text)
		if i%100 == 0 {
			o.world.Advance(time.Hour)
			status, _ := s.send(s.request(http.MethodPost, "/_shareproof/advance?by=1h", ""))
			require.Equal(s, http.StatusOK, status)
		}
	}
	shared := map[string]bool{}
	for _, w := range o.world.Shared() {
		shared[w.Resource[strings.LastIndexAny(w.Resource, ":/")+1:]] = true
	}
	for _, r := range o.world.Inventory() {
		id := r.ID[strings.LastIndexAny(r.ID, ":/")+1:]
		if r.Account == insider && len(id) > 8 && strings.ContainsAny(id, "0123456789") && !shared[id] {
			o.ids[id] = another(id)
		}
	}
	require.Greater(s, len(o.ids), 50)
	return o
}

// another is an ID of the same form that nobody has.
func another(id string) string {
	turned := []byte(id)
	for i, c := range turned[:len(turned)-1] {
		if next := turned[i+1]; i > len(id)/2 && c != '-' && next != '-' && c != next {
			turned[i], turned[i+1] = next, c
			return string(turned)
		}
	}
	return id
}

// draw returns a call that the insider may make.
func (o *outsider) draw() (*protocol.Call, any) {
	for {
		api := services.All[o.chance.IntN(len(services.All))]
		op := api.Operations[o.chance.IntN(len(api.Operations))]
		in, ok := o.world.Generate(&kernel.Draw{Chance: o.chance, Operation: op, Legal: true, Accounts: []string{insider},
			Caller: kernel.Caller{Account: insider, Region: "us-east-1"}, Regions: []string{"us-east-1"},
			Certify: func(csr string) string { return csr }})
		if ok && in != nil {
			return protocol.NewCall(api, op), in
		}
	}
}

// call makes a call over HTTP, in which some texts are others.
func (o *outsider) call(account string, call *protocol.Call, in any, other *strings.Replacer) (int, string) {
	r, body, err := call.Request(o.url, in)
	require.NoError(o, err)
	if other != nil {
		changed := o.request(r.Method, other.Replace(strings.TrimPrefix(r.URL.String(), o.url)), other.Replace(string(body)))
		changed.Header = r.Header
		r = changed
	}
	r.Header.Set("Authorization", authorizationOf(account, call.API.Signing))
	answer, err := o.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	content, _ := io.ReadAll(answer.Body)
	id := answer.Header.Get("X-Amzn-Requestid")
	answer.Header.Del("X-Amzn-Requestid")
	answer.Header.Del("Date")
	var told strings.Builder
	_ = answer.Header.Write(&told)
	text := told.String() + "\n" + strings.ReplaceAll(string(content), id, "REQUEST")
	return answer.StatusCode, text
}

// ask compares answers until the context ends.
func (o *outsider) ask(ctx context.Context) {
	var pairs []string
	for id, other := range o.ids {
		pairs = append(pairs, id, other)
	}
	forth := strings.NewReplacer(pairs...)
	asked := map[string]int{}
	for n := 900_000_000_000; ctx.Err() == nil; n++ {
		stranger := fmt.Sprint(n) // who has nothing yet
		call, in := o.draw()
		_, body, _ := call.Request(o.url, in)
		path, _, _ := call.Request(o.url, in)
		if forth.Replace(string(body)+path.URL.String()) == string(body)+path.URL.String() {
			continue
		}
		status, theirs := o.call(stranger, call, in, nil)
		if status < 300 && !call.Op.Reads() {
			continue // it was about something of his own
		}
		missing, none := o.call(stranger, call, in, forth)
		o.count("questions of an outsider")
		if asked[call.Op.FullName()]++; status != 0 && missing != 0 && (status != missing || forth.Replace(theirs) != none) {
			o.wrong("%s tells an outsider what is there: %d and %d\n%s\n%s", call.Op.FullName(), status, missing, theirs, none)
		}
		time.Sleep(5 * time.Millisecond)
	}
	o.Logf("an outsider asked by %d operations", len(asked))
}
