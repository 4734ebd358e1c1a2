package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

const controlPath = "/_shareproof/"

// ControlVersion is raised when the control API changes incompatibly.
const ControlVersion = 1

// complaint is what the control API answers to a bad request.
type complaint struct {
	status    int
	foreign   *foreign
	Parameter string `json:"parameter,omitempty"`
	Error     string `json:"error"`
	// Code is that of the model's refusal, where it was the model that refused.
	Code string `json:"code,omitempty"`
}

func complain(parameter, format string, args ...any) *complaint {
	return &complaint{status: http.StatusBadRequest, Parameter: parameter, Error: fmt.Sprintf(format, args...)}
}

func (c *complaint) as(status int) *complaint {
	c.status = status
	return c
}

// control is one request of the control API: it is answered only if it carries
// no other than its parameters.
type control struct {
	method     string
	parameters []string
	repeated   []string // those of the parameters that may stand several times
	long       bool     // the answer may be: only so many are under way at once
	answer     func(e *Emulator, q url.Values) (any, *complaint)
	// wait answers what takes a while, and ends with its client.
	wait func(e *Emulator, ctx context.Context, q url.Values) (any, *complaint)
}

var controls = map[string]control{
	"":       {method: http.MethodGet, answer: (*Emulator).status},
	"digest": {method: http.MethodGet, answer: (*Emulator).digest},
	"worlds": {method: http.MethodGet, answer: (*Emulator).controlWorlds},
	"look":   {method: http.MethodGet, parameters: []string{"at"}, long: true, answer: (*Emulator).controlLook},
	"past":   {method: http.MethodGet, parameters: []string{"last"}, long: true, answer: (*Emulator).controlPast},
	"fork":   {method: http.MethodPost, parameters: []string{"world", "at"}, answer: (*Emulator).controlFork},
	"calls": {method: http.MethodGet, parameters: []string{"about", "account", "operation", "refused", "last"},
		long: true, answer: (*Emulator).controlCalls},
	"why": {method: http.MethodGet, parameters: []string{"about"}, long: true, answer: (*Emulator).controlWhy},
	"explain": {method: http.MethodGet, parameters: []string{"as", "action", "resource", "context"},
		repeated: []string{"context"}, answer: (*Emulator).controlExplain},
	"advance": {method: http.MethodPost, parameters: []string{"by", "to"}, wait: (*Emulator).controlAdvance},
	"reset": {method: http.MethodPost, parameters: []string{"seed", "clock", "start", "activate"},
		answer: (*Emulator).controlReset},
	"activate": {method: http.MethodPost, parameters: []string{"account", "region", "cluster"},
		answer: (*Emulator).controlActivate},
	"events": {method: http.MethodGet, parameters: []string{"account", "region"}, long: true,
		answer: (*Emulator).controlEvents},
	"pages": {method: http.MethodPost, parameters: []string{"account", "region", "cluster", "place", "count"},
		answer: (*Emulator).controlPages},
	"storage": {method: http.MethodGet, long: true, answer: (*Emulator).controlStorage},
	"state": {method: http.MethodGet, parameters: []string{"at", "since"}, long: true,
		answer: (*Emulator).controlState},
	"console": {method: http.MethodPost, parameters: []string{"account", "region"}, answer: (*Emulator).controlConsole},
}

const mostLongAnswers = 4

// longAnswers are the places of long answers of the control API, which are in memory as long as their
// clients take to read them.
var longAnswers = make(chan struct{}, mostLongAnswers)

// serveControl answers the control API in JSON.
func (e *Emulator) serveControl(w http.ResponseWriter, r *http.Request) {
	if controls[strings.TrimPrefix(r.URL.Path, controlPath)].long {
		select {
		case longAnswers <- struct{}{}:
			defer func() { <-longAnswers }()
		case <-r.Context().Done():
			return // nobody waits for the answer
		}
	}
	out, bad := e.control(r)
	if bad == nil {
		answerJSON(w, http.StatusOK, out)
		return
	}
	if bad.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", controls[strings.TrimPrefix(r.URL.Path, controlPath)].method)
	}
	bad.answer(w)
}

// answer answers a bad request.
func (c *complaint) answer(w http.ResponseWriter) {
	if c.foreign != nil {
		c.foreign.tell(w.Header())
	}
	answerJSON(w, c.status, c)
}

func answerJSON(w http.ResponseWriter, status int, out any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(out) // an error means that nobody listens any more
}

func (e *Emulator) control(r *http.Request) (out any, bad *complaint) {
	name := strings.TrimPrefix(r.URL.Path, controlPath)
	c, ok := controls[name]
	if !ok {
		return nil, complain("", "there is no %s%s: see GET %s", controlPath, name, controlPath).as(http.StatusNotFound)
	}
	if r.Method != c.method {
		return nil, complain("", "%s is asked by %s, not by %s", r.URL.Path, c.method,
			r.Method).as(http.StatusMethodNotAllowed)
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, complain("", "the query string cannot be read: %v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(c.parameters, name) {
			return nil, complain(name, "unknown parameter: want %s", orNone(c.parameters))
		}
		if len(query[name]) > 1 && !slices.Contains(c.repeated, name) {
			return nil, complain(name, "the parameter stands twice")
		}
	}
	e.mu.Lock()
	defer func() {
		if unsafe := e.safely(); unsafe != nil {
			out, bad = nil, complainUnkept(unsafe)
		}
	}()
	return e.controlled(r, c, query)
}

func complainUnkept(err error) *complaint {
	return complain("", "the journal of the world cannot be written: %v", err).as(http.StatusServiceUnavailable)
}

// controlled answers a request whose parameters are known. The world is locked.
func (e *Emulator) controlled(r *http.Request, c control, query url.Values) (any, *complaint) {
	defer e.logFailures()
	if err := e.ready(); err != nil {
		return nil, complainUnkept(err)
	}
	if foreign := e.foreign(r); foreign != nil {
		return nil, &complaint{status: http.StatusConflict, Error: foreign.Error(), foreign: foreign}
	}
	if err := e.catchUp(r.Context()); err != nil {
		return nil, complain("", "%v", err).as(http.StatusRequestTimeout)
	}
	if c.wait != nil {
		return c.wait(e, r.Context(), query)
	}
	return c.answer(e, query)
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// Status is what GET /_shareproof/ answers.
type Status struct {
	Name    string `json:"name"`
	Version int    `json:"version"`
	// Generation numbers the world: each reset begins the next one.
	Generation uint64    `json:"generation"`
	Seed       uint64    `json:"seed"`
	Time       time.Time `json:"time"`
	Clock      string    `json:"clock"`
	Activate   string    `json:"activate"`
	// World is the name of a world among others, and Worlds tells of those that a server
	// holds beside the one at its root.
	World  string `json:"world,omitempty"`
	Worlds *Hall  `json:"worlds,omitempty"`
	// Kept tells that the world has a journal, and so a past that can be looked at.
	Kept bool `json:"kept,omitempty"`
	// Changes counts what may have changed the world since it began: calls that were
	// answered and do more than look, and visits of the console. A world that was
	// only read has none.
	Changes uint64 `json:"changes"`
	// Services is left out of the answer to a reset.
	Services []ServiceStatus `json:"services,omitempty"`
}

// ServiceStatus lists what a service offers, and counts the calls of Status.Changes
// that were its own.
type ServiceStatus struct {
	Service    string   `json:"service"`
	Title      string   `json:"title"`
	Protocol   string   `json:"protocol"`
	Changes    uint64   `json:"changes"`
	Operations []string `json:"operations"`
}

func (e *Emulator) status(url.Values) (any, *complaint) {
	s, called := e.settings(), e.world.Coverage().Operations
	s.Changes = e.visits
	for _, api := range services.All {
		service := ServiceStatus{Service: api.Service, Title: api.Title, Protocol: string(api.Protocol)}
		for i, op := range api.Operations {
			service.Operations = append(service.Operations, op.Name)
			if !op.Reads() {
				service.Changes += called[i].Accepted
			}
		}
		called = called[len(api.Operations):]
		s.Changes += service.Changes
		s.Services = append(s.Services, service)
	}
	return s, nil
}

// settings is the status without what was done in the world.
func (e *Emulator) settings() Status {
	s := Status{
		Name: "shareproof", Version: ControlVersion, Generation: e.generation, Seed: e.options.World.Seed,
		Time:  e.world.Now(),
		Clock: e.options.Clock.String(), Activate: "auto", World: e.name,
		Kept: e.data != nil,
	}
	if e.worlds != nil {
		s.Worlds = e.worlds.hall()
	}
	if e.options.World.ManualActivation {
		s.Activate = "manual"
	}
	return s
}

func (e *Emulator) digest(url.Values) (any, *complaint) {
	return map[string]any{"digest": e.world.Digest(), "time": e.world.Now()}, nil
}

func (e *Emulator) controlReset(q url.Values) (any, *complaint) {
	o := e.launch
	var err error
	if q.Has("seed") {
		if o.World.Seed, err = strconv.ParseUint(q.Get("seed"), 10, 64); err != nil {
			return nil, complain("seed", "%q is not a whole number from 0 to 18446744073709551615", q.Get("seed"))
		}
	}
	if q.Has("clock") {
		if o.Clock, err = ParseClock(q.Get("clock")); err != nil {
			return nil, complain("clock", "%v", err)
		}
	}
	if q.Has("start") {
		if o.World.Start, o.StartNow, err = ParseStart(q.Get("start")); err != nil {
			return nil, complain("start", "%v", err)
		}
	}
	if q.Has("activate") {
		activate := q.Get("activate")
		if activate != "auto" && activate != "manual" {
			return nil, complain("activate", "%q is neither auto nor manual", activate)
		}
		o.World.ManualActivation = activate == "manual"
	}
	e.start(o)
	if err := e.beginJournal(); err != nil {
		return nil, complainUnkept(err)
	}
	return e.settings(), nil
}

// place reads an account and a Region.
func place(q url.Values) (kernel.Scope, *complaint) {
	at := kernel.Scope{Account: q.Get("account"), Region: q.Get("region")}
	switch {
	case !kernel.IsAccount(at.Account):
		return at, complain("account", "%q is not an account: want 12 digits", at.Account)
	case !slices.Contains(kernel.Regions, at.Region):
		return at, complain("region", "%q is not a Region of this world", at.Region)
	}
	return at, nil
}

func (e *Emulator) controlEvents(q url.Values) (any, *complaint) {
	at, bad := place(q)
	if bad != nil {
		return nil, bad
	}
	return map[string]any{"events": append([]eventbridge.Event{}, e.world.Events(at)...), "time": e.world.Now()}, nil
}

func (e *Emulator) controlActivate(q url.Values) (any, *complaint) {
	at, bad := place(q)
	if bad != nil {
		return nil, bad
	}
	as := kernel.Caller{Account: at.Account, Region: at.Region}
	if err := e.activate(as, q.Get("cluster")); err != nil {
		refused := err.(*kernel.Error) // the model knows no other
		bad := complain("cluster", "%s", refused.Message).as(refused.Status)
		bad.Code = refused.Code
		return nil, bad
	}
	return map[string]any{"time": e.world.Now()}, nil
}
