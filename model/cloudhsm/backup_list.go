package cloudhsm

import (
	"fmt"
	"strconv"

	"github.com/shareproof/shareproof/model/kernel"
)

// DescribeBackups lists the caller's backups, or those shared with the caller.
type DescribeBackups struct {
	Filters       map[string][]string `shape:"Filters"`
	MaxResults    *int32              `shape:"BackupsMax"`
	NextToken     string              `shape:"NextToken"`
	Shared        *bool
	SortAscending *bool
}

// DescribeBackupsOutput is one page of backups.
type DescribeBackupsOutput struct {
	Backups   []Backup `sent:"always"`
	NextToken string   `sent:"set"`
}

var backupFilters = []string{"backupIds", "sourceBackupIds", "clusterIds", "states", "neverExpires"}

// resourceType is how RAM calls a backup.
const resourceType = "cloudhsm:Backup"

// The rules of listing backups.
var (
	BackupsAreFiltered = rules.Add(kernel.Rule{
		ID: "HSM-BKP-14", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Observed,
		Source: changes2024 + "; live tests of alchemy-run/alchemy", Seed: seedChanges,
		Says: "Backups are filtered by backupIds, sourceBackupIds, clusterIds, states and neverExpires; unknown " +
			"values give an empty list, unknown filters are refused.",
		Operations: []string{"DescribeBackups"},
	})
	OwnAndSharedAreListedApart = rules.Add(kernel.Rule{
		ID: "HSM-BKP-18", Kind: kernel.Effect, Evidence: kernel.Documented, Source: changes2024, Seed: seedChanges,
		Says: "DescribeBackups lists the caller's own backups, or with Shared only those that others share with the " +
			"caller.",
		Operations: []string{"DescribeBackups"},
	})
	SharedIsListedOnceStandard = rules.Add(kernel.Rule{
		ID: "HSM-BKP-19", Kind: kernel.Effect, Evidence: kernel.Documented, Source: sharingGuide + "; " + changes2024,
		Seed: seedSharing, Also: []string{"HSM-BKP-20"},
		Says: "A shared backup is listed, for the whole consumer account, once a STANDARD RAM share holds it; one " +
			"shared by policy alone is usable by its ARN but not listed.",
		Operations: []string{"DescribeBackups"},
	})
	SharedBackupsMustBeReady = rules.Add(kernel.Rule{
		ID: "HSM-BKP-23", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source:     "no source describes deleting a shared backup",
		Says:       "A shared backup whose deletion is pending is not listed for its consumers.",
		Operations: []string{"DescribeBackups", "DeleteBackup"},
	})
)

func (s *Service) describeBackups(c *kernel.Call, in *DescribeBackups) (*DescribeBackupsOutput, error) {
	if err := checkFilters(c, in.Filters, backupFilters, BackupsAreFiltered); err != nil {
		return nil, err
	}
	var page []*backup
	var next string
	var ok bool
	falling, of := true, "backups, newest first"
	if in.SortAscending != nil && *in.SortAscending {
		falling, of = false, "backups, oldest first"
	}
	if c.Applies(in.Shared != nil && *in.Shared, OwnAndSharedAreListedApart) {
		page, next, ok = kernel.PageBy(c.Env, s.sharedWith(c, in), func(b *backup) uint64 { return b.Number },
			pageOf(c, "shared "+of, in.Filters), in.NextToken, orDefault(in.MaxResults, 50), falling)
	} else if b := s.single(c, in); b != nil {
		page, ok = []*backup{b}, true
	} else {
		page, next, ok = kernel.Page(c.Env, s.Backups.View(c.Scope()), kernel.Query[backup]{
			Of: pageOf(c, of, in.Filters), Token: in.NextToken, Max: orDefault(in.MaxResults, 50),
			Falling: falling, Match: func(b *backup) bool { return in.matches(c, b) },
		})
	}
	if err := listed(c, ok); err != nil {
		return nil, err
	}
	out := &DescribeBackupsOutput{Backups: make([]Backup, 0, len(page)), NextToken: next}
	for _, b := range page {
		out.Backups = append(out.Backups, *s.showBackup(b))
	}
	return out, nil
}

// single finds a backup that is asked for by its ID without a search.
func (s *Service) single(c *kernel.Call, in *DescribeBackups) *backup {
	ids := in.Filters["backupIds"]
	if len(ids) != 1 || in.NextToken != "" {
		return nil
	}
	if b := s.Backups.See(c.Scope(), ids[0]); b != nil && in.matches(c, b) {
		return b
	}
	return nil
}

// pageOf tells listings apart, so that a token serves only its own.
func pageOf(c *kernel.Call, what string, filters map[string][]string) string {
	of := c.Account + c.Region + what
	if len(filters) > 0 {
		of += fmt.Sprint(filters) // prints maps by sorted keys
	}
	return of
}

func (in *DescribeBackups) matches(c *kernel.Call, b *backup) bool {
	if len(in.Filters) == 0 {
		return true
	}
	return selects(in.Filters, "backupIds", b.ID) && selects(in.Filters, "clusterIds", b.Cluster) &&
		(!c.Applies(in.Filters["sourceBackupIds"] != nil, CopiesAreFoundBySource) ||
			selects(in.Filters, "sourceBackupIds", b.Copy.Backup)) &&
		selects(in.Filters, "states", string(b.Life.State)) &&
		selects(in.Filters, "neverExpires", strconv.FormatBool(b.NeverExpires))
}

// sharedWith lists the backups that others share with the caller in a way that
// makes them known.
func (s *Service) sharedWith(c *kernel.Call, in *DescribeBackups) []*backup {
	var out []*backup
	for _, arn := range s.ram.SharedWith(c.Scope(), resourceType) {
		b := s.Backups.See(backupID(arn))
		if b == nil || b.Scope == c.Scope() || !in.matches(c, b) || !s.env.Applies(true, SharedIsListedOnceStandard) {
			continue
		}
		if b.Life.State != BackupReady && s.env.Applies(true, SharedBackupsMustBeReady) {
			continue
		}
		out = append(out, b)
	}
	return out
}
