package kms

import "github.com/shareproof/shareproof/model/kernel"

// EnableKey makes a disabled key usable.
type EnableKey struct {
	KeyId string `shape:"!KeyId"`
}

// EnableKeyOutput is empty.
type EnableKeyOutput struct{}

// DisableKey makes a key unusable until it is enabled.
type DisableKey struct {
	KeyId string `shape:"!KeyId"`
}

// DisableKeyOutput is empty.
type DisableKeyOutput struct{}

// ScheduleKeyDeletion deletes a key after a waiting period.
type ScheduleKeyDeletion struct {
	KeyId               string `shape:"!KeyId"`
	PendingWindowInDays *int32 `shape:"Window"`
}

// ScheduleKeyDeletionOutput tells when.
type ScheduleKeyDeletionOutput struct {
	DeletionDate        kernel.Time `sent:"always"`
	KeyId               string      `sent:"always"`
	KeyState            KeyState    `sent:"set"`
	PendingWindowInDays *int32      `sent:"set"`
}

// CancelKeyDeletion keeps a key that waits for its deletion.
type CancelKeyDeletion struct {
	KeyId string `shape:"!KeyId"`
}

// CancelKeyDeletionOutput names the key.
type CancelKeyDeletionOutput struct{ KeyId string }

const (
	statesGuide   = "Key states of KMS keys"
	deletingGuide = "Deleting KMS keys"
)

// The rules of a key's states.
var (
	EnabledKeysAreDisabled = rules.Add(kernel.Rule{
		ID: "KMS-ST-02", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says:       "DisableKey disables an enabled key, and leaves a disabled one as it is.",
		Operations: []string{"DisableKey"},
	})
	DisabledKeysAreEnabled = rules.Add(kernel.Rule{
		ID: "KMS-ST-03", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says:       "EnableKey enables a disabled key, and leaves an enabled one as it is.",
		Operations: []string{"EnableKey"},
	})
	PendingKeysStayAsTheyAre = rules.Add(kernel.Rule{
		ID: "KMS-ST-04", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Documented, Source: guide(statesGuide),
		Says:       "A key that waits for its deletion or for its material is neither enabled nor disabled.",
		Operations: []string{"EnableKey", "DisableKey"},
	})
	DeletedKeysWait = rules.Add(kernel.Rule{
		ID: "KMS-ST-05", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "ScheduleKeyDeletion puts a key into PendingDeletion, where it shows the date of its deletion and is " +
			"not Enabled.",
		Operations: []string{"ScheduleKeyDeletion"},
	})
	KeysWaitAWeekToAMonth = rules.Add(kernel.Rule{
		ID: "KMS-ST-06", Kind: kernel.Refusal, Error: Validation, Evidence: kernel.Documented,
		Source: reference("ScheduleKeyDeletion"),
		Says: "A deletion waits for 7 to 30 days, 30 where the call does not say, although the service model lets 1 " +
			"to 365 pass.",
		Operations: []string{"ScheduleKeyDeletion"},
	})
	DeletionIsScheduledOnce = rules.Add(kernel.Rule{
		ID: "KMS-ST-07", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Documented, Source: guide(statesGuide),
		Says:       "A deletion that is pending is not scheduled again: its waiting period stays.",
		Operations: []string{"ScheduleKeyDeletion"},
	})
	RescuedKeysAreDisabled = rules.Add(kernel.Rule{
		ID: "KMS-ST-08", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says:       "CancelKeyDeletion leaves the key disabled and without DeletionDate, whatever state it was in before.",
		Operations: []string{"CancelKeyDeletion"},
	})
	OnlyPendingDeletionIsCancelled = rules.Add(kernel.Rule{
		ID: "KMS-ST-09", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Documented, Source: guide(statesGuide),
		Says:       "CancelKeyDeletion is for a key that waits for its deletion.",
		Operations: []string{"CancelKeyDeletion"},
	})
	DisabledKeysAreNotUsed = rules.Add(kernel.Rule{
		ID: "KMS-ST-10", Kind: kernel.Refusal, Error: Disabled, Evidence: kernel.Documented, Source: guide(statesGuide),
		Also: []string{"KMS-GRT-14"},
		Says: "A disabled key neither encrypts nor decrypts, and no grant is made on it.",
		Operations: []string{"Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
			"CreateGrant"},
	})
	DyingKeysAreNotUsed = rules.Add(kernel.Rule{
		ID: "KMS-ST-11", Kind: kernel.Refusal, Error: InvalidState, Or: []*kernel.ErrorShape{Disabled},
		Evidence: kernel.Documented, Source: guide(statesGuide),
		Says: "A key that waits for its deletion neither encrypts nor decrypts, and no grant is made on it; the " +
			"guide lists two errors with the same text.",
		Operations: []string{"Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
			"CreateGrant"},
	})
	DyingKeysAreNotChanged = rules.Add(kernel.Rule{
		ID: "KMS-ST-14", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Documented, Source: guide(statesGuide),
		Also: []string{"KMS-ST-13"},
		Says: "A key that waits for its deletion gets no alias, tags or description any more, although it is " +
			"described, its policy read and replaced, and its grants, tags and aliases listed and removed as in any other " +
			"state.",
		Operations: []string{"CreateAlias", "TagResource", "UntagResource", "UpdateKeyDescription"},
	})
	AliasesDoNotMoveToDyingKeys = rules.Add(kernel.Rule{
		ID: "KMS-ST-15", Kind: kernel.Refusal, Error: InvalidState, Evidence: kernel.Documented, Source: guide(statesGuide),
		Says:       "An alias moves away from a key that waits for its deletion, but not to one.",
		Operations: []string{"UpdateAlias"},
	})
	DeletedKeysAreGone = rules.Add(kernel.Rule{
		ID: "KMS-ST-16", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide(deletingGuide),
		Says:       "When its waiting period is over the key is gone for good, with its aliases and grants.",
		Operations: []string{"ScheduleKeyDeletion", "DescribeKey", "ListAliases"},
	})
)

func (s *Service) enableKey(c *kernel.Call, in *EnableKey) (*EnableKeyOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	return &EnableKeyOutput{}, s.machine.Fire(k, "EnableKey")
}

func (s *Service) disableKey(c *kernel.Call, in *DisableKey) (*DisableKeyOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	return &DisableKeyOutput{}, s.machine.Fire(k, "DisableKey")
}

func (s *Service) scheduleKeyDeletion(c *kernel.Call, in *ScheduleKeyDeletion) (*ScheduleKeyDeletionOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	days := int32(30)
	if in.PendingWindowInDays != nil {
		days = *in.PendingWindowInDays
	}
	if err := c.Require(days >= 7 && days <= 30, KeysWaitAWeekToAMonth,
		"PendingWindowInDays must be between 7 and 30, inclusive."); err != nil {
		return nil, err
	}
	if err := s.machine.Check(k, "ScheduleKeyDeletion"); err != nil {
		return nil, err
	}
	k.Window = days
	if err := s.machine.Fire(k, "ScheduleKeyDeletion"); err != nil {
		return nil, err
	}
	seen := s.show(k)
	return &ScheduleKeyDeletionOutput{DeletionDate: seen.DeletionDate, KeyId: seen.Arn, KeyState: seen.KeyState,
		PendingWindowInDays: &days}, nil
}

func (s *Service) cancelKeyDeletion(c *kernel.Call, in *CancelKeyDeletion) (*CancelKeyDeletionOutput, error) {
	k, _, err := s.permitted(c, in.KeyId, request{})
	if err != nil {
		return nil, err
	}
	return &CancelKeyDeletionOutput{k.name()}, s.machine.Fire(k, "CancelKeyDeletion")
}
