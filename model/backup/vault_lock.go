package backup

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

var vaultLockOperations = []*kernel.Operation{
	kernel.Op((*Service).putBackupVaultLockConfiguration),
	kernel.Op((*Service).deleteBackupVaultLockConfiguration),
}

// lock is the lock of a vault. The zero lock is none.
type lock struct {
	On       bool
	Min, Max int64       // days, 0 for no bound
	Date     kernel.Time // from which on it is immutable, 0 in governance mode
}

// The rules of locks.
var (
	LocksAreBounded = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-01", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: lockGuide + "; " + serviceModel, Also: []string{"BKP-LOCK-08"},
		Says: "A lock keeps recovery points for at least MinRetentionDays, 1 or more, and at most MaxRetentionDays, up to " +
			"36500; with ChangeableForDays, 3 to 36500, it is in compliance mode and its LockDate is that many days away, " +
			"without it is in governance mode.",
		Operations: []string{"PutBackupVaultLockConfiguration"},
	})
	LocksBecomeImmutable = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-04", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     serviceModel + "; " + lockGuide,
		Says:       "A lock is changed or taken away at any time in governance mode, and before its LockDate in compliance mode.",
		Operations: []string{"PutBackupVaultLockConfiguration", "DeleteBackupVaultLockConfiguration"},
	})
	LocksAreShown = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: lockGuide,
		Also: []string{"BKP-VLT-14"},
		Says: "A vault shows Locked as soon as it has a lock, with the bounds that it has and LockDate in compliance " +
			"mode only; without a lock it shows none of these, and Locked is false.",
		Operations: []string{"DescribeBackupVault", "ListBackupVaults"},
	})
	LockedVaultsGoWhenEmpty = rules.Add(kernel.Rule{
		ID: "BKP-LOCK-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: lockGuide,
		Says:       "An empty vault is deleted under any lock.",
		Operations: []string{"DeleteBackupVault"},
	})
)

func (s *Service) putBackupVaultLockConfiguration(
	c *kernel.Call, in *PutBackupVaultLockConfiguration,
) (*PutBackupVaultLockConfigurationOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	least, most, grace := in.MinRetentionDays, in.MaxRetentionDays, in.ChangeableForDays
	for _, bad := range []struct {
		is   bool
		text string
	}{
		{least != nil && *least < 1, "MinRetentionDays must be at least 1 day"},
		{most != nil && (*most < 1 || *most > mostDays), "MaxRetentionDays must be between 1 and 36500 days"},
		{least != nil && most != nil && *least > *most, "MinRetentionDays must not be greater than MaxRetentionDays"},
		{least != nil && *least > mostDays, "MinRetentionDays must not be greater than 36500 days"},
		{grace != nil && (*grace < 3 || *grace > mostDays), "ChangeableForDays must be between 3 and 36500 days"},
	} {
		if err := c.Require(!bad.is, LocksAreBounded, "%s", bad.text); err != nil {
			return nil, err
		}
	}
	if err := s.changeable(c, v); err != nil {
		return nil, err
	}
	v.Lock = lock{On: true, Min: kernel.Value(least), Max: kernel.Value(most)}
	if grace != nil {
		v.Lock.Date = c.Now().Add(days(*grace))
	}
	s.tellOfVault(v, "MODIFIED")
	return &PutBackupVaultLockConfigurationOutput{}, nil
}

func (s *Service) changeable(c *kernel.Call, v *vault) error {
	return c.Require(v.Lock.Date == 0 || c.Now() < v.Lock.Date, LocksBecomeImmutable,
		"Vault Lock configuration is immutable and cannot be modified")
}

func (s *Service) deleteBackupVaultLockConfiguration(
	c *kernel.Call, in *DeleteBackupVaultLockConfiguration,
) (*DeleteBackupVaultLockConfigurationOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	if err := s.changeable(c, v); err != nil {
		return nil, err
	}
	v.Lock = lock{}
	s.tellOfVault(v, "MODIFIED")
	return &DeleteBackupVaultLockConfigurationOutput{}, nil
}

// show fills in what a vault shows of its lock.
func (l lock) show(m *BackupVaultListMember) {
	m.Locked = &l.On
	if l.Min > 0 {
		m.MinRetentionDays = &l.Min
	}
	if l.Max > 0 {
		m.MaxRetentionDays = &l.Max
	}
	m.LockDate = l.Date
}

// fits reports whether a retention of some days, 0 for one without end, is within
// the bounds of a lock.
func (l lock) fits(retention int64) bool {
	return !l.On || (l.Min == 0 || retention == 0 || retention >= l.Min) &&
		(l.Max == 0 || retention != 0 && retention <= l.Max)
}

func days(n int64) time.Duration { return time.Duration(n) * kernel.Day }
