package model

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Resource is something that an account has: it exists, or is on its way out.
type Resource struct {
	Account, Region string // of IAM and Organizations the Region is the partition
	Service, Kind   string // as in kms and Keys
	ID, State       string // the state is empty for what has no lifecycle
	// Made is when it was made, the zero Time where nothing tells.
	Made time.Time
	// Contents is a hash of all that is known of it.
	Contents string
	// Leaving tells that it was deleted and nobody can hurry it: its waiting period has
	// not passed, or it is still shown for a while.
	Leaving bool
	// Of is the ID of the resource of which the service made it by itself, such as the
	// daily backup of a cluster; else empty.
	Of string
	// ByAWS tells that AWS made it for a service and no account can delete it.
	ByAWS bool
}

// owned are the stores of what accounts make and delete, by service. Indexes, jobs,
// requests, sessions and settings are none.
var owned = []struct {
	service string
	stores  []string
}{
	{"organizations", []string{"Organizations", "Members", "Units", "Handshakes", "Policies", "Targets",
		"Delegates"}},
	{"iam", []string{"Roles", "Users", "Policies", "Keys"}},
	{"ram", []string{"Shares", "Associations", "Invitations", "Permissions"}},
	{"cloudhsmv2", []string{"Clusters", "Hsms", "Backups"}},
	{"kms", []string{"Keys", "Aliases", "Grants"}},
	{"ec2", []string{"Volumes", "Snapshots"}},
	{"dlm", []string{"Policies"}},
	{"rds", []string{"Clusters", "Instances", "Snapshots", "Subnets", "Parameters"}},
	{"backup", []string{"Vaults", "Points", "Plans", "Selections"}},
}

// leaving are the states, besides those that speak of deletion, of what is over and is
// only shown for a while, by store.
var leaving = map[string][]string{
	"Associations": {"DISASSOCIATING", "DISASSOCIATED"},
	"Invitations":  {"ACCEPTED", "REJECTED", "EXPIRED"},
	"Handshakes":   {"ACCEPTED", "CANCELED", "DECLINED", "EXPIRED"},
}

// Inventory lists what all accounts have, service by service: whether somebody left an
// account as it was found can be told by it.
func (w *World) Inventory() []Resource {
	var all []Resource
	for _, o := range owned {
		state := w.stateOf(o.service)
		for _, store := range o.stores {
			kernel.EachHeld(state, store, func(h kernel.Held) {
				r := Resource{Account: h.Scope.Account, Region: h.Scope.Region, Service: o.service, Kind: store, ID: h.ID,
					State: h.State, Contents: h.Contents}
				r.Leaving = strings.Contains(strings.ToLower(h.State), "delet") || slices.Contains(leaving[store], h.State)
				deleted := h.Row.FieldByName("Deleted") // what stays to be asked about, as plans do
				r.Leaving = r.Leaving || deleted.IsValid() && !deleted.IsZero()
				r.Of, r.Made = madeOf(o.service, store, &h), madeAt(&h)
				manager := h.Row.FieldByName("Manager")
				r.ByAWS = manager.IsValid() && manager.String() == "AWS" ||
					store == "Aliases" && strings.HasPrefix(h.ID, "alias/aws/")
				all = append(all, r)
			})
		}
	}
	return all
}

// Shared lists the ways by which accounts let others to what they have, service by
// service.
func (w *World) Shared() (all []kernel.Sharing) {
	for _, api := range services.All {
		if api.Shared != nil {
			all = append(all, api.Shared(w.service(api))...)
		}
	}
	return all
}

// madeOf is the ID of what a service made something of without being asked.
func madeOf(service, store string, h *kernel.Held) string {
	switch service + " " + store {
	case "cloudhsmv2 Backups":
		if h.Row.FieldByName("Copy").IsZero() {
			return h.Row.FieldByName("Cluster").String()
		}
	case "rds Snapshots":
		if h.Row.FieldByName("Kind").String() == "automated" {
			return h.Row.FieldByName("ID").String()
		}
	case "ram Invitations":
		return h.Row.FieldByName("Share").String()
	}
	return ""
}

// madeAt is when something was made.
func madeAt(h *kernel.Held) time.Time {
	for _, name := range []string{"Created", "Started", "Sent"} {
		at := h.Row.FieldByName(name)
		if !at.IsValid() {
			continue
		}
		if made, ok := at.Interface().(kernel.Time); ok {
			return made.Std()
		}
	}
	return time.Time{}
}

// stateOf is the state of the service of an API.
func (w *World) stateOf(service string) any {
	for _, s := range w.wiring.all() {
		for _, api := range s.APIs() {
			if api.Service == service {
				return s.State()
			}
		}
	}
	panic("no service of the world answers " + service)
}
