package ebs

import "github.com/shareproof/shareproof/model/kernel"

// SnapshotBlockPublicAccessState is what an account keeps from being public.
type SnapshotBlockPublicAccessState string

// The states of blocking public access.
const (
	BlockAllSharing SnapshotBlockPublicAccessState = "block-all-sharing"
	BlockNewSharing SnapshotBlockPublicAccessState = "block-new-sharing"
	Unblocked       SnapshotBlockPublicAccessState = "unblocked"
)

// Values lists the enumeration.
func (SnapshotBlockPublicAccessState) Values() []SnapshotBlockPublicAccessState {
	return []SnapshotBlockPublicAccessState{BlockAllSharing, BlockNewSharing, Unblocked}
}

// EnableSnapshotBlockPublicAccess keeps an account's snapshots from being public.
type EnableSnapshotBlockPublicAccess struct {
	DryRun *bool
	State  SnapshotBlockPublicAccessState `shape:"!Blocking"`
}

// EnableSnapshotBlockPublicAccessOutput shows the setting.
type EnableSnapshotBlockPublicAccessOutput struct {
	State SnapshotBlockPublicAccessState
}

// DisableSnapshotBlockPublicAccess lets snapshots be public.
type DisableSnapshotBlockPublicAccess struct{ DryRun *bool }

// DisableSnapshotBlockPublicAccessOutput shows the setting.
type DisableSnapshotBlockPublicAccessOutput struct {
	State SnapshotBlockPublicAccessState
}

// GetSnapshotBlockPublicAccessState asks for the setting.
type GetSnapshotBlockPublicAccessState struct{ DryRun *bool }

// GetSnapshotBlockPublicAccessStateOutput shows the setting.
type GetSnapshotBlockPublicAccessStateOutput struct {
	ManagedBy string
	State     SnapshotBlockPublicAccessState
}

// PublicSharingIsBlocked is what blocking public access does.
var PublicSharingIsBlocked = rules.Add(kernel.Rule{
	ID: "EBS-SHR-07", Kind: kernel.Refusal, Error: OperationNotPermitted, Or: []*kernel.ErrorShape{InvalidParameterValue},
	Evidence: kernel.Documented, Source: serviceModel,
	Says: "While an account blocks public access in a Region none of its snapshots there becomes public; " +
		"block-all-sharing also hides those that are, and private shares stay.",
	Operations: []string{"EnableSnapshotBlockPublicAccess", "ModifySnapshotAttribute", "DescribeSnapshots"},
})

// mayPublish reports whether the caller's account lets snapshots become public.
func (s *Service) mayPublish(c *kernel.Call) error {
	return c.Require(s.blocking(c.Scope()) == Unblocked, PublicSharingIsBlocked,
		"Public sharing of snapshots is blocked for this account.")
}

// hides reports whether an account hides its public snapshots.
func (s *Service) hides(account, region string) bool {
	return s.env.Applies(s.blocking(kernel.Scope{Account: account, Region: region}) == BlockAllSharing,
		PublicSharingIsBlocked)
}

func (s *Service) blocking(h kernel.Scope) SnapshotBlockPublicAccessState {
	if chosen := s.settingsOf(h).Blocking; chosen != "" {
		return chosen
	}
	return Unblocked
}

func (s *Service) enableSnapshotBlockPublicAccess(
	c *kernel.Call, in *EnableSnapshotBlockPublicAccess,
) (*EnableSnapshotBlockPublicAccessOutput, error) {
	s.setting(c.Scope()).Blocking = in.State
	return &EnableSnapshotBlockPublicAccessOutput{in.State}, nil
}

func (s *Service) disableSnapshotBlockPublicAccess(
	c *kernel.Call, _ *DisableSnapshotBlockPublicAccess,
) (*DisableSnapshotBlockPublicAccessOutput, error) {
	s.setting(c.Scope()).Blocking = ""
	return &DisableSnapshotBlockPublicAccessOutput{Unblocked}, nil
}

func (s *Service) getSnapshotBlockPublicAccessState(
	c *kernel.Call, _ *GetSnapshotBlockPublicAccessState,
) (*GetSnapshotBlockPublicAccessStateOutput, error) {
	return &GetSnapshotBlockPublicAccessStateOutput{ManagedBy: "account", State: s.blocking(c.Scope())}, nil
}
