package ebs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

var kept = []engine.Column{
	{Heading: "Description", Cell: engine.Anything},
	{Heading: "Volume", Cell: volume},
	{Heading: "Day", Cell: engine.Anything},
	{Heading: "State", Cell: engine.Value[ebs.SnapshotState]},
	{Heading: "Key", Cell: key},
	{Heading: "Shared with", Cell: engine.Accounts},
	{Heading: "Tags", Cell: engine.Anything},
	{Heading: "tag *", Cell: engine.Anything},
	{Heading: "Snapshot", Cell: engine.One("snapshot")},
	{Heading: "Size", Cell: engine.Anything},
	{Heading: "Owner", Cell: engine.Account},
}

func (s session) keepPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^volume {volume} is (tagged|no longer tagged) {tags}$`,
			Example:    `Given volume "v" is tagged backup=yes`,
			Doc:        "CreateTags or DeleteTags by the owner.",
			Do:         s.tagsVolume,
		},
		{
			Expression: `^{account} keeps no snapshots(?: in {Region})?$`,
			Example:    `Then "owner" keeps no snapshots in eu-west-2`,
			Doc:        "None of its own are listed.",
			Do: func(ctx context.Context, account, region string) error {
				return s.keeps(ctx, account, region, engine.None("Snapshot", "State"))
			},
		},
		{
			Expression: `^{account} keeps these snapshots(?: in {Region})?$`,
			Example: "Then \"owner\" keeps these snapshots in eu-west-2\n" +
				"  | Description                                | Day        |\n" +
				"  | Created for policy: daily schedule: daily  | 2025-11-01 |",
			Doc: "Its own snapshots, all of them. IDs of policies are shown as their names, times as " +
				"days. Day is when it was begun; Tags are those that users gave, tag NAME is the value " +
				"of one.",
			Do:     s.keeps,
			Tables: engine.Columns(kept...),
		},
		{
			Expression: `^the next snapshot of {account} is begun$`,
			Example:    `When the next snapshot of "owner" is begun`,
			Doc:        "Waits until more of its own snapshots are listed than now, for up to 26 hours.",
			Do:         s.isBegun,
			Answer:     engine.Stays,
		},
		{
			Expression: `^{account} names the newest snapshot(?: in {Region})? {new snapshot}$`,
			Example:    `When "consumer" names the newest snapshot in eu-west-2 "copy"`,
			Doc:        "Gives a name to that one of its own snapshots that was begun last.",
			Do:         s.namesNewest,
			Answer:     engine.Stays,
		},
	}
}

func (s session) tagsVolume(ctx context.Context, alias, how, text string) error {
	v, err := s.Recall("volume", alias)
	if err != nil {
		return err
	}
	tags, err := engine.ParseTags(text)
	if err != nil {
		return err
	}
	var labels []ebs.Tag
	for _, t := range tags {
		labels = append(labels, ebs.Tag{Key: t.Key, Value: t.Value})
	}
	if how == "tagged" {
		in := &ebs.CreateTags{Resources: []string{v.ID}, Tags: labels}
		_, err = engine.Ask[ebs.CreateTagsOutput](ctx, s.Session, v.Scope(), in)
	} else {
		in := &ebs.DeleteTags{Resources: []string{v.ID}, Tags: labels}
		_, err = engine.Ask[ebs.DeleteTagsOutput](ctx, s.Session, v.Scope(), in)
	}
	return err
}

func (s session) keeps(ctx context.Context, account, region string, want *godog.Table) error {
	as := s.CallerIn(account, region)
	own, err := s.ownSnapshots(ctx, as)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(own), func(i int, column string) (string, error) {
		sn := &own[i]
		if key, ok := strings.CutPrefix(column, "tag "); ok {
			return s.WithNames("policy", tagOf(sn.Tags, key)), nil
		}
		switch column {
		case "Tags":
			ofPolicy := func(t ebs.Tag) bool { return strings.Contains(t.Key, "dlm:") }
			return tagWords(slices.DeleteFunc(slices.Clone(sn.Tags), ofPolicy)), nil
		case "Day":
			return sn.StartTime.Std().Format(time.DateOnly), nil
		case "Shared with":
			return s.sharedWith(ctx, as, sn.SnapshotId)
		default:
			cell, err := s.snapshotCell(ctx, sn, column)
			return s.WithNames("policy", cell), err
		}
	})
}

func (s session) ownSnapshots(ctx context.Context, as kernel.Caller) ([]ebs.Snapshot, error) {
	in := &ebs.DescribeSnapshots{OwnerIds: []string{"self"}}
	out, err := engine.Ask[ebs.DescribeSnapshotsOutput](ctx, s.Session, as, in)
	if err != nil {
		return nil, err
	}
	return out.Snapshots, nil
}

func (s session) isBegun(ctx context.Context, account string) error {
	before, err := s.ownSnapshots(ctx, s.Caller(account))
	if err != nil {
		return err
	}
	return s.AwaitFor(ctx, 26*time.Hour, 15*time.Minute, "the next snapshot of "+account, func() (bool, string, error) {
		now, err := s.ownSnapshots(ctx, s.Caller(account))
		return len(now) > len(before), fmt.Sprintf("%d of them", len(now)), err
	})
}

func (s session) namesNewest(ctx context.Context, account, region, alias string) error {
	as := s.CallerIn(account, region)
	own, err := s.ownSnapshots(ctx, as)
	if err != nil {
		return err
	}
	var newest ebs.Snapshot
	for _, sn := range own {
		if sn.StartTime > newest.StartTime {
			newest = sn
		}
	}
	if newest.SnapshotId == "" {
		return engine.Mismatch("%q has no snapshots in %s", account, as.Region)
	}
	s.rememberSnapshot(alias, as, newest.SnapshotId)
	return nil
}

// tagOf is the value of a tag, by its day if it is a time.
func tagOf(tags []ebs.Tag, key string) string {
	for _, t := range tags {
		if at, err := time.Parse(time.RFC3339, t.Value); t.Key == key && err == nil {
			return at.Format(time.DateOnly)
		}
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// sharedWith names the accounts that a snapshot is shared with.
func (s session) sharedWith(ctx context.Context, as kernel.Caller, id string) (string, error) {
	in := &ebs.DescribeSnapshotAttribute{SnapshotId: id, Attribute: ebs.CreateVolumePermissionAttribute}
	out, err := engine.Ask[ebs.DescribeSnapshotAttributeOutput](ctx, s.Session, as, in)
	if err != nil {
		return "", err
	}
	var accounts []string
	for _, p := range out.CreateVolumePermissions {
		accounts = append(accounts, s.AccountCalled(p.UserId))
	}
	slices.Sort(accounts)
	return strings.Join(accounts, " "), nil
}
