package ebs

import "github.com/shareproof/shareproof/model/kernel"

// settings are what an account chose for one Region. The zero settings are how
// every account begins.
type settings struct {
	Encrypts bool   // by default
	Key      string // ARN of the default key, "" for that of AWS
	Blocking SnapshotBlockPublicAccessState
}

// EnableEbsEncryptionByDefault makes all that is new encrypted.
type EnableEbsEncryptionByDefault struct{ DryRun *bool }

// EnableEbsEncryptionByDefaultOutput shows the setting.
type EnableEbsEncryptionByDefaultOutput struct{ EbsEncryptionByDefault bool }

// DisableEbsEncryptionByDefault leaves encryption to each request.
type DisableEbsEncryptionByDefault struct{ DryRun *bool }

// DisableEbsEncryptionByDefaultOutput shows the setting.
type DisableEbsEncryptionByDefaultOutput struct{ EbsEncryptionByDefault bool }

// GetEbsEncryptionByDefault asks whether encryption is by default.
type GetEbsEncryptionByDefault struct{ DryRun *bool }

// GetEbsEncryptionByDefaultOutput shows the setting.
type GetEbsEncryptionByDefaultOutput struct {
	EbsEncryptionByDefault bool `sent:"always"`
	SseType                string
}

// ModifyEbsDefaultKmsKeyId makes a key the default one.
type ModifyEbsDefaultKmsKeyId struct {
	DryRun   *bool
	KmsKeyId string `shape:"!"`
}

// ModifyEbsDefaultKmsKeyIdOutput shows the key.
type ModifyEbsDefaultKmsKeyIdOutput struct{ KmsKeyId string }

// ResetEbsDefaultKmsKeyId makes the AWS managed key the default one again.
type ResetEbsDefaultKmsKeyId struct{ DryRun *bool }

// ResetEbsDefaultKmsKeyIdOutput shows the key.
type ResetEbsDefaultKmsKeyIdOutput struct{ KmsKeyId string }

// GetEbsDefaultKmsKeyId asks for the default key.
type GetEbsDefaultKmsKeyId struct{ DryRun *bool }

// GetEbsDefaultKmsKeyIdOutput shows the key.
type GetEbsDefaultKmsKeyIdOutput struct{ KmsKeyId string }

// The rules of encryption by default.
var (
	EncryptionIsByDefault = rules.Add(kernel.Rule{
		ID: "EBS-ENC-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Says: "Where encryption by default is on for an account and Region, new volumes and copies are encrypted " +
			"whatever a request says; what exists stays as it is.",
		Operations: []string{"EnableEbsEncryptionByDefault", "DisableEbsEncryptionByDefault", "CreateVolume", "CopySnapshot"},
	})
	DefaultKeyIsAWSs = rules.Add(kernel.Rule{
		ID: "EBS-ENC-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says:       "Until an account chooses another, its default EBS key in a Region is the AWS managed key aws/ebs.",
		Operations: []string{"GetEbsDefaultKmsKeyId", "CreateVolume", "CopySnapshot"},
	})
	DefaultKeysAreChosen = rules.Add(kernel.Rule{
		ID: "EBS-ENC-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Also: []string{"EBS-ENC-05"},
		Says: "An account chooses its default EBS key in a Region by ID, alias or ARN; whether the key works shows " +
			"only when something is encrypted under it.",
		Operations: []string{"ModifyEbsDefaultKmsKeyId"},
	})
	DefaultKeysAreReset = rules.Add(kernel.Rule{
		ID: "EBS-ENC-04", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "ResetEbsDefaultKmsKeyId makes aws/ebs the default key again; what is encrypted keeps its key.",
		Operations: []string{"ResetEbsDefaultKmsKeyId"},
	})
)

const only = "settings"

func (s *Service) settingsOf(h kernel.Scope) settings {
	if row := s.Settings.See(h, only); row != nil {
		return *row
	}
	return settings{}
}

func (s *Service) setting(h kernel.Scope) *settings {
	table := s.Settings.In(h)
	if table.Get(only) == nil {
		table.Put(only, &settings{})
	}
	return table.Get(only)
}

func (s *Service) encryptsByDefault(c *kernel.Call) bool {
	return c.Applies(s.settingsOf(c.Scope()).Encrypts, EncryptionIsByDefault)
}

// defaultKey returns the ARN of an account's default key in a Region.
func (s *Service) defaultKey(h kernel.Scope) string {
	if chosen := s.settingsOf(h).Key; chosen != "" {
		return chosen
	}
	return s.managedKey(h)
}

func (s *Service) managedKey(h kernel.Scope) string { return s.keys.Managed(h, "ebs").String() }

func (s *Service) enableEbsEncryptionByDefault(
	c *kernel.Call, _ *EnableEbsEncryptionByDefault,
) (*EnableEbsEncryptionByDefaultOutput, error) {
	s.setting(c.Scope()).Encrypts = true
	return &EnableEbsEncryptionByDefaultOutput{true}, nil
}

func (s *Service) disableEbsEncryptionByDefault(
	c *kernel.Call, _ *DisableEbsEncryptionByDefault,
) (*DisableEbsEncryptionByDefaultOutput, error) {
	s.setting(c.Scope()).Encrypts = false
	return &DisableEbsEncryptionByDefaultOutput{false}, nil
}

func (s *Service) getEbsEncryptionByDefault(
	c *kernel.Call, _ *GetEbsEncryptionByDefault,
) (*GetEbsEncryptionByDefaultOutput, error) {
	return &GetEbsEncryptionByDefaultOutput{EbsEncryptionByDefault: s.settingsOf(c.Scope()).Encrypts}, nil
}

func (s *Service) modifyEbsDefaultKmsKeyId(
	c *kernel.Call, in *ModifyEbsDefaultKmsKeyId,
) (*ModifyEbsDefaultKmsKeyIdOutput, error) {
	key := s.find(c.Scope(), in.KmsKeyId)
	if c.Applies(true, DefaultKeysAreChosen) {
		s.setting(c.Scope()).Key = key
	}
	return &ModifyEbsDefaultKmsKeyIdOutput{key}, nil
}

func (s *Service) resetEbsDefaultKmsKeyId(
	c *kernel.Call, _ *ResetEbsDefaultKmsKeyId,
) (*ResetEbsDefaultKmsKeyIdOutput, error) {
	if c.Applies(true, DefaultKeysAreReset) {
		s.setting(c.Scope()).Key = ""
	}
	return &ResetEbsDefaultKmsKeyIdOutput{s.defaultKey(c.Scope())}, nil
}

func (s *Service) getEbsDefaultKmsKeyId(
	c *kernel.Call, _ *GetEbsDefaultKmsKeyId,
) (*GetEbsDefaultKmsKeyIdOutput, error) {
	chosen := s.settingsOf(c.Scope()).Key
	if c.Applies(chosen == "", DefaultKeyIsAWSs) {
		return &GetEbsDefaultKmsKeyIdOutput{managedAlias}, nil
	}
	return &GetEbsDefaultKmsKeyIdOutput{chosen}, nil
}
