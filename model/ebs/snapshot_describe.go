package ebs

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// DescribeSnapshots lists the snapshots that the caller sees.
type DescribeSnapshots struct {
	DryRun              *bool
	Filters             []Filter `query:"Filter"`
	MaxResults          *int32
	NextToken           string
	OwnerIds            []string `query:"Owner" shape:"Owners"`
	RestorableByUserIds []string `query:"RestorableBy" shape:"Restorers"`
	SnapshotIds         []string `query:"SnapshotId"`
}

// DescribeSnapshotsOutput is one page of snapshots.
type DescribeSnapshotsOutput struct {
	NextToken string     `sent:"set"`
	Snapshots []Snapshot `wire:"snapshotSet" sent:"always"`
}

// Snapshot is a snapshot as its owner and those it is shared with see it.
type Snapshot struct {
	AvailabilityZone          string
	CompletionDurationMinutes *int32
	CompletionTime            kernel.Time
	DataEncryptionKeyId       string
	Description               string `wire:",always" sent:"always"`
	Encrypted                 bool   `sent:"always"`
	FullSnapshotSizeInBytes   *int64
	KmsKeyId                  string `sent:"set"`
	OutpostArn                string
	OwnerAlias                string
	OwnerId                   string `sent:"always"`
	Progress                  string `wire:",always" sent:"always"`
	RestoreExpiryTime         kernel.Time
	SnapshotId                string `sent:"always"`
	SseType                   string
	StartTime                 kernel.Time   `sent:"always"`
	State                     SnapshotState `wire:"status" sent:"always"`
	StateMessage              string        `wire:"statusMessage"`
	StorageTier               string        `sent:"set"`
	Tags                      []Tag         `wire:"tagSet"`
	TransferType              string
	VolumeId                  string `sent:"always"`
	VolumeSize                int32  `sent:"always"`
}

// The rules of listing snapshots.
var (
	OwnersNarrow = rules.Add(kernel.Rule{
		ID: "EBS-DSC-02", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "OwnerIds, account numbers, self or amazon, narrow a listing to what the caller sees of these owners; " +
			"self leaves out what others share.",
		Operations: []string{"DescribeSnapshots"},
	})
	RestorersNarrow = rules.Add(kernel.Rule{
		ID: "EBS-DSC-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "RestorableByUserIds narrows a listing: self to own snapshots and those explicitly shared with the " +
			"caller, all to public ones, an account's number to the caller's own snapshots that are shared with it.",
		Operations: []string{"DescribeSnapshots"},
	})
	UnseenSnapshotsAreNotFound = rules.Add(kernel.Rule{
		ID: "EBS-DSC-04", Kind: kernel.Refusal, Error: InvalidSnapshotNotFound, Evidence: kernel.Observed,
		Source: probes + "; the service model says that they are left out",
		Says: "To ask by SnapshotIds for a snapshot that the caller does not see is refused, as for one that does " +
			"not exist.",
		Operations: []string{"DescribeSnapshots"},
	})
	SharedEncryptionIsShown = rules.Add(kernel.Rule{
		ID: "EBS-DSC-05", Kind: kernel.Effect, Evidence: kernel.Observed, Source: probes,
		Says: "Who an encrypted snapshot is shared with sees its owner, that it is encrypted, and the owner's key, " +
			"without any right on that key.",
		Operations: []string{"DescribeSnapshots"},
	})
	OwnersAreAccounts = rules.Add(kernel.Rule{
		ID: "EBS-DSC-08", Kind: kernel.Shaped, Error: InvalidUserIDMalformed, Evidence: kernel.Documented, Source: errorCodes,
		Says:       "OwnerIds and RestorableByUserIds are account numbers of 12 digits or the documented words.",
		Operations: []string{"DescribeSnapshots"},
	})
)

var snapshotFilters = filters[snapshot]{
	"description":   func(sn *snapshot) string { return sn.Description },
	"encrypted":     func(sn *snapshot) string { return strconv.FormatBool(sn.Sealed.Key != "") },
	"owner-alias":   nothing[snapshot],
	"owner-id":      func(sn *snapshot) string { return sn.Scope.Account },
	"progress":      (*snapshot).progress,
	"snapshot-id":   func(sn *snapshot) string { return sn.ID },
	"start-time":    func(sn *snapshot) string { return sn.Started.String() },
	"status":        func(sn *snapshot) string { return string(sn.Life.State) },
	"storage-tier":  func(*snapshot) string { return standard },
	"transfer-type": (*snapshot).transfer,
	"volume-id":     func(sn *snapshot) string { return sn.Volume },
	"volume-size":   func(sn *snapshot) string { return strconv.Itoa(int(sn.Size)) },
}

const standard = "standard"

// part is one of the lists that a listing goes through, one after the other:
// the caller's own snapshots, those shared with it, public ones.
type part struct {
	name string
	page func(token string, most int) (found []*snapshot, next string, ok bool)
}

func (s *Service) describeSnapshots(c *kernel.Call, in *DescribeSnapshots) (*DescribeSnapshotsOutput, error) {
	fits, err := s.selection(c, in)
	if err != nil {
		return nil, err
	}
	most, err := bounded(c, in.MaxResults, 1000)
	if err != nil {
		return nil, err
	}
	if len(in.SnapshotIds) > 0 {
		return s.named(c, in, fits)
	}
	parts := s.parts(c, in, fits)
	out := &DescribeSnapshotsOutput{Snapshots: []Snapshot{}}
	at, token := 0, ""
	if in.NextToken != "" {
		name, rest, _ := strings.Cut(in.NextToken, ".")
		at = slices.IndexFunc(parts, func(p part) bool { return p.name == name })
		if token = rest; at < 0 || token == "" {
			return nil, continued(c, false)
		}
	}
	for ; at < len(parts); at++ {
		found, next, ok := parts[at].page(token, most-len(out.Snapshots))
		if err := continued(c, ok); err != nil {
			return nil, err
		}
		out.Snapshots = slices.Grow(out.Snapshots, len(found))
		for _, sn := range found {
			out.Snapshots = append(out.Snapshots, s.showSnapshot(c.Scope(), sn))
		}
		if next != "" {
			out.NextToken = parts[at].name + "." + next
			break
		}
		token = ""
	}
	return out, nil
}

// named answers for the snapshots of the IDs.
func (s *Service) named(
	c *kernel.Call, in *DescribeSnapshots, fits func(*snapshot) bool,
) (*DescribeSnapshotsOutput, error) {
	out := &DescribeSnapshotsOutput{Snapshots: []Snapshot{}}
	for _, id := range in.SnapshotIds {
		if err := identified(c, SnapshotIDsHaveTheirForm, "snap-", id); err != nil {
			return nil, err
		}
		sn := s.visible(c.Scope(), id)
		if err := c.Require(sn != nil, UnseenSnapshotsAreNotFound, "The snapshot '%s' does not exist.", id); err != nil {
			return nil, err
		}
		if sn != nil && fits(sn) {
			out.Snapshots = append(out.Snapshots, s.showSnapshot(c.Scope(), sn))
		}
	}
	return out, nil
}

// selection makes one question of all that narrows a listing.
func (s *Service) selection(c *kernel.Call, in *DescribeSnapshots) (func(*snapshot) bool, error) {
	fits, err := compiled(s, c, in.Filters, snapshotFilters, func(sn *snapshot) string { return sn.ID })
	if err != nil {
		return nil, err
	}
	owners := c.Applies(len(in.OwnerIds) > 0, OwnersNarrow)
	restorers := c.Applies(len(in.RestorableByUserIds) > 0, RestorersNarrow)
	return func(sn *snapshot) bool {
		if owners && !slices.Contains(in.OwnerIds, sn.Scope.Account) &&
			!(sn.Scope == c.Scope() && slices.Contains(in.OwnerIds, "self")) {
			return false
		}
		return (!restorers || s.restorable(c, sn, in.RestorableByUserIds)) && fits(sn)
	}, nil
}

// restorable reports whether a snapshot is restorable by one of them, as far as
// the caller may know.
func (s *Service) restorable(c *kernel.Call, sn *snapshot, by []string) bool {
	own := sn.Scope == c.Scope()
	return slices.ContainsFunc(by, func(who string) bool {
		switch {
		case who == everybody:
			return sn.Public
		case who == "self" || who == c.Account:
			return own || shares(sn, c.Account)
		}
		return own && shares(sn, who)
	})
}

func shares(sn *snapshot, account string) bool {
	_, ok := slices.BinarySearch(sn.Accounts, account)
	return ok
}

// parts are the lists that a listing goes through.
func (s *Service) parts(c *kernel.Call, in *DescribeSnapshots, fits func(*snapshot) bool) []part {
	of := pageOf(c, "snapshots", in.Filters, strings.Join(in.OwnerIds, ","), strings.Join(in.RestorableByUserIds, ","))
	parts := []part{{"o", func(token string, most int) ([]*snapshot, string, bool) {
		return kernel.Page(c.Env, s.Snapshots.View(c.Scope()),
			kernel.Query[snapshot]{Of: of + "o", Token: token, Max: most, Match: fits})
	}}}
	if len(in.OwnerIds) == 1 && (in.OwnerIds[0] == "self" || in.OwnerIds[0] == c.Account) &&
		c.Applies(true, OwnersNarrow) {
		return parts
	}
	if !c.Applies(true, SharedAndPublicAreVisible) {
		return parts
	}
	return append(parts, part{"s", func(token string, most int) ([]*snapshot, string, bool) {
		return kernel.PageBy(c.Env, s.foreign(c, fits), func(sn *snapshot) uint64 { return sn.Number }, of+"s", token, most,
			false)
	}})
}

// foreign lists what others share with the caller or with everybody, the two
// together: a snapshot may go from one to the other while pages are turned.
func (s *Service) foreign(c *kernel.Call, fits func(*snapshot) bool) (found []*snapshot) {
	take := func(from *kernel.Table[pointer], passes func(*snapshot) bool) {
		for p := range from.All {
			sn := s.Snapshots.See(kernel.Scope{Account: p.Owner, Region: c.Region}, p.ID)
			if sn != nil && passes(sn) && fits(sn) {
				found = append(found, sn)
			}
		}
	}
	take(s.Shared.View(c.Scope()), func(*snapshot) bool { return true })
	take(s.Public.View(kernel.Scope{Region: c.Region}), func(sn *snapshot) bool {
		return sn.Scope != c.Scope() && !shares(sn, c.Account) && !s.hides(sn.Scope.Account, c.Region)
	})
	return found
}

func (sn *snapshot) progress() string {
	if sn.Life.State == SnapshotCompleted {
		return "100%"
	}
	return "0%"
}

func (sn *snapshot) transfer() string {
	switch {
	case !sn.Copied:
		return ""
	case sn.Within > 0:
		return "time-based"
	}
	return standard
}

// showSnapshot shows a snapshot to an account.
func (s *Service) showSnapshot(to kernel.Scope, sn *snapshot) Snapshot {
	tagger := to
	if !s.env.Applies(true, TagsAreTheAccounts) {
		tagger = sn.Scope
	}
	out := Snapshot{
		CompletionTime: sn.Completed, DataEncryptionKeyId: sn.Sealed.Data, Description: sn.Description,
		Encrypted: sn.Sealed.Key != "",
		KmsKeyId:  sn.Sealed.Key, OwnerId: sn.Scope.Account, Progress: sn.progress(), SnapshotId: sn.ID,
		StartTime: sn.Started, State: sn.Life.State,
		StorageTier: standard, Tags: s.tagsOf(tagger, sn.ID), TransferType: sn.transfer(), VolumeId: sn.Volume,
		VolumeSize: sn.Size,
	}
	if !s.env.Applies(true, SharedEncryptionIsShown) && sn.Scope != to {
		out.KmsKeyId = ""
	}
	if s.env.Applies(sn.Life.State == SnapshotError, CopiesFailLater) {
		out.StateMessage = sn.Failure
	}
	if s.env.Applies(sn.Within > 0, TimeBasedCopies) {
		within := sn.Within
		out.CompletionDurationMinutes = &within
	}
	return out
}
