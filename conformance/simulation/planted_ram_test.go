package simulation_test

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// toConsumers reports whether a call asks what others have shared.
func toConsumers(in any) bool {
	switch in := in.(type) {
	case *cloudhsm.DescribeBackups:
		return in.Shared != nil && *in.Shared
	case *cloudhsm.CreateCluster:
		return in.SourceBackupId != ""
	case *ram.GetResourceShares:
		return in.ResourceOwner == ram.OtherAccounts
	case *ram.ListResources:
		return in.ResourceOwner == ram.OtherAccounts
	}
	return false
}

var inShares = []bug{
	{"Consumers keep what DeleteResourceShare takes from them.", hiding[ram.DeleteResourceShare](toConsumers)},
	{"Consumers keep what DisassociateResourceShare takes from them.", hiding[ram.DisassociateResourceShare](toConsumers)},
	{"An account that leaves its organization keeps what is shared there.",
		hiding[organizations.LeaveOrganization](toConsumers)},
	{"An account that is removed from its organization keeps what is shared there.",
		hiding[organizations.RemoveAccountFromOrganization](toConsumers)},
	{"Members keep what is shared with their organization without trusted access.",
		hiding[organizations.DisableAWSServiceAccess](toConsumers)},
	{"DeleteResourceShare is accepted and does nothing.", idle[ram.DeleteResourceShare]},
	{"DisassociateResourceShare takes out the first principal, whomever it names.",
		taking(func(l *liar, as kernel.Caller, in *ram.DisassociateResourceShare) {
			all, err := l.honest.Do(as,
				&ram.GetResourceShareAssociations{AssociationType: ram.PrincipalAssociation,
					ResourceShareArns: []string{in.ResourceShareArn}})
			if err != nil || len(in.Principals) == 0 {
				return
			}
			for _, a := range all.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations {
				if a.Status == ram.Associated || a.Status == ram.Associating {
					in.Principals = []string{a.AssociatedEntity}
					return
				}
			}
		})},
	{"AssociateResourceShare is accepted and does nothing.", idle[ram.AssociateResourceShare]},
	{"A share with another account goes to the next one.",
		taking(func(_ *liar, _ kernel.Caller, in *ram.CreateResourceShare) {
			for i, p := range in.Principals {
				if p == "222222222222" {
					in.Principals[i] = "333333333333"
				}
			}
		})},
	{"GetResourceShares shows the shares of all accounts as the caller's own.",
		answering(func(l *liar, as kernel.Caller, in *ram.GetResourceShares, out *ram.GetResourceSharesOutput) {
			if in.ResourceOwner == ram.Self {
				others(l, as, in, func(_ kernel.Caller, theirs *ram.GetResourceSharesOutput) {
					out.ResourceShares = append(out.ResourceShares, theirs.ResourceShares...)
				})
			}
		})},
	{"Shares are listed the newest first.",
		answering(func(_ *liar, _ kernel.Caller, _ *ram.GetResourceShares, out *ram.GetResourceSharesOutput) {
			slices.Reverse(out.ResourceShares)
		})},
	{"A page of shares begins with the last share of the one before.", stuttering(
		func(out *ram.GetResourceSharesOutput) *[]ram.ResourceShare { return &out.ResourceShares },
		func(in *ram.GetResourceShares) string { return in.NextToken })},
	{"A page of associations loses its first one.", losing(
		func(out *ram.GetResourceShareAssociationsOutput) *[]ram.ResourceShareAssociation {
			return &out.ResourceShareAssociations
		}, func(in *ram.GetResourceShareAssociations) string { return in.NextToken })},
	{"A share is the caller's who looks at it.", showing(func(_ *liar, as kernel.Caller, s *ram.ResourceShare) {
		s.OwningAccountId = as.Account
	})},
	{"A share that is DELETED is ACTIVE.", showing(func(_ *liar, _ kernel.Caller, s *ram.ResourceShare) {
		if s.Status == ram.Deleted {
			s.Status = ram.Active
		}
	})},
	{"A share is deleted by itself after 30 days.", showing(func(l *liar, _ kernel.Caller, s *ram.ResourceShare) {
		if s.Status == ram.Active && l.now() > s.CreationTime.Add(30*kernel.Day) {
			s.Status = ram.Deleted
		}
	})},
	{"A share was updated before it was created.", showing(func(_ *liar, _ kernel.Caller, s *ram.ResourceShare) {
		s.LastUpdatedTime = s.CreationTime.Add(-time.Second)
	})},
	{"AllowExternalPrincipals is always true.", showing(func(_ *liar, _ kernel.Caller, s *ram.ResourceShare) {
		s.AllowExternalPrincipals = true
	})},
	{"UpdateResourceShare forgets the tags.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if u, ok := in.(*ram.UpdateResourceShare); ok && err == nil {
			_, _ = l.honest.Do(as, &ram.UntagResource{ResourceShareArn: u.ResourceShareArn,
				TagKeys: []string{"team", "tier", "stage"}})
		}
		return out, err
	}},
	{"A new name is the name of all the caller's shares.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if u, ok := in.(*ram.UpdateResourceShare); ok && err == nil && u.Name != "" {
			l.kept[as.Account] = u.Name
		}
		name, named := l.kept[as.Account].(string)
		if mine, ok := out.(*ram.GetResourceSharesOutput); ok && err == nil && named &&
			in.(*ram.GetResourceShares).ResourceOwner == ram.Self {
			mine = copied(mine)
			for i := range mine.ResourceShares {
				mine.ResourceShares[i].Name = name
			}
			return mine, nil
		}
		return out, err
	}},
	{"A principal is ASSOCIATED before he accepts.",
		showing(func(_ *liar, _ kernel.Caller, a *ram.ResourceShareAssociation) {
			if a.Status == ram.Associating {
				a.Status = ram.Associated
			}
		})},
	{"A resource that was taken out is ASSOCIATED again after ten minutes.",
		showing(func(l *liar, _ kernel.Caller, a *ram.ResourceShareAssociation) {
			if a.AssociationType == ram.ResourceAssociation && a.Status == ram.Disassociated &&
				l.now() > a.LastUpdatedTime.Add(10*time.Minute) {
				a.Status = ram.Associated
			}
		})},
	{"An association is ASSOCIATING for ever.", showing(func(_ *liar, _ kernel.Caller, a *ram.ResourceShareAssociation) {
		if a.AssociationType == ram.ResourceAssociation && a.Status == ram.Associated {
			a.Status = ram.Associating
		}
	})},
	{"An association was made in the future.", showing(func(_ *liar, _ kernel.Caller, a *ram.ResourceShareAssociation) {
		a.CreationTime, a.LastUpdatedTime = a.CreationTime.Add(time.Minute), a.LastUpdatedTime.Add(time.Minute)
	})},
	{"ListPrincipals shows whom everybody shares with.",
		answering(func(l *liar, as kernel.Caller, in *ram.ListPrincipals, out *ram.ListPrincipalsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *ram.ListPrincipalsOutput) {
				out.Principals = append(out.Principals, theirs.Principals...)
			})
		})},
	{"ListResources still lists what was taken out of a share.", hiding[ram.DisassociateResourceShare](func(in any) bool {
		list, ok := in.(*ram.ListResources)
		return ok && list.ResourceOwner == ram.Self
	})},
	{"A share is promoted for ever.", showing(func(_ *liar, _ kernel.Caller, s *ram.ResourceShare) {
		if s.FeatureSet == ram.Standard {
			s.FeatureSet = ram.PromotingToStandard
		}
	})},
	{"A share that is promoted falls back to what it was.", showing(func(l *liar, _ kernel.Caller, s *ram.ResourceShare) {
		if s.FeatureSet == ram.PromotingToStandard {
			l.kept[s.ResourceShareArn] = true
		} else if l.kept[s.ResourceShareArn] != nil && s.FeatureSet == ram.Standard {
			s.FeatureSet = ram.CreatedFromPolicy
		}
	})},
	{"A consumer sees a policy's share before it is promoted.",
		answering(func(l *liar, as kernel.Caller, in *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			if in.Shared == nil || !*in.Shared {
				return
			}
			others(l, as, &cloudhsm.DescribeBackups{}, func(who kernel.Caller, theirs *cloudhsm.DescribeBackupsOutput) {
				for _, b := range theirs.Backups {
					p, _ := l.honest.Do(who, &cloudhsm.GetResourcePolicy{ResourceArn: b.BackupArn})
					if who.Region == as.Region && who.Account != as.Account && names(p, as.Account) &&
						b.BackupState == cloudhsm.BackupReady &&
						!slices.ContainsFunc(out.Backups, func(o cloudhsm.Backup) bool { return o.BackupId == b.BackupId }) {
						out.Backups = append(out.Backups, b)
					}
				}
			})
		})},
	{"A stranger may delete a share.", byAnybody[ram.DeleteResourceShare]},
	{"A stranger's refused UpdateResourceShare is done nevertheless.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.honest.Do(as, in)
			if err != nil && asks[ram.UpdateResourceShare](in) {
				l.inTheNameOfAnother(as, in)
			}
			return out, err
		}},
}

var inTokensAndInvitations = []bug{
	{"A share is made a second time for the same client token.",
		taking(func(l *liar, _ kernel.Caller, in *ram.CreateResourceShare) {
			if in.ClientToken != "" && !l.first(in.ClientToken) {
				in.ClientToken = ""
			}
		})},
	{"The answer to a repeated client token bears another time.",
		answering(func(l *liar, _ kernel.Caller, in *ram.CreateResourceShare, out *ram.CreateResourceShareOutput) {
			if in.ClientToken != "" && !l.first(in.ClientToken) {
				out.ResourceShare.LastUpdatedTime = l.now() + 1
			}
		})},
	{"A client token is accepted with other parameters.",
		accepting(func(l *liar, as kernel.Caller, in *ram.CreateResourceShare, refused *kernel.Error) any {
			if refused.Code != "IdempotentParameterMismatchException" {
				return nil
			}
			other := *in
			other.ClientToken = ""
			out, _ := l.honest.Do(as, &other)
			return out
		})},
	{"CreateVolume ignores its client token.",
		taking(func(_ *liar, _ kernel.Caller, in *ebs.CreateVolume) { in.ClientToken = "" })},
	{"CreateVolume remembers its client token for an hour.", taking(func(l *liar, as kernel.Caller, in *ebs.CreateVolume) {
		if in.ClientToken != "" && l.since(as.Account+as.Region+in.ClientToken) > time.Hour {
			in.ClientToken = ""
		}
	})},
	{"A client token of CreateVolume is accepted with other parameters.",
		accepting(func(l *liar, as kernel.Caller, in *ebs.CreateVolume, refused *kernel.Error) any {
			if !against(refused, "EBS-VOL-18") {
				return nil
			}
			other := *in
			other.ClientToken = ""
			out, _ := l.honest.Do(as, &other)
			return out
		})},
	{"A client token of CreateVolume is remembered across accounts.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			asked, ok := in.(*ebs.CreateVolume)
			if !ok || asked.ClientToken == "" {
				return l.honest.Do(as, in)
			}
			if first, known := l.kept[asked.ClientToken].(kernel.Scope); known && first != as.Scope() {
				return nil, kernel.NewError(mismatch, "no")
			}
			out, err := l.honest.Do(as, in)
			if err == nil {
				l.kept[asked.ClientToken] = as.Scope()
			}
			return out, err
		}},
	{"Everybody sees the invitations of everybody.",
		answering(func(l *liar, as kernel.Caller, in *ram.GetResourceShareInvitations,
			out *ram.GetResourceShareInvitationsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *ram.GetResourceShareInvitationsOutput) {
				out.ResourceShareInvitations = append(out.ResourceShareInvitations, theirs.ResourceShareInvitations...)
			})
		})},
	{"An invitation is accepted a second time.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		accept, ok := in.(*ram.AcceptResourceShareInvitation)
		if !ok {
			return out, err
		}
		if first, ok := l.kept[accept.ResourceShareInvitationArn+as.Account]; ok && err != nil {
			return copied(first.(*ram.AcceptResourceShareInvitationOutput)), nil
		}
		if err == nil {
			l.kept[accept.ResourceShareInvitationArn+as.Account] = copied(out.(*ram.AcceptResourceShareInvitationOutput))
		}
		return out, err
	}},
	{"An invitation is accepted after its time.",
		accepting(func(l *liar, as kernel.Caller, in *ram.AcceptResourceShareInvitation, refused *kernel.Error) any {
			all, err := l.honest.Do(as,
				&ram.GetResourceShareInvitations{ResourceShareInvitationArns: []string{in.ResourceShareInvitationArn}})
			if err != nil || refused.Code != "ResourceShareInvitationExpiredException" ||
				len(all.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations) != 1 {
				return nil
			}
			i := all.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations[0]
			i.Status = ram.InvitationAccepted
			return &ram.AcceptResourceShareInvitationOutput{ResourceShareInvitation: &i}
		})},
	{"An invitation never expires.", showing(func(_ *liar, _ kernel.Caller, i *ram.ResourceShareInvitation) {
		if i.Status == ram.InvitationIsOver {
			i.Status = ram.InvitationPending
		}
	})},
	{"An invitation expires after ten hours.", showing(func(l *liar, _ kernel.Caller, i *ram.ResourceShareInvitation) {
		if i.Status == ram.InvitationPending && l.now() > i.InvitationTimestamp.Add(10*time.Hour) {
			i.Status = ram.InvitationIsOver
		}
	})},
	{"An invitation cannot be accepted after an hour.",
		refusing(func(l *liar, as kernel.Caller, in *ram.AcceptResourceShareInvitation) *kernel.ErrorShape {
			all, err := l.honest.Do(as,
				&ram.GetResourceShareInvitations{ResourceShareInvitationArns: []string{in.ResourceShareInvitationArn}})
			if err == nil {
				for _, i := range all.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations {
					if l.now() > i.InvitationTimestamp.Add(time.Hour) {
						return &kernel.ErrorShape{Code: "ResourceShareInvitationExpiredException", Status: 400}
					}
				}
			}
			return nil
		})},
	{"Anybody accepts anybody's invitation.", byAnybody[ram.AcceptResourceShareInvitation]},
	{"An invitation that is rejected is shown as ACCEPTED.",
		showing(func(_ *liar, _ kernel.Caller, i *ram.ResourceShareInvitation) {
			if i.Status == ram.InvitationRejected {
				i.Status = ram.InvitationAccepted
			}
		})},
	{"RejectResourceShareInvitation is accepted and does nothing.", idle[ram.RejectResourceShareInvitation]},
	{"An invitation is PENDING again the next time it is looked at.",
		showing(func(_ *liar, _ kernel.Caller, i *ram.ResourceShareInvitation) {
			if i.Status == ram.InvitationAccepted {
				i.Status = ram.InvitationPending
			}
		})},
	{"An invitation is not delivered to its receiver.",
		answering(func(_ *liar, _ kernel.Caller, _ *ram.GetResourceShareInvitations,
			out *ram.GetResourceShareInvitationsOutput) {
			out.ResourceShareInvitations = slices.DeleteFunc(out.ResourceShareInvitations,
				func(i ram.ResourceShareInvitation) bool {
					return i.Status == ram.InvitationPending
				})
		})},
	{"An eleventh permission is made.",
		accepting(func(l *liar, as kernel.Caller, in *ram.CreatePermission, refused *kernel.Error) any {
			if refused.Code != "PermissionLimitExceededException" {
				return nil
			}
			out, _ := l.honest.Do(kernel.Caller{Account: as.Account, Region: "us-west-2"}, in)
			return out
		})},
	{"ListPermissions shows the permissions of all accounts.",
		answering(func(l *liar, as kernel.Caller, in *ram.ListPermissions, out *ram.ListPermissionsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *ram.ListPermissionsOutput) {
				out.Permissions = append(out.Permissions, theirs.Permissions...)
			})
		})},
	{"DeletePermission is accepted and does nothing.", idle[ram.DeletePermission]},
	{"A share keeps the permission that was replaced.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asks[ram.AssociateResourceSharePermission](in) {
			return l.honest.Fork().Do(as, in)
		}
		return l.honest.Do(as, in)
	}},
}

func names(policy any, account string) bool {
	p, ok := policy.(*cloudhsm.GetResourcePolicyOutput)
	return ok && slices.Contains(accountsIn(p.Policy), account)
}

// accountsIn returns the numbers of accounts that a text holds.
func accountsIn(text string) (all []string) {
	for i := 0; i+12 <= len(text); i++ {
		if kernel.IsAccount(text[i : i+12]) {
			all = append(all, text[i:i+12])
		}
	}
	return all
}
