package dlm

import (
	"context"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// trust lets DLM assume a role.
const trust = `{"Version":"2012-10-17","Statement":[` +
	`{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

func (s session) givenDefaultRole(ctx context.Context, account string) error {
	_, err := s.defaultRole(ctx, s.Caller(account))
	return err
}

// defaultRole is the default role of an account, which is made when it is first
// needed.
func (s session) defaultRole(ctx context.Context, as kernel.Caller) (string, error) {
	alias := "default role of " + s.AccountCalled(as.Account)
	if t, ok := s.Lookup("role", alias); ok {
		return t.ARN, nil
	}
	role, err := engine.Ask[iam.CreateRoleOutput](ctx, s.Session, as, &iam.CreateRole{
		RoleName: "AWSDataLifecycleManagerDefaultRole", Path: "/service-role/",
		AssumeRolePolicyDocument: trust,
	})
	if err != nil {
		return "", err
	}
	_, err = engine.Ask[iam.AttachRolePolicyOutput](ctx, s.Session, as, &iam.AttachRolePolicy{
		RoleName:  role.Role.RoleName,
		PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole",
	})
	s.Remember("role", alias, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: role.Role.RoleId, ARN: role.Role.Arn,
	})
	return role.Role.Arn, err
}

// roleFor is the role that a phrase names, or else the default one.
func (s session) roleFor(ctx context.Context, as kernel.Caller, role string) (string, error) {
	if role == "" {
		return s.defaultRole(ctx, as)
	}
	t, err := s.Recall("role", role)
	return t.ARN, err
}
