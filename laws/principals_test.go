package laws_test

import (
	"time"

	"github.com/shareproof/shareproof/laws"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

const sessionARN = "arn:aws:sts::111111111111:assumed-role/copier/night"

var copier = kernel.Caller{Account: owner.Account, Region: "us-east-1", Principal: sessionARN}

func roleMade() *laws.Call {
	return call(0, owner, &iam.CreateRole{RoleName: "copier"},
		&iam.CreateRoleOutput{Role: &iam.Role{RoleName: "copier", Arn: "arn:aws:iam::111111111111:role/copier", RoleId: "AROAAAAAAAAAAAAAAAAAA", CreateDate: start}})
}

func allowedTo(effect string) *laws.Call {
	return call(0, owner, &iam.PutRolePolicy{RoleName: "copier", PolicyName: effect, PolicyDocument: `{"Statement":[{"Effect":"` + effect + `","Action":"*","Resource":"*"}]}`},
		&iam.PutRolePolicyOutput{})
}

func assumed() *laws.Call {
	return call(0, owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/copier", RoleSessionName: "night"}, &iam.AssumeRoleOutput{
		AssumedRoleUser: &iam.AssumedRoleUser{Arn: sessionARN}, Credentials: &iam.Credentials{Expiration: start.Add(time.Hour)},
	})
}

func acts(at time.Duration) *laws.Call {
	return call(at, copier, &ebs.DescribeVolumes{}, &ebs.DescribeVolumesOutput{})
}

var ofPrincipals = []tale{
	{"LAW-40", "a session acts until it expires",
		[]*laws.Call{roleMade(), allowedTo("Allow"), assumed(), acts(time.Hour - time.Second)},
		[]*laws.Call{roleMade(), allowedTo("Allow"), assumed(), acts(time.Hour)}},
	{"LAW-41", "a denial beats a permission",
		[]*laws.Call{roleMade(), allowedTo("Allow"), assumed(), acts(time.Minute)},
		[]*laws.Call{roleMade(), allowedTo("Allow"), allowedTo("Deny"), assumed(), acts(time.Minute)}},
}
