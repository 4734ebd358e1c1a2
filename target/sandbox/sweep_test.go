package sandbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// shared is the model of accounts in which other teams have resources, and that nobody
// can empty.
type shared struct{ elsewhere }

func (s *shared) Offers(c target.Capability) bool { return c != target.Reset }

func (s *shared) Reset(context.Context, uint64) error { return nil }

var owner = kernel.Caller{Account: "111111111111", Region: "us-east-1"}

func inACrowd(t *testing.T) (*sandbox.Target, *model.World) {
	t.Helper()
	s := &shared{}
	s.World = model.New(model.Options{Seed: 1})
	require.NoError(t, crowd.Fill(s.World, 1, 2, owner.Account))
	there, err := sandbox.New(s, sandbox.Places{})
	require.NoError(t, err)
	require.NoError(t, there.Reset(t.Context(), 1))
	return there, s.World
}

func TestAListingShowsWhatTheScenarioHasMade(t *testing.T) {
	there, world := inACrowd(t)
	volumes := func() (ids []string) {
		out, err := there.Do(t.Context(), owner, &ebs.DescribeVolumes{})
		require.NoError(t, err)
		for _, v := range out.(*ebs.DescribeVolumesOutput).Volumes {
			ids = append(ids, v.VolumeId)
		}
		return ids
	}
	all, err := world.Do(owner, &ebs.DescribeVolumes{})
	require.NoError(t, err)
	require.NotEmpty(t, all.(*ebs.DescribeVolumesOutput).Volumes)
	require.Empty(t, volumes())
	made, err := there.Do(t.Context(), owner, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1))})
	require.NoError(t, err)
	require.Equal(t, []string{made.(*ebs.CreateVolumeOutput).VolumeId}, volumes())
}

func TestASweepTakesAwayWhatWasMadeAndNothingElse(t *testing.T) {
	there, world := inACrowd(t)
	undisturbed := world.Fork()
	count := func(world *model.World) (n int) {
		for _, in := range []any{&ebs.DescribeVolumes{}, &ebs.DescribeSnapshots{OwnerIds: []string{"self"}}, &iam.ListRoles{}} {
			out, err := world.Do(owner, in)
			require.NoError(t, err)
			switch out := out.(type) {
			case *ebs.DescribeVolumesOutput:
				n += len(out.Volumes)
			case *ebs.DescribeSnapshotsOutput:
				n += len(out.Snapshots)
			case *iam.ListRolesOutput:
				n += len(out.Roles)
			}
		}
		return n
	}
	before := count(world)
	for _, in := range []any{
		&ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1))},
		&iam.CreateRole{RoleName: "job", AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
			`"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`},
		&iam.AttachRolePolicy{RoleName: "job", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"},
		&iam.PutRolePolicy{RoleName: "job", PolicyName: "look", PolicyDocument: `{"Version":"2012-10-17","Statement":` +
			`[{"Effect":"Allow","Action":"ec2:DescribeVolumes","Resource":"*"}]}`},
	} {
		out, err := there.Do(t.Context(), owner, in)
		require.NoError(t, err)
		if volume, ok := out.(*ebs.CreateVolumeOutput); ok {
			require.NoError(t, there.Wait(t.Context(), time.Hour))
			_, err := there.Do(t.Context(), owner, &ebs.CreateSnapshot{VolumeId: volume.VolumeId})
			require.NoError(t, err)
		}
	}
	require.Greater(t, count(world), before+2)
	require.Empty(t, there.Close(t.Context()))
	world.Advance(time.Hour)                                // what is being deleted goes
	undisturbed.Advance(world.Now().Sub(undisturbed.Now())) // other teams go on
	assert.Equal(t, count(undisturbed), count(world))
}

func TestWhatASweepCannotTakeAwayIsTold(t *testing.T) {
	there, world := inACrowd(t)
	made, err := there.Do(t.Context(), owner, &iam.CreateUser{UserName: "ann"})
	require.NoError(t, err)
	require.NotNil(t, made)
	_, err = world.Do(owner, &iam.PutUserPolicy{UserName: "ann", PolicyName: "of somebody else", PolicyDocument: "{}"})
	require.Error(t, err)
	_, err = world.Do(owner, &iam.PutUserPolicy{UserName: "ann", PolicyName: "else", PolicyDocument: `{"Version":"2012-10-17",` +
		`"Statement":[{"Effect":"Allow","Action":"ec2:DescribeVolumes","Resource":"*"}]}`})
	require.NoError(t, err)
	left := there.Close(t.Context())
	require.Len(t, left, 1)
	assert.ErrorContains(t, left[0], "iam.DeleteUser of 111111111111 in us-east-1: DeleteConflict")
}

// empty answers every call that makes something with an answer that says nothing.
type empty struct{ shared }

func (e *empty) Do(context.Context, kernel.Caller, any) (any, error) {
	return &ram.CreateResourceShareOutput{}, nil
}

func TestAnAnswerThatDoesNotShowWhatWasMadeIsTold(t *testing.T) {
	there, err := sandbox.New(&empty{}, sandbox.Places{})
	require.NoError(t, err)
	require.NoError(t, there.Reset(t.Context(), 1))
	_, err = there.Do(t.Context(), owner, &ram.CreateResourceShare{Name: "s"})
	require.NoError(t, err)
	assert.Contains(t, there.Doubt(), "ram.CreateResourceShare: the answer does not show what was made")
	assert.Len(t, there.Close(t.Context()), 1)
}

// A sweep does not wait for an hour where nobody lets it call, or nobody answers.
func TestASweepWaitsOnlyForWhatMayHelp(t *testing.T) {
	for most, why := range map[time.Duration]error{
		0:               &target.Trouble{What: target.NoCredentials, Ours: true},
		3 * time.Minute: errors.New("connection refused"),
		time.Hour:       kernel.NewError(kernel.Unauthenticated, "not yet"),
	} {
		away := &gone{Model: target.Model{}}
		s, err := sandbox.New(away, sandbox.Places{})
		require.NoError(t, err)
		require.NoError(t, s.Reset(t.Context(), 1))
		_, err = s.Do(t.Context(), owner, &iam.CreateUser{UserName: "ann"})
		require.NoError(t, err)
		away.why = why
		require.NotEmpty(t, s.Sweep(t.Context()))
		assert.Equal(t, most, away.waited, "%v", why)
	}
}

// gone is a target that stops answering as it should.
type gone struct {
	target.Model
	why    error
	waited time.Duration
}

func (g *gone) Offers(of target.Capability) bool { return of != target.Reset && g.Model.Offers(of) }

func (g *gone) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if g.why != nil {
		return nil, g.why
	}
	return g.Model.Do(ctx, as, in)
}

func (g *gone) Wait(ctx context.Context, d time.Duration) error {
	g.waited += d
	return g.Model.Wait(ctx, d)
}
