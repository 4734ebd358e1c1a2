package ebs

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofEvents = []engine.Column{
	{Heading: "event", Cell: engine.Anything},
	{Heading: "result", Cell: engine.Anything},
	{Heading: "cause", Cell: engine.Filled},
	{Heading: "source", Cell: source},
	{Heading: "snapshot", Cell: engine.One("snapshot")},
	{Heading: "volume", Cell: engine.One("volume")},
	{Heading: "detail-type", Cell: engine.Anything},
	{Heading: "startTime", Cell: engine.Filled},
	{Heading: "endTime", Cell: engine.Filled},
	{Heading: "request-id", Cell: engine.Filled},
	{Heading: "snapshot_id", Cell: engine.Filled},
	{Heading: "Incremental", Cell: engine.Truth},
	{Heading: "state", Cell: engine.Anything},
	{Heading: "policy_id", Cell: engine.Filled},
}

// source is where what an event tells of comes from.
func source(r *engine.Rehearsal, text string) error {
	switch {
	case text == "" || strings.HasPrefix(text, "arn:") || r.Has("snapshot", text) || r.Has("volume", text):
		return nil
	case strings.HasPrefix(text, "{"):
		return r.Filled(text)
	}
	return engine.Account(r, text)
}

func (s session) eventPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} is told of nothing(?: in {Region})?$`,
			Example:    `Then "stranger" is told of nothing`,
			Doc:        "EventBridge delivered nothing to the account in the Region.",
			Do: func(ctx context.Context, account, region string) error {
				return s.isTold(ctx, account, region, engine.None("event", "result", "source"))
			},
		},
		{
			Expression: `^{account} is told of these events(?: in {Region})?$`,
			Example: "Then \"consumer\" is told of these events\n" +
				"  | event         | result    | snapshot | source |\n" +
				"  | shareSnapshot | succeeded | s1       | owner  |",
			Doc: "Everything that EventBridge delivered to the account in the Region. Columns are members " +
				"of detail, and snapshot or volume: * where it is the other or has no name.",
			Do:     s.isTold,
			Tables: engine.Columns(ofEvents...),
		},
	}
}

// isTold holds all events of an account against a table.
func (s session) isTold(ctx context.Context, account, region string, want *godog.Table) error {
	events, err := s.Events(ctx, s.CallerIn(account, region).Scope())
	if err != nil {
		return err
	}
	wanted, err := s.FilledTable(want)
	if err != nil {
		return err
	}
	return engine.Compare(wanted, len(events), func(i int, column string) (string, error) {
		detail := map[string]string{}
		if err := json.Unmarshal([]byte(events[i].Detail), &detail); err != nil {
			return "", engine.Mismatch("the detail of an event is no JSON object of strings: %v", err)
		}
		switch column {
		case "detail-type":
			return events[i].DetailType, nil
		case "snapshot", "volume":
			if called := s.ARNCalled(column, events[i].Resources[0]); called != events[i].Resources[0] {
				return called, nil
			}
			return "*", nil
		case "source":
			if source := s.AccountCalled(detail["source"]); source != detail["source"] {
				return source, nil
			}
			return s.ARNCalled("snapshot", s.ARNCalled("volume", detail["source"])), nil
		case "startTime", "endTime":
			at, err := time.Parse(time.RFC3339, detail[column])
			if err != nil {
				return "", engine.Mismatch("%s is no time: %v", column, err)
			}
			return at.Format(time.RFC3339), nil
		}
		return detail[column], nil
	})
}
