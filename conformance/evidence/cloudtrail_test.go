package evidence_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// event is a record of CloudTrail as AWS's pages show them.
type event map[string]any

func called(at, source, name, account string, with, answer any) event {
	return event{"eventVersion": "1.08", "eventTime": at, "eventSource": source + ".amazonaws.com", "eventName": name,
		"awsRegion": "us-east-1", "requestParameters": with, "responseElements": answer, "eventType": "AwsApiCall",
		"readOnly": false, "recipientAccountId": account, "eventID": at + name + account,
		"userIdentity": map[string]any{"type": "IAMUser", "accountId": account, "arn": "arn:aws:iam::" + account + ":user/Alice"}}
}

func (e event) refused(code string) event {
	e["errorCode"], e["errorMessage"], e["responseElements"] = code, "no", nil
	return e
}

type members = map[string]any

const owner, consumer = "111122223333", "444455556666"

// shared is how a snapshot is made and shared, as a trail tells it.
func shared() []event {
	return []event{
		called("2026-03-01T10:00:00Z", "ec2", "CreateVolume", owner, members{"size": "10", "zone": "us-east-1a",
			"volumeType": "gp3", "tagSpecificationSet": members{"items": []any{members{"resourceType": "volume",
				"tags": []any{members{"key": "a", "value": "b"}}}}}},
			members{"volumeId": "vol-0a1b2c3d4e5f60718", "size": "10", "status": "creating", "createTime": 1772359200000}),
		called("2026-03-01T10:05:00Z", "ec2", "CreateSnapshot", owner, members{"volumeId": "vol-0a1b2c3d4e5f60718"},
			members{"requestId": "x", "snapshotId": "snap-0f1e2d3c4b5a69788", "volumeId": "vol-0a1b2c3d4e5f60718", "status": "pending",
				"ownerId": owner, "volumeSize": "10"}),
		called("2026-03-01T11:00:00Z", "ec2", "ModifySnapshotAttribute", owner, members{"snapshotId": "snap-0f1e2d3c4b5a69788",
			"attributeType": "CREATE_VOLUME_PERMISSION", "createVolumePermission": members{"add": members{
				"items": []any{members{"userId": consumer}}}}}, members{"requestId": "x", "_return": true}),
		called("2026-03-01T12:00:00Z", "ec2", "CreateVolume", consumer, members{"snapshotId": "snap-0f1e2d3c4b5a69788",
			"availabilityZone": "us-east-1a"}, members{"volumeId": "vol-0b1b2c3d4e5f60718", "snapshotId": "snap-0f1e2d3c4b5a69788"}),
	}
}

// judged judges trails in files, the second half of them compressed.
func judged(t *testing.T, events ...event) *evidence.Judgement {
	t.Helper()
	dir := t.TempDir()
	for i, part := range [][]event{events[:len(events)/2], events[len(events)/2:]} {
		text, err := json.MarshalIndent(map[string]any{"Records": append([]event{}, part...)}, "", " ")
		require.NoError(t, err)
		name := filepath.Join(dir, fmt.Sprint("trail", i, ".json"))
		if i == 1 {
			var packed bytes.Buffer
			zip := gzip.NewWriter(&packed)
			_, _ = zip.Write(text)
			require.NoError(t, zip.Close())
			text, name = packed.Bytes(), name+".gz"
		}
		require.NoError(t, os.WriteFile(name, text, 0o644))
	}
	judge := &evidence.Judge{}
	require.NoError(t, evidence.Validate([]string{dir}, judge, nil))
	return judge.Judgement()
}

func TestATrailOfAWSConforms(t *testing.T) {
	j := judged(t, shared()...)
	require.Equal(t, 4, j.Judged, "%+v %+v", j.NotJudged, j.Findings)
	require.Equal(t, 4, j.Conforming, "%+v", j.Findings)
}

func TestAWrongTrailIsAccused(t *testing.T) {
	events := shared()
	stranger := called("2026-03-01T12:30:00Z", "ec2", "CreateSnapshot", owner, members{"volumeId": "vol-0a1b2c3d4e5f60718"},
		members{"snapshotId": "snap-0f1e2d3c4b5a69799", "volumeId": "vol-0a1b2c3d4e5f60718", "volumeSize": "11", "status": "completed",
			"ownerId": consumer})
	j := judged(t, append(events, stranger)...)
	require.Equal(t, 1, j.Diverging, "%+v %+v", j.NotJudged, j.Findings)
	require.Equal(t, 1, j.ExitCode())
	require.Contains(t, j.Findings[0].File, "trail1.json.gz")
	require.Greater(t, j.Findings[0].Line, 1)
}

func TestWhatATrailDoesNotShowIsNotJudged(t *testing.T) {
	for why, e := range map[string]event{
		"it names what nobody in the trail has made": called("2026-03-01T13:00:00Z", "ec2", "DeleteSnapshot", owner,
			members{"snapshotId": "snap-0dddddddddddddddd"}, members{"_return": true}),
		"a trail does not show what was read": called("2026-03-01T13:00:00Z", "ec2", "DescribeSnapshots", owner, members{}, nil),
		"it was refused, perhaps because of what was there before the first record": called("2026-03-01T13:00:00Z", "ec2",
			"CreateSnapshot", owner, members{"volumeId": "vol-0a1b2c3d4e5f60718"}, nil).refused("Client.UnauthorizedOperation"),
		"the trail hides what was said, or does not show it": called("2026-03-01T13:00:00Z", "organizations", "CreateAccount", owner,
			members{"email": "HIDDEN_DUE_TO_SECURITY_REASONS", "accountName": "HIDDEN_DUE_TO_SECURITY_REASONS"}, members{}),
		"it names what may be older than the first record": called("2026-03-01T13:00:00Z", "backup", "DeleteBackupVault", owner,
			members{"backupVaultName": "old"}, nil),
		"it says something that the model does not know": called("2026-03-01T13:00:00Z", "ec2", "CreateSnapshot", owner,
			members{"volumeId": "vol-0a1b2c3d4e5f60718", "brandNew": "x"}, members{"snapshotId": "snap-0f1e2d3c4b5a69799"}),
		"the model does not have the operation": called("2026-03-01T13:00:00Z", "ec2", "RunInstances", owner, members{}, members{}),
		"AWS had trouble": called("2026-03-01T13:00:00Z", "ec2", "CreateSnapshot", owner,
			members{"volumeId": "vol-0a1b2c3d4e5f60718"}, nil).refused("Client.RequestLimitExceeded"),
	} {
		j := judged(t, append(shared(), e)...)
		assert.Zero(t, j.ExitCode(), "%s: %+v", why, j.Findings)
		assert.Equal(t, 4, j.Judged, why)
		if assert.Len(t, j.NotJudged, 1, why) {
			assert.Equal(t, why, j.NotJudged[0].Reason)
		}
	}
	service := called("2026-03-01T13:00:00Z", "ec2", "CreateSnapshot", owner, members{"volumeId": "vol-0a1b2c3d4e5f60718"}, nil)
	service["userIdentity"] = members{"type": "AssumedRole", "accountId": owner, "invokedBy": "backup.amazonaws.com"}
	j := judged(t, append(shared(), service, called("2026-03-01T14:00:00Z", "ec2", "DeleteVolume", owner,
		members{"volumeId": "vol-0a1b2c3d4e5f60718"}, members{"_return": true}),
		called("2026-03-01T15:00:00Z", "s3", "CreateBucket", owner, members{"bucketName": "x"}, nil))...)
	assert.Equal(t, 4, j.Judged, "what depends on what was not played is not judged: %+v", j.NotJudged)
	assert.Equal(t, 6, j.Exchanges, "other services are no business of the model")
}

// trailOf writes what a scenario did as CloudTrail would.
func trailOf(g *evidence.Group, at time.Time) (all []event) {
	for i := range g.Moments {
		m := &g.Moments[i]
		at = at.Add(m.Waited)
		if m.Op == nil || m.Trouble != "" {
			continue
		}
		at = at.Add(2 * time.Second)
		e := called(at.Format(time.RFC3339), m.Op.API.Signing, m.Op.Name, m.As.Account, lowered(m.In, m.Op.API), nil)
		e["awsRegion"], e["readOnly"], e["eventID"] = m.As.Region, m.Op.Reads(), fmt.Sprint(i)
		if m.Refused != nil {
			e.refused(m.Refused.Code)
		} else if m.Out != nil && !m.Op.Reads() {
			e["responseElements"] = lowered(m.Out, m.Op.API)
		}
		all = append(all, e)
	}
	return all
}

// lowered spells members as CloudTrail does; EC2's lists lie inside of items.
func lowered(v any, api *kernel.API) any {
	var lower func(any) any
	lower = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			all := members{}
			for key, value := range v {
				name := key
				if key != "" {
					name = strings.ToLower(key[:1]) + key[1:]
				}
				list, isList := value.([]any)
				if isList && api.Service == "ec2" {
					all[name+"Set"] = members{"items": lower(list)}
					continue
				}
				all[name] = lower(value)
			}
			return all
		case []any:
			for i := range v {
				v[i] = lower(v[i])
			}
		}
		return v
	}
	return lower(values.Plain(reflect.ValueOf(v).Elem().Interface()))
}

// What the model did, told by a trail, accuses nobody: the trail shows less than a trace.
func TestTrailsOfTheModelAccuseNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a trail for each of many scenarios")
	}
	trace := record(t, &target.Model{}, "ebs", "ram", "kms")
	judgedAll, all := 0, 0
	_, err := evidence.Read("trace", bytes.NewReader(trace.Bytes()), func(_ *evidence.Header, g *evidence.Group) error {
		events := trailOf(g, model.New(model.Options{}).Now())
		if len(events) < 2 {
			return nil
		}
		j := judged(t, events...)
		judgedAll, all = judgedAll+j.Judged, all+j.Exchanges
		assert.Zero(t, j.Diverging, "%s %s: %+v", g.Source, g.Name, j.Findings)
		return nil
	})
	require.NoError(t, err)
	t.Logf("%d of %d judged", judgedAll, all)
	require.Greater(t, judgedAll, 1000)
}
