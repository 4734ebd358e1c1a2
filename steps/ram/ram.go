// Package ram is the vocabulary of AWS Resource Access Manager: resource shares of what
// other vocabularies name, with accounts and with what the vocabulary of Organizations
// names.
package ram

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of RAM.
var Vocabulary = engine.Vocabulary{
	System: "ram", Scenarios: 311,
	Kinds: []engine.Kind{shares, {Name: "permission"}},
	Arguments: map[string]engine.Argument{
		"consumers":               {Pattern: `(.+?)`, Check: engine.Each(checkConsumers)},
		"consumers or a resource": {Pattern: `(.+?)`, Check: engine.Each(consumersOrResource)},
		"shareable actions":       {Pattern: `(.+)`, Check: engine.Each(shareableActions)},
		"new permissions":         {Pattern: engine.QuotedNames, Check: engine.Each(newPermissions)},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.sharePhrases(), s.changePhrases(), s.listPhrases(), s.eventPhrases())
	},
}

func newPermissions(r *engine.Rehearsal, text string) error {
	return r.All(text, func(name string) error { r.Make("permission", name); return nil })
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var shares = engine.Kind{
	Name:    "share",
	Table:   engine.Lifecycle("RAM resource share"),
	Deleted: string(ram.Deleted),
	State: func(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
		share, err := session{on}.seeShare(ctx, t)
		if err != nil || share == nil {
			return engine.Gone, err
		}
		return string(share.Status), nil
	},
	Triggers: map[string]engine.Trigger{
		"DeleteResourceShare": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &ram.DeleteResourceShare{ResourceShareArn: t.ARN})
		},
	},
	Delete: func(t engine.Thing) any { return &ram.DeleteResourceShare{ResourceShareArn: t.ARN} },
	Given: engine.Given{
		Expression: `an? {state} share {new share} of {account}`,
		Example:    `Given a deleted share "s" of "owner"`,
		Doc:        "CreateResourceShare of nothing with nobody, then DeleteResourceShare.",
		Make: func(ctx context.Context, on *engine.Session, m engine.Making) error {
			return session{on}.shares(ctx, m.Arguments[0], "", "", "nobody", m.Name, "")
		},
	},
}

// shareable names the kinds of things that a share may hold.
func shareable(l *engine.Language) []string {
	return l.KindsWhere(func(k engine.Kind) bool { return k.Shareable != "" })
}

// resourceIn reads a text such as `backup "b1"`. The kind is empty where it is none of
// a share's.
func resourceIn(l *engine.Language, text string) (kind, name string) {
	for _, kind := range shareable(l) {
		rest, of := strings.CutPrefix(text, kind+" ")
		if name, quoted := engine.Unquote(rest); of && quoted {
			return kind, name
		}
	}
	return "", ""
}

func consumersOrResource(r *engine.Rehearsal, text string) error {
	if kind, name := resourceIn(r.Language(), text); kind != "" {
		return r.Use(name, kind)
	}
	return checkConsumers(r, text)
}

// typeOf returns the type of the resources that an action is about.
func typeOf(l *engine.Language, action string) (string, error) {
	service, _, _ := strings.Cut(action, ":")
	var all []string
	for _, kind := range shareable(l) {
		of := l.Kind(kind).Shareable
		if strings.HasPrefix(of, service+":") {
			return of, nil
		}
		all = append(all, of)
	}
	return "", fmt.Errorf("no share holds what %s is about: there are %s", action, strings.Join(all, ", "))
}

func shareableActions(r *engine.Rehearsal, text string) error {
	for _, action := range strings.Split(text, " and ") {
		if _, err := typeOf(r.Language(), action); err != nil {
			return err
		}
	}
	return nil
}
