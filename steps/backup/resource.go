package backup

import (
	"context"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) resourcePhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^a file system {new file system} of {account}$`,
			Example:    `Given a file system "files" of "owner"`,
			Doc: "One of Amazon EFS, which AWS Backup alone sees: no call makes it. {files} stands for its ID, " +
				"{files.arn} for its ARN. Scenarios need file-systems.",
			Do: s.givenFileSystem,
		},
		{
			Expression: `^the default role for backups of {account}$`,
			Example:    `Given the default role for backups of "owner"`,
			Doc: "CreateRole and AttachRolePolicy, as the console does: AWSBackupDefaultServiceRole under " +
				"/service-role/, with AWS's policies for backups and restores. Jobs and selections without another " +
				"role get it by themselves. {backup role of owner.arn} stands for its ARN.",
			Do: func(ctx context.Context, account string) error {
				_, err := s.defaultRole(ctx, s.Caller(account))
				return err
			},
			Makes: defaultRoleOf("$1"),
		},
	}
}

// defaultRoleOf is the name of the default role of an account.
func defaultRoleOf(account string) []engine.Name {
	return []engine.Name{{Kind: role, Name: "backup role of " + account}}
}

// idOfFileSystems are IDs of file systems, one for each that a scenario names.
const idOfFileSystems = "0123456789abcdef"

func (s session) givenFileSystem(name, account string) error {
	as := s.Caller(account)
	var id []byte
	for i := range 17 {
		letter := byte(i)
		if i < len(name) {
			letter = name[i]
		}
		id = append(id, idOfFileSystems[letter%16])
	}
	fs := "fs-" + string(id)
	s.Remember(fileSystem, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: fs,
		ARN: as.Scope().ARN("elasticfilesystem", "file-system/"+fs),
	})
	return nil
}

// trust lets AWS Backup assume a role.
const trust = `{"Version":"2012-10-17","Statement":[` +
	`{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// The default role of the console, and AWS's policies for it.
const defaultRole = "AWSBackupDefaultServiceRole"

var defaultPolicies = []string{
	"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
	"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
}

// defaultRole is the default role of an account, which is made when it is first needed.
func (s session) defaultRole(ctx context.Context, as kernel.Caller) (string, error) {
	name := defaultRoleOf(s.AccountCalled(as.Account))[0].Name
	if t, ok := s.Lookup(role, name); ok {
		return t.ARN, nil
	}
	as.Principal = ""
	made, err := engine.Ask[iam.CreateRoleOutput](ctx, s.Session, as, &iam.CreateRole{
		RoleName: defaultRole, Path: "/service-role/", AssumeRolePolicyDocument: trust,
	})
	if err != nil {
		return "", err
	}
	for _, p := range defaultPolicies {
		in := &iam.AttachRolePolicy{RoleName: defaultRole, PolicyArn: p}
		if _, err := engine.Ask[iam.AttachRolePolicyOutput](ctx, s.Session, as, in); err != nil {
			return "", err
		}
	}
	s.Remember(role, name, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: made.Role.RoleId, ARN: made.Role.Arn,
	})
	return made.Role.Arn, nil
}

// roleFor is the role that a phrase names, or else the default one of the account.
func (s session) roleFor(ctx context.Context, as kernel.Caller, named string) (string, error) {
	if named == "" {
		return s.defaultRole(ctx, as)
	}
	t, err := s.Recall(role, named)
	return t.ARN, err
}

// called is the name of a resource that can be backed up, ? where it has none.
func (s session) called(arn string) string {
	t, ok := s.Find(func(t engine.Thing) bool { return t.ARN == arn }, volume, cluster, fileSystem)
	if !ok {
		return "?"
	}
	return t.Name
}
