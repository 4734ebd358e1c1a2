package invariants_test

import (
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

const sessionARN = "arn:aws:sts::111111111111:assumed-role/copier/night"

var copier = kernel.Caller{Account: owner.Account, Region: "us-east-1", Principal: sessionARN}

func roleMade() *kernel.Exchange {
	return call(0, owner, &iam.CreateRole{RoleName: "copier"},
		&iam.CreateRoleOutput{Role: &iam.Role{RoleName: "copier", Arn: "arn:aws:iam::111111111111:role/copier",
			RoleId: "AROAAAAAAAAAAAAAAAAAA", CreateDate: start}})
}

func allowedTo(effect string) *kernel.Exchange {
	return call(0, owner, &iam.PutRolePolicy{RoleName: "copier", PolicyName: effect,
		PolicyDocument: `{"Statement":[{"Effect":"` + effect + `","Action":"*","Resource":"*"}]}`},
		&iam.PutRolePolicyOutput{})
}

func assumed() *kernel.Exchange {
	return call(0, owner, &iam.AssumeRole{RoleArn: "arn:aws:iam::111111111111:role/copier", RoleSessionName: "night"},
		&iam.AssumeRoleOutput{
			AssumedRoleUser: &iam.AssumedRoleUser{Arn: sessionARN},
			Credentials:     &iam.Credentials{Expiration: start.Add(time.Hour)},
		})
}

func acts(at time.Duration) *kernel.Exchange {
	return call(at, copier, &ebs.DescribeVolumes{}, &ebs.DescribeVolumesOutput{})
}

var ofPrincipals = []tale{
	{"INV-IAM-01", "a session acts until it expires",
		[]*kernel.Exchange{roleMade(), allowedTo("Allow"), assumed(), acts(time.Hour - time.Second)},
		[]*kernel.Exchange{roleMade(), allowedTo("Allow"), assumed(), acts(time.Hour)}},
	{"INV-IAM-02", "a denial beats a permission",
		[]*kernel.Exchange{roleMade(), allowedTo("Allow"), assumed(), acts(time.Minute)},
		[]*kernel.Exchange{roleMade(), allowedTo("Allow"), allowedTo("Deny"), assumed(), acts(time.Minute)}},
}
