package model_test

import (
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/stretchr/testify/require"
)

var (
	asker = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	ann   = kernel.Caller{Account: "111111111111", Region: "us-east-1", Principal: "arn:aws:iam::111111111111:user/ann"}
)

// answer does what is to be accepted.
func answer[O any](t *testing.T, w *model.World, as kernel.Caller, in any) *O {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err, "%T", in)
	return out.(*O)
}

// withAnn is a world with a completed snapshot, a key, and a user who may do all
// that the document says.
func withAnn(t *testing.T, document string) (w *model.World, snapshot, key string) {
	w = model.New(model.Options{})
	size := int32(1)
	v := answer[ebs.CreateVolumeOutput](t, w, asker, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: &size})
	key = answer[kms.CreateKeyOutput](t, w, asker, &kms.CreateKey{}).KeyMetadata.Arn
	w.Advance(time.Hour)
	snapshot = answer[ebs.CreateSnapshotOutput](t, w, asker, &ebs.CreateSnapshot{VolumeId: v.VolumeId}).SnapshotId
	w.Advance(3 * time.Hour)
	meetAnn(t, w, document)
	return w, snapshot, key
}

func meetAnn(t *testing.T, w *model.World, document string) {
	answer[iam.CreateUserOutput](t, w, asker, &iam.CreateUser{UserName: "ann"})
	answer[iam.PutUserPolicyOutput](t, w, asker,
		&iam.PutUserPolicy{UserName: "ann", PolicyName: "may", PolicyDocument: document})
}

func copying(t *testing.T, w *model.World, snapshot, key string) (id string) {
	in := &ebs.CopySnapshot{SourceRegion: "us-east-1", SourceSnapshotId: snapshot, Encrypted: new(true), KmsKeyId: key}
	return answer[ebs.CopySnapshotOutput](t, w, ann, in).SnapshotId
}

func became(t *testing.T, w *model.World, id string) ebs.SnapshotState {
	w.Advance(time.Hour)
	return answer[ebs.DescribeSnapshotsOutput](t, w, asker,
		&ebs.DescribeSnapshots{SnapshotIds: []string{id}}).Snapshots[0].State
}

const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*","kms:*"],"Resource":"*"}]}`

func TestWhoTakesTheNameOfAUserThatIsGoneDoesNotFinishWhatItAskedFor(t *testing.T) {
	w, snapshot, key := withAnn(t, everything)
	id := copying(t, w, snapshot, key)
	made := answer[ebs.CreateVolumeOutput](t, w, ann,
		&ebs.CreateVolume{AvailabilityZone: "us-east-1a", SnapshotId: snapshot, Encrypted: new(true), KmsKeyId: key})
	answer[iam.DeleteUserPolicyOutput](t, w, asker, &iam.DeleteUserPolicy{UserName: "ann", PolicyName: "may"})
	answer[iam.DeleteUserOutput](t, w, asker, &iam.DeleteUser{UserName: "ann"})
	meetAnn(t, w, everything)
	require.Equal(t, ebs.SnapshotError, became(t, w, id))
	_, err := w.Do(asker, &ebs.DescribeVolumes{VolumeIds: []string{made.VolumeId}})
	require.ErrorContains(t, err, "does not exist")
	require.Equal(t, ebs.SnapshotCompleted, became(t, w, copying(t, w, snapshot, key)))
}

func TestTheDefaultKeyThatACopyDescribesIsThatOfWhenItWasAskedFor(t *testing.T) {
	w, snapshot, key := withAnn(t, everything)
	closed := answer[kms.CreateKeyOutput](t, w, asker, &kms.CreateKey{}).KeyMetadata.Arn
	answer[iam.PutUserPolicyOutput](t, w, asker,
		&iam.PutUserPolicy{UserName: "ann", PolicyName: "not",
			PolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:DescribeKey","Resource":"` +
				closed + `"}]}`})
	before := copying(t, w, snapshot, key)
	answer[ebs.ModifyEbsDefaultKmsKeyIdOutput](t, w, asker, &ebs.ModifyEbsDefaultKmsKeyId{KmsKeyId: closed})
	require.Equal(t, ebs.SnapshotCompleted, became(t, w, before))
	require.Equal(t, ebs.SnapshotError, became(t, w, copying(t, w, snapshot, key)))
}
