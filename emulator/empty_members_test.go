package emulator_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// AWS sends these members whatever they say, and ordinary code in Python reads them
// without asking.
func TestAnswersCarryTheEmptyMembersThatAWSAlwaysSends(t *testing.T) {
	e := emulator.New(emulator.Options{})
	ask := func(r request) string {
		w := r.to(e)
		require.Equal(t, 200, w.Code, w.Body)
		return w.Body.String()
	}
	json11Call := func(target, service, body string) request {
		return cloudhsmCall("", body).with("X-Amz-Target", target).with("Authorization", authOf(owner, "us-east-1", service))
	}
	made := ask(ec2Call("Action=CreateVolume&AvailabilityZone=us-east-1a&Size=8"))
	assert.Contains(t, made, "<snapshotId></snapshotId>")
	assert.Contains(t, made, "<tagSet></tagSet>")
	assert.NotContains(t, made, "attachmentSet")
	volume := regexp.MustCompile("vol-[0-9a-f]+").FindString(made)
	e.Advance(time.Hour)

	shown := ask(ec2Call("Action=DescribeVolumes"))
	assert.Contains(t, shown, "<attachmentSet></attachmentSet>")
	assert.Contains(t, shown, "<snapshotId></snapshotId>")
	assert.NotContains(t, shown, "tagSet", "AWS leaves it out")

	made = ask(ec2Call("Action=CreateSnapshot&VolumeId=" + volume))
	for _, member := range []string{"<description></description>", "<progress></progress>", "<tagSet></tagSet>"} {
		assert.Contains(t, made, member)
	}
	shown = ask(ec2Call("Action=DescribeSnapshots&Owner.1=self"))
	assert.Contains(t, shown, "<description></description>")
	assert.Contains(t, shown, "<progress>0%</progress>")

	assert.Contains(t, ask(json11Call("TrentService.CreateKey", "kms", "{}")), `"Description":""`)
	assert.Contains(t, ask(json11Call("AWSOrganizationsV20161128.CreateOrganization", "organizations", "{}")),
		`"AvailablePolicyTypes":[{"Status":"ENABLED","Type":"SERVICE_CONTROL_POLICY"}]`)
	assert.Contains(t, ask(json11Call("AWSOrganizationsV20161128.ListRoots", "organizations", "{}")), `"PolicyTypes":[]`)

	trust := url.QueryEscape(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},` +
		`"Action":"sts:AssumeRole"}}`)
	assert.NotContains(t, ask(iamCall("Action=CreateRole&RoleName=r&AssumeRolePolicyDocument="+trust)), "RoleLastUsed")
	assert.Contains(t, ask(iamCall("Action=GetRole&RoleName=r")), "<RoleLastUsed></RoleLastUsed>")
}

func TestAVolumeTellsThePerformanceOfItsType(t *testing.T) {
	e := emulator.New(emulator.Options{})
	for form, want := range map[string]string{
		"VolumeType=gp2&Size=8":                `iops 100`,
		"Size=200":                             `iops 600`,
		"VolumeType=gp2&Size=16000":            `iops 16000`,
		"VolumeType=gp3&Size=8":                `iops 3000, throughput 125`,
		"VolumeType=gp3&Size=100&Iops=4000":    `iops 4000, throughput 125`,
		"VolumeType=gp3&Size=8&Throughput=250": `iops 3000, throughput 250`,
		"VolumeType=io2&Size=8&Iops=400":       `iops 400`,
		"VolumeType=standard&Size=8":           ``,
		"VolumeType=st1&Size=500":              ``,
	} {
		body := ec2Call("Action=CreateVolume&AvailabilityZone=us-east-1a&" + form).to(e).Body.String()
		var told []string
		for _, m := range regexp.MustCompile("<(iops|throughput)>([0-9]+)<").FindAllStringSubmatch(body, -1) {
			told = append(told, m[1]+" "+m[2])
		}
		assert.Equal(t, want, strings.Join(told, ", "), form)
	}
}
