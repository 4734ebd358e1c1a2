package steps

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"go.yaml.in/yaml/v3"
)

// column is one that a phrase's table may have, and what has to be true of its
// cells. A heading that ends with * stands for all that begin so.
type column struct {
	heading string
	cell    cellCheck
}

type cellCheck func(r *rehearsal, text string) error

var (
	ofBackups = []column{
		{"Backup", one("backup")}, {"State", value[cloudhsm.BackupState]}, {"Cluster", one("cluster")}, {"Mode", value[cloudhsm.ClusterMode]},
		{"Type", anything}, {"Tags", anything}, {"Source", one("backup")}, {"NeverExpires", truth},
	}
	ofSnapshots = []column{
		{"Snapshot", one("snapshot")}, {"Owner", account}, {"State", value[ebs.SnapshotState]}, {"Key", key},
		{"Volume", volume}, {"Size", anything}, {"Description", anything}, {"Tags", anything},
	}
	ofVolumes = []column{
		{"Volume", one("volume")}, {"State", value[ebs.VolumeState]}, {"Key", key}, {"Source", one("snapshot")}, {"Size", anything}, {"Tags", anything},
	}
	kept = []column{
		{"Description", anything}, {"Volume", volume}, {"Day", anything}, {"State", value[ebs.SnapshotState]}, {"Key", key},
		{"Shared with", accounts}, {"Tags", anything}, {"tag *", anything}, {"Snapshot", one("snapshot")}, {"Size", anything}, {"Owner", account},
	}
	ofEvents = []column{
		{"event", anything}, {"result", anything}, {"cause", filled}, {"source", source}, {"snapshot", one("snapshot")}, {"volume", one("volume")},
		{"detail-type", anything}, {"startTime", filled}, {"endTime", filled}, {"request-id", filled}, {"snapshot_id", filled}, {"Incremental", truth},
		{"state", anything}, {"policy_id", filled},
	}
)

func anything(*rehearsal, string) error { return nil }

func filled(r *rehearsal, text string) error { return r.filled(text) }

// one is the name of a thing, ? for one without a name, * where there is none to
// be looked at, or nothing.
func one(kind string) cellCheck {
	return func(r *rehearsal, text string) error {
		if text == "" || text == "?" || text == "*" {
			return nil
		}
		return r.use(text, kind)
	}
}

// value is a value of an enumeration, or nothing.
func value[E any](_ *rehearsal, text string) error {
	if text == "" {
		return nil
	}
	return knownValue(text, reflect.TypeFor[E]())
}

func knownValue(text string, t reflect.Type) error {
	for _, c := range strictyaml.Complaints(strictyaml.Value(&yaml.Node{}, text, t)) {
		return fmt.Errorf("%s", c.Reason)
	}
	return nil
}

func truth(_ *rehearsal, text string) error {
	if text == "" || text == "true" || text == "false" {
		return nil
	}
	return fmt.Errorf("want true or false, got %q", text)
}

func account(r *rehearsal, text string) error {
	if kernel.IsAccount(text) || text == "amazon" {
		return nil
	}
	return r.account(text)
}

func accounts(r *rehearsal, text string) error {
	for _, each := range strings.Fields(text) {
		if err := account(r, each); err != nil {
			return err
		}
	}
	return nil
}

// member is an account, or one that CreateAccount made and the scenario named.
func member(r *rehearsal, text string) error {
	if text == "" || r.things["value "+text] {
		return nil
	}
	return account(r, text)
}

// parent is where an account of an organization is.
func parent(r *rehearsal, text string) error {
	if unit, ok := strings.CutPrefix(text, "OU "); ok {
		return r.use(unit, "OU")
	}
	if text != "the root" {
		return fmt.Errorf("want the root or OU and its name, got %q", text)
	}
	return nil
}

// partaker is a consumer or a resource of a share.
func partaker(r *rehearsal, text string) error {
	unit, isUnit := strings.CutPrefix(text, "OU ")
	switch {
	case text == "?" || text == "the organization" || r.things["backup "+text]:
		return nil
	case isUnit:
		return r.use(unit, "OU")
	}
	return account(r, text)
}

// key is the name of a key, aws/ebs, the ARN of one, or nothing.
func key(r *rehearsal, text string) error {
	if text == "" || text == "?" || text == "aws/ebs" || strings.HasPrefix(text, "arn:") {
		return nil
	}
	return r.use(text, "key", "value")
}

// volume is the name of a volume, the ID of one, or nothing.
func volume(r *rehearsal, text string) error {
	if text == "" || strings.HasPrefix(text, "vol-") {
		return nil
	}
	return r.use(text, "volume")
}

// source is where what an event tells of comes from.
func source(r *rehearsal, text string) error {
	switch {
	case text == "" || strings.HasPrefix(text, "arn:") || r.things["snapshot "+text] || r.things["volume "+text]:
		return nil
	case strings.HasPrefix(text, "{"):
		return r.filled(text)
	}
	return account(r, text)
}

// columnOf finds the column of a heading.
func columnOf(columns []column, heading string) (column, error) {
	var headings []string
	for _, c := range columns {
		start, open := strings.CutSuffix(c.heading, "*")
		if c.heading == heading || open && strings.HasPrefix(heading, start) {
			return c, nil
		}
		headings = append(headings, c.heading)
	}
	return column{}, fmt.Errorf("there is no column %q: there are %s%s", heading, strings.Join(headings, ", "), nearest.Hint(heading, headings))
}
