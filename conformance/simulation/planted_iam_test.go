package simulation_test

import (
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

var inPrincipals = []bug{
	{"PutRolePolicy is accepted and does nothing.", idle[iam.PutRolePolicy]},
	{"DeleteUserPolicy is accepted and does nothing.", idle[iam.DeleteUserPolicy]},
	{"DetachRolePolicy is accepted and does nothing.", idle[iam.DetachRolePolicy]},
	{"Sessions never expire.", byTheAdministrator(func(refused *kernel.Error) bool {
		return strings.Contains(refused.Code, "Expired")
	})},
	{"Whoever was deleted goes on.", byTheAdministrator(func(refused *kernel.Error) bool {
		return against(refused, "IAM-PRN-01") || strings.Contains(refused.Message, "is invalid")
	})},
	{"Nothing is denied to anybody.", byTheAdministrator(func(refused *kernel.Error) bool {
		return strings.Contains(refused.Code, "AccessDenied") || refused.Code == "UnauthorizedOperation"
	})},
	{"Sessions are over when they begin.",
		answering(func(l *liar, _ kernel.Caller, _ *iam.AssumeRole, out *iam.AssumeRoleOutput) {
			out.Credentials.Expiration = l.now()
		})},
	{"All roles have one ID.", answering(func(_ *liar, _ kernel.Caller, _ *iam.CreateRole, out *iam.CreateRoleOutput) {
		out.Role.RoleId = "AROAAAAAAAAAAAAAAAAAA"
	})},
	{"Users vanish from the listing once they have a policy.",
		answering(func(_ *liar, _ kernel.Caller, _ *iam.ListUserPolicies, out *iam.ListUserPoliciesOutput) {
			out.PolicyNames = nil
		})},
}
