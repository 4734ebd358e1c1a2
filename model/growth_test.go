package model_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// What a world keeps for as long as it lives is small, and what ends is forgotten: the numbers of
// docs/emulator.md, Limits.
func TestAWorldGrowsByLittle(t *testing.T) {
	race.Sequential(t)
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	for name, c := range map[string]struct {
		most  int64 // bytes for each call
		calls int
		every time.Duration
		do    func(w *model.World, i int) error
	}{
		"client tokens of RAM": {1024, 20_000, time.Second, func(w *model.World, i int) error {
			_, err := w.Do(as, &ram.UpdateResourceShare{ResourceShareArn: shareIn(t, w, as), Name: fmt.Sprint("s", i%3),
				ClientToken: fmt.Sprint("token-", i)})
			return err
		}},
		"requests to create accounts": {1024, 2000, time.Hour, func(w *model.World, i int) error {
			_, err := w.Do(as, &organizations.CreateAccount{AccountName: "a", Email: fmt.Sprintf("a%d@example.com", i)})
			return err
		}},
		"sessions": {32, 20_000, 10 * time.Minute, func(w *model.World, _ int) error {
			_, err := w.Do(as, &iam.GetSessionToken{})
			return err
		}},
	} {
		w := model.New(model.Options{})
		_, err := w.Do(as, &organizations.CreateOrganization{})
		require.NoError(t, err)
		shareIn(t, w, as)
		before := heap()
		for i := range c.calls {
			require.NoError(t, c.do(w, i), name)
			w.Advance(c.every)
		}
		assert.Less(t, (int64(heap())-int64(before))/int64(c.calls), c.most, name)
		runtime.KeepAlive(w)
	}
}

// shareIn returns the ARN of the one resource share of a caller, which is made if it is not there.
func shareIn(t *testing.T, w *model.World, as kernel.Caller) string {
	out, err := w.Do(as, &ram.GetResourceShares{ResourceOwner: ram.Self})
	require.NoError(t, err)
	if all := out.(*ram.GetResourceSharesOutput).ResourceShares; len(all) > 0 {
		return all[0].ResourceShareArn
	}
	made, err := w.Do(as, &ram.CreateResourceShare{Name: "s"})
	require.NoError(t, err)
	return made.(*ram.CreateResourceShareOutput).ResourceShare.ResourceShareArn
}
