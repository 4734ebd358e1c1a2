package sdk_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/cloudhsmv2"
	"github.com/aws/aws-sdk-go-v2/service/dlm"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/services"
)

func TestTheVersionsOfTheAPIsAreThoseOfTheSDK(t *testing.T) {
	versions := map[string]string{"backup": backup.ServiceAPIVersion, "cloudhsmv2": cloudhsmv2.ServiceAPIVersion,
		"dlm": dlm.ServiceAPIVersion, "ec2": ec2.ServiceAPIVersion, "iam": iam.ServiceAPIVersion, "kms": kms.ServiceAPIVersion,
		"organizations": organizations.ServiceAPIVersion, "ram": ram.ServiceAPIVersion, "rds": rds.ServiceAPIVersion,
		"sts": sts.ServiceAPIVersion}
	for _, api := range services.All {
		assert.Equal(t, versions[api.Service], api.Version, api.Service)
	}
}
