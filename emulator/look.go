package emulator

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// What a look tells at most: the newest.
const (
	mostResources = 2000
	mostSharings  = 1000
	mostEvents    = 100
)

// Look is what the console shows of a world.
type Look struct {
	Time       time.Time `json:"time"`
	Generation uint64    `json:"generation"`
	// Calls counts the calls since the world began, answered or not; of a moment of the past it is
	// the number of the last record before.
	Calls     uint64              `json:"calls"`
	Resources []Seen              `json:"resources"`
	Shared    []Way               `json:"shared"`
	Events    []eventbridge.Event `json:"events"`
	// Omitted counts the resources and the ways that are too many to be told.
	Omitted int `json:"omitted"`
}

// Seen is a resource. Made is left out where nothing tells when it was made.
type Seen struct {
	Account string     `json:"account"`
	Region  string     `json:"region"`
	Service string     `json:"service"`
	Kind    string     `json:"kind"`
	ID      string     `json:"id"`
	State   string     `json:"state,omitempty"`
	Made    *time.Time `json:"made,omitempty"`
	Leaving bool       `json:"leaving,omitempty"`
}

// Way is one by which an account lets others to what it has.
type Way struct {
	Owner    string `json:"owner"`
	Region   string `json:"region"`
	Resource string `json:"resource"`
	With     string `json:"with"`
	By       string `json:"by"`
	State    string `json:"state,omitempty"`
}

func (e *Emulator) controlLook(q url.Values) (any, *complaint) {
	if !q.Has("at") {
		return lookAt(e.world, e.generation, e.calls), nil
	}
	w, then, bad := e.past(q)
	if bad != nil {
		return nil, bad
	}
	return lookAt(w, e.generation, then.Record), nil
}

// lookAt tells of a world what the console shows.
func lookAt(w *model.World, generation, calls uint64) *Look {
	look := &Look{Time: w.Now(), Generation: generation, Calls: calls, Resources: []Seen{}, Shared: []Way{}}
	var places []kernel.Scope
	for _, r := range w.Inventory() {
		if r.ByAWS {
			continue
		}
		places = append(places, kernel.Scope{Account: r.Account, Region: r.Region})
		look.Resources = append(look.Resources, seen(r))
	}
	for _, s := range w.Shared() {
		look.Shared = append(look.Shared, Way{s.Owner.Account, s.Owner.Region, s.Resource, s.With, s.By, s.State})
	}
	slices.SortStableFunc(look.Resources, func(a, b Seen) int { return madeBy(b).Compare(madeBy(a)) })
	look.Resources = cut(look.Resources, mostResources, &look.Omitted)
	look.Shared = cut(look.Shared, mostSharings, &look.Omitted)
	look.Events = lastEvents(w, places)
	return look
}

func seen(r model.Resource) Seen {
	s := Seen{Account: r.Account, Region: r.Region, Service: r.Service, Kind: r.Kind, ID: r.ID, State: r.State,
		Leaving: r.Leaving}
	if !r.Made.IsZero() {
		s.Made = &r.Made
	}
	return s
}

func madeBy(s Seen) time.Time {
	if s.Made == nil {
		return time.Time{}
	}
	return *s.Made
}

// cut leaves the first of a list, and counts the others.
func cut[T any](all []T, most int, omitted *int) []T {
	*omitted += max(0, len(all)-most)
	return all[:min(len(all), most)]
}

// lastEvents are the newest events on the buses of some places, the newest first.
func lastEvents(w *model.World, places []kernel.Scope) []eventbridge.Event {
	slices.SortFunc(places, func(a, b kernel.Scope) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
	})
	all := []eventbridge.Event{}
	for _, at := range slices.Compact(places) {
		events := w.Events(at)
		all = append(all, events[max(0, len(events)-mostEvents):]...)
	}
	slices.SortStableFunc(all, func(a, b eventbridge.Event) int { return cmp.Compare(b.Time, a.Time) })
	return all[:min(len(all), mostEvents)]
}
