package backup

import "github.com/shareproof/shareproof/model/kernel"

// conditions are the condition keys of a call about a resource: the tags of the
// caller's vault, plan or recovery point, and the vaults that the call copies into,
// with where these are in the caller's organization.
func conditions(service any, c *kernel.Call, in any, resource string) map[string][]string {
	s, all := service.(*Service), map[string][]string{}
	if arn, err := kernel.ParseARN(resource); err == nil && arn.Scope() == c.Scope() && arn.Service == "backup" {
		for _, find := range taggables {
			if tags := find(s, c.Scope(), arn); tags != nil {
				for _, t := range *tags {
					all[resourceTag+t.Key] = []string{t.Value}
				}
			}
		}
	}
	targets := copyTargets(in)
	if len(targets) == 0 {
		return all
	}
	all["backup:CopyTargets"] = targets
	for _, target := range targets {
		arn, _ := kernel.ParseARN(target) // what is no ARN has no account
		if path := s.Organizations.Path(arn.Account); path != "" {
			all["backup:CopyTargetOrgPaths"] = append(all["backup:CopyTargetOrgPaths"], path)
		}
	}
	return all
}

// copyTargets are the ARNs of the vaults that a call copies into, or has a plan copy
// into.
func copyTargets(in any) []string {
	switch in := in.(type) {
	case *StartCopyJob:
		return []string{in.DestinationBackupVaultArn}
	case *CreateBackupPlan:
		return in.BackupPlan.targets()
	case *UpdateBackupPlan:
		return in.BackupPlan.targets()
	}
	return nil
}

func (p *BackupPlanInput) targets() (all []string) {
	if p == nil {
		return nil
	}
	for i := range p.Rules {
		for _, a := range p.Rules[i].CopyActions {
			all = append(all, a.DestinationBackupVaultArn)
		}
	}
	return all
}
