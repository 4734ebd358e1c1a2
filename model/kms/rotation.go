package kms

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// rotation says how often a key gets new material; zero Days never. Nothing
// becomes of it here: new material decrypts what the old encrypted.
type rotation struct {
	Days  int32
	Since kernel.Time
}

// GetKeyRotationStatus reports whether a key is rotated.
type GetKeyRotationStatus struct {
	KeyId string `shape:"!KeyId"`
}

// GetKeyRotationStatusOutput tells how often, and when next.
type GetKeyRotationStatusOutput struct {
	KeyId                     string
	KeyRotationEnabled        bool `sent:"always"`
	NextRotationDate          kernel.Time
	OnDemandRotationStartDate kernel.Time
	RotationPeriodInDays      *int32
}

// EnableKeyRotation has a key rotated regularly.
type EnableKeyRotation struct {
	KeyId                string `shape:"!KeyId"`
	RotationPeriodInDays *int32 `shape:"Period"`
}

// EnableKeyRotationOutput is empty.
type EnableKeyRotationOutput struct{}

// DisableKeyRotation has a key rotated no more.
type DisableKeyRotation struct {
	KeyId string `shape:"!KeyId"`
}

// DisableKeyRotationOutput is empty.
type DisableKeyRotationOutput struct{}

// RotationRestsWhileDeletionIsPending is the rule of keys that are about to go.
var RotationRestsWhileDeletionIsPending = rules.Add(kernel.Rule{
	ID: "KMS-ROT-01", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: reference("GetKeyRotationStatus") + "; ScoutSuite#1174",
	Says: "While its deletion is pending, a key is not rotated and says so, without a next date; when the deletion is " +
		"cancelled it is rotated as before. A disabled key keeps saying that it is rotated.",
	Operations: []string{"GetKeyRotationStatus"},
})

func (s *Service) getKeyRotationStatus(c *kernel.Call, in *GetKeyRotationStatus) (*GetKeyRotationStatusOutput, error) {
	k, err := s.rotatable(c, in.KeyId)
	if err != nil {
		return nil, err
	}
	days := k.Rotation.Days
	if c.Applies(k.Life.State == KeyPendingDeletion, RotationRestsWhileDeletionIsPending) {
		days = 0
	}
	out := &GetKeyRotationStatusOutput{KeyId: k.name(), KeyRotationEnabled: days > 0}
	if days > 0 {
		next := s.env.Now().Next(k.Rotation.Since, time.Duration(days)*kernel.Day)
		out.RotationPeriodInDays, out.NextRotationDate = &days, next
	}
	return out, nil
}

// rotatable returns a key that could be rotated.
func (s *Service) rotatable(c *kernel.Call, text string) (*key, error) {
	k, _, err := s.permitted(c, text, request{})
	switch {
	case err != nil:
		return nil, err
	case k.Spec != SymmetricDefault:
		return nil, kernel.NewError(UnsupportedOperation, k.name()+" key spec is "+string(k.Spec)+
			" which is not valid for this operation.")
	case k.Origin != MadeByKMS:
		return nil, kernel.NewError(UnsupportedOperation, k.name()+" origin is "+string(k.Origin)+
			" which is not valid for this operation.")
	}
	return k, nil
}

func (s *Service) enableKeyRotation(c *kernel.Call, in *EnableKeyRotation) (*EnableKeyRotationOutput, error) {
	days := int32(365)
	if in.RotationPeriodInDays != nil {
		days = *in.RotationPeriodInDays
	}
	return &EnableKeyRotationOutput{}, s.rotate(c, in.KeyId, rotation{max(1, days), c.Now()})
}

func (s *Service) disableKeyRotation(c *kernel.Call, in *DisableKeyRotation) (*DisableKeyRotationOutput, error) {
	return &DisableKeyRotationOutput{}, s.rotate(c, in.KeyId, rotation{})
}

func (s *Service) rotate(c *kernel.Call, text string, how rotation) error {
	k, err := s.rotatable(c, text)
	if err != nil {
		return err
	}
	if err := s.machine.Fire(k, use); err != nil {
		return err
	}
	k.Rotation = how
	return nil
}
