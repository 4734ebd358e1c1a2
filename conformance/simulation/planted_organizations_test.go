package simulation_test

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

var accountNotFound = &kernel.ErrorShape{Code: "AccountNotFoundException", Status: 400}

var inOrganizations = []bug{
	{"An account that left is still listed.", hiding[organizations.LeaveOrganization](asks[organizations.ListAccounts])},
	{"An account that was removed is still found.",
		hiding[organizations.RemoveAccountFromOrganization](asks[organizations.DescribeAccount])},
	{"RemoveAccountFromOrganization is accepted and does nothing.", idle[organizations.RemoveAccountFromOrganization]},
	{"An account that joins is not listed for an hour.",
		answering(func(l *liar, _ kernel.Caller, _ *organizations.ListAccounts, out *organizations.ListAccountsOutput) {
			out.Accounts = slices.DeleteFunc(out.Accounts, func(a organizations.Account) bool {
				return l.now() < a.JoinedTimestamp.Add(time.Hour)
			})
		})},
	{"An account that joins is not found for an hour.",
		refusing(func(l *liar, as kernel.Caller, in *organizations.DescribeAccount) *kernel.ErrorShape {
			out, _ := l.honest.Do(as, in)
			if a, ok := out.(*organizations.DescribeAccountOutput); ok && l.now() < a.Account.JoinedTimestamp.Add(time.Hour) {
				return accountNotFound
			}
			return nil
		})},
	{"An account joined when it is looked at.",
		showing(func(l *liar, _ kernel.Caller, a *organizations.Account) { a.JoinedTimestamp = l.now() })},
	{"An account that was moved is shown where it was.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		switch in := in.(type) {
		case *organizations.MoveAccount:
			if err == nil {
				l.kept[in.AccountId] = organizations.Parent{Id: in.SourceParentId, Type: "ROOT"}
			}
		case *organizations.ListParents:
			if was, ok := l.kept[in.ChildId].(organizations.Parent); ok && err == nil {
				return &organizations.ListParentsOutput{Parents: []organizations.Parent{was}}, nil
			}
		}
		return out, err
	}},
	{"An account is moved from where it is not.",
		accepting(func(l *liar, as kernel.Caller, in *organizations.MoveAccount, _ *kernel.Error) any {
			parents, err := l.honest.Do(as, &organizations.ListParents{ChildId: in.AccountId})
			if err != nil {
				return nil
			}
			other := *in
			other.SourceParentId = parents.(*organizations.ListParentsOutput).Parents[0].Id
			out, _ := l.honest.Do(as, &other)
			return out
		})},
	{"A member shows himself as the management account.",
		answering(func(_ *liar, as kernel.Caller, _ *organizations.DescribeOrganization,
			out *organizations.DescribeOrganizationOutput) {
			out.Organization.MasterAccountId = as.Account
		})},
	{"A member sees no organization until the day after it joined.",
		refusing(func(l *liar, as kernel.Caller, _ *organizations.DescribeOrganization) *kernel.ErrorShape {
			for _, who := range everybody {
				out, _ := l.honest.Do(who, &organizations.DescribeAccount{AccountId: as.Account})
				if a, ok := out.(*organizations.DescribeAccountOutput); ok && l.now() < a.Account.JoinedTimestamp.Add(kernel.Day) {
					return &kernel.ErrorShape{Code: "AWSOrganizationsNotInUseException", Status: 400}
				}
			}
			return nil
		})},
	{"Any member lists the accounts.", byAnybody[organizations.ListAccounts]},
	{"A member may remove another.", byAnybody[organizations.RemoveAccountFromOrganization]},
	{"An organization is deleted that still has members.",
		accepting(func(l *liar, as kernel.Caller, in *organizations.DeleteOrganization, refused *kernel.Error) any {
			if refused.Code != "OrganizationNotEmptyException" {
				return nil
			}
			return &organizations.DeleteOrganizationOutput{}
		})},
	{"The management account leaves.",
		accepting(func(_ *liar, _ kernel.Caller, _ *organizations.LeaveOrganization, refused *kernel.Error) any {
			if refused.Code != "MasterCannotLeaveOrganizationException" {
				return nil
			}
			return &organizations.LeaveOrganizationOutput{}
		})},
	{"A page of accounts begins with the last account of the one before.", stuttering(
		func(out *organizations.ListAccountsOutput) *[]organizations.Account { return &out.Accounts },
		func(in *organizations.ListAccounts) string { return in.NextToken })},
	{"Accounts are listed the other way round.",
		answering(func(_ *liar, _ kernel.Caller, _ *organizations.ListAccounts, out *organizations.ListAccountsOutput) {
			slices.Reverse(out.Accounts)
		})},
	{"A unit that is deleted is still listed.",
		hiding[organizations.DeleteOrganizationalUnit](asks[organizations.ListOrganizationalUnitsForParent])},
	{"A new unit has the ID of what it is in.",
		answering(func(l *liar, _ kernel.Caller, _ *organizations.CreateOrganizationalUnit,
			out *organizations.CreateOrganizationalUnitOutput) {
			id := out.OrganizationalUnit.Id
			if last, ok := l.kept["last"].(string); ok {
				out.OrganizationalUnit.Id = last
			}
			l.kept["last"] = id
		})},
	{"A unit is not listed in what it is in.",
		answering(func(_ *liar, _ kernel.Caller, _ *organizations.ListOrganizationalUnitsForParent,
			out *organizations.ListOrganizationalUnitsForParentOutput) {
			out.OrganizationalUnits = slices.DeleteFunc(out.OrganizationalUnits,
				func(u organizations.OrganizationalUnit) bool { return u.Name == "sandbox" })
		})},
	{"Units may be six deep.",
		accepting(func(_ *liar, _ kernel.Caller, in *organizations.CreateOrganizationalUnit, refused *kernel.Error) any {
			if refused.Code != "ConstraintViolationException" {
				return nil
			}
			unit := &organizations.OrganizationalUnit{Id: "ou-aaaa-bbbbbbbb", Name: in.Name}
			return &organizations.CreateOrganizationalUnitOutput{OrganizationalUnit: unit}
		})},
	{"Trusted access is accepted and not given.", idle[organizations.EnableAWSServiceAccess]},
	{"Trusted access is taken away and listed nevertheless.",
		hiding[organizations.DisableAWSServiceAccess](asks[organizations.ListAWSServiceAccessForOrganization])},
	{"A new account is made for ever.", showing(func(_ *liar, _ kernel.Caller, s *organizations.CreateAccountStatus) {
		if s.State == organizations.CreateSucceeded {
			s.State, s.AccountId, s.CompletedTimestamp = organizations.CreateInProgress, "", 0
		}
	})},
	{"An account that was made has failed when it is looked at again.",
		showing(func(l *liar, _ kernel.Caller, s *organizations.CreateAccountStatus) {
			if s.State == organizations.CreateSucceeded && !l.first(s.Id) {
				s.State = organizations.CreateFailed
			}
		})},
	{"A new account was requested a minute ago.",
		showing(func(_ *liar, _ kernel.Caller, s *organizations.CreateAccountStatus) {
			s.RequestedTimestamp = s.RequestedTimestamp.Add(-time.Minute)
		})},
}

var inHandshakes = []bug{
	{"A handshake is accepted a second time.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		accept, ok := in.(*organizations.AcceptHandshake)
		if !ok {
			return out, err
		}
		if first, ok := l.kept[accept.HandshakeId+as.Account]; ok && err != nil {
			return copied(first.(*organizations.AcceptHandshakeOutput)), nil
		}
		if err == nil {
			l.kept[accept.HandshakeId+as.Account] = copied(out.(*organizations.AcceptHandshakeOutput))
		}
		return out, err
	}},
	{"A handshake is accepted after its 15 days.",
		accepting(func(l *liar, as kernel.Caller, in *organizations.AcceptHandshake, _ *kernel.Error) any {
			out, err := l.honest.Do(as, &organizations.DescribeHandshake{HandshakeId: in.HandshakeId})
			if err != nil || out.(*organizations.DescribeHandshakeOutput).Handshake.State != organizations.Expired {
				return nil
			}
			h := copied(out.(*organizations.DescribeHandshakeOutput).Handshake)
			h.State = organizations.Accepted
			return &organizations.AcceptHandshakeOutput{Handshake: h}
		})},
	{"Anybody accepts anybody's handshake.", byAnybody[organizations.AcceptHandshake]},
	{"Anybody is shown any handshake.", byAnybody[organizations.DescribeHandshake]},
	{"The handshakes of all accounts are listed.",
		answering(func(l *liar, as kernel.Caller, in *organizations.ListHandshakesForAccount,
			out *organizations.ListHandshakesForAccountOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *organizations.ListHandshakesForAccountOutput) {
				out.Handshakes = append(out.Handshakes, theirs.Handshakes...)
			})
		})},
	{"A handshake expires a day early.", showing(func(l *liar, _ kernel.Caller, h *organizations.Handshake) {
		if h.State == organizations.Requested && l.now() > h.ExpirationTimestamp.Add(-kernel.Day) {
			h.State = organizations.Expired
		}
	})},
	{"A handshake never expires.", showing(func(_ *liar, _ kernel.Caller, h *organizations.Handshake) {
		if h.State == organizations.Expired {
			h.State = organizations.Requested
		}
	})},
	{"A handshake expires after 14 days by its timestamp.",
		showing(func(_ *liar, _ kernel.Caller, h *organizations.Handshake) {
			h.ExpirationTimestamp = h.ExpirationTimestamp.Add(-kernel.Day)
		})},
	{"A handshake that was canceled is DECLINED.", showing(func(_ *liar, _ kernel.Caller, h *organizations.Handshake) {
		if h.State == organizations.Canceled {
			h.State = organizations.Declined
		}
	})},
	{"DeclineHandshake is accepted and does nothing.", idle[organizations.DeclineHandshake]},
	{"An open handshake cannot be accepted after a week.",
		refusing(func(l *liar, as kernel.Caller, in *organizations.AcceptHandshake) *kernel.ErrorShape {
			out, _ := l.honest.Do(as, &organizations.DescribeHandshake{HandshakeId: in.HandshakeId})
			if h, ok := out.(*organizations.DescribeHandshakeOutput); ok &&
				l.now() > h.Handshake.RequestedTimestamp.Add(7*kernel.Day) {
				return &kernel.ErrorShape{Code: "HandshakeAlreadyInStateException", Status: 400}
			}
			return nil
		})},
	{"A handshake is between another organization and its receiver each time.",
		showing(func(l *liar, _ kernel.Caller, h *organizations.Handshake) {
			if !l.first(h.Id) {
				h.Parties[0].Id = "o-aaaaaaaaaa"
			}
		})},
}
