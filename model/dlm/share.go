package dlm

import (
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of sharing by a schedule.
var (
	SharesLast = rules.Add(kernel.Rule{
		ID: "DLM-SHR-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide,
		Says: "Without an unshare interval a snapshot stays shared until it is deleted; with one it is unshared " +
			"when that is over.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	SnapshotsAreShared = rules.Add(kernel.Rule{
		ID: "DLM-SHR-04", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "EC2 User Guide of 2023, service-role and monitor-dlm-cw-metrics",
		Says: "Each snapshot of a schedule with a ShareRule is shared with its accounts under the policy's role, " +
			"and each account gets a shareSnapshot event (when is not documented: here once the snapshot is completed).",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	UnshareableSnapshotsStayPrivate = rules.Add(kernel.Rule{
		ID: "DLM-SHR-05", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "the seed, for the ban; that the policy goes on is a guess", Seed: seed, Also: []string{"DLM-EVT-15"},
		Says: "A policy may want to share snapshots of a volume under aws/ebs: they are made and cannot be shared, " +
			"so nobody copies them, and the policy goes on.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
)

// made does what follows when a snapshot is completed: it is shared and copied.
func (s *Service) made(sn *snapshot) {
	p := s.Policies.Find(sn.policy())
	if p == nil || p.State != Enabled {
		return
	}
	s.share(p, sn)
	for _, w := range sn.Copies {
		s.ask(p, &copying{Source: sn.ID, From: sn.Scope.Region, Description: described(p, sn.Schedule), To: w,
			Until: sn.At.Add(copyLimit)}, copied, 0)
	}
}

func (s *Service) share(p *lifecyclePolicy, sn *snapshot) {
	var accounts []string
	ends := map[kernel.Time]bool{}
	for _, sh := range sn.Shares {
		accounts = append(accounts, sh.Account)
		if end := sh.Until; end != 0 && !ends[end] {
			ends[end] = true
			s.env.Schedule(end.Sub(s.env.Now()), unsharing, sn.ref(), 0)
		}
	}
	if !s.env.Applies(len(accounts) > 0, SnapshotsAreShared) {
		return
	}
	err := s.permit(p, sn, ebs.Add, accounts)
	if err != nil && blame(err) == "" && !s.env.Applies(true, UnshareableSnapshotsStayPrivate) {
		err = errUntrusted
	}
	s.fail(p, err)
}

// unshare ends the shares whose time is over.
func (s *Service) unshare(sn *snapshot) {
	p := s.Policies.Find(sn.policy())
	if p == nil || p.State != Enabled {
		return
	}
	var accounts []string
	for _, sh := range sn.Shares {
		if sh.Until != 0 && sh.Until <= s.env.Now() {
			accounts = append(accounts, sh.Account)
		}
	}
	s.fail(p, s.permit(p, sn, ebs.Remove, accounts))
}

func (s *Service) permit(p *lifecyclePolicy, sn *snapshot, how ebs.OperationType, accounts []string) error {
	_, err := perform[ebs.ModifySnapshotAttributeOutput](s, p, sn.Scope.Region, &ebs.ModifySnapshotAttribute{
		SnapshotId: sn.ID, Attribute: ebs.CreateVolumePermissionAttribute, OperationType: how, UserIds: accounts,
	})
	return err
}
