package remote_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

func TestAWorldThatSomebodyElseResetIsNotTakenForTheTargets(t *testing.T) {
	s := httptest.NewServer(emulator.New(emulator.Options{}))
	defer s.Close()
	begin := func() *remote.Target {
		c, err := remote.ForURL(s.URL)
		require.NoError(t, err)
		opened, err := remote.Open(t.Context(), c)
		require.NoError(t, err)
		require.NoError(t, opened.Reset(t.Context(), 1))
		return opened
	}
	first := begin()
	_, err := first.Do(t.Context(), owner, &kms.CreateKey{})
	require.NoError(t, err)

	second := begin()
	lost := func(err error) {
		t.Helper()
		var trouble *target.Trouble
		require.ErrorAs(t, err, &trouble)
		assert.Equal(t, target.WorldLost, trouble.What)
		assert.True(t, trouble.Ours)
	}
	_, err = first.Do(t.Context(), owner, &kms.CreateKey{})
	lost(err)
	lost(first.Wait(t.Context(), time.Hour))
	lost(first.Reset(t.Context(), 2))
	lost(first.Close(t.Context()))

	out, err := second.Do(t.Context(), owner, &kms.ListKeys{})
	require.NoError(t, err)
	assert.Empty(t, out.(*kms.ListKeysOutput).Keys, "nothing that the first one called reached the second one's world")
}

func TestATargetThatBeganNothingIsClosedAsItWas(t *testing.T) {
	world := emulator.New(emulator.Options{})
	s := httptest.NewServer(world)
	defer s.Close()
	c, err := remote.ForURL(s.URL)
	require.NoError(t, err)
	opened, err := remote.Open(t.Context(), c)
	require.NoError(t, err)
	_, err = opened.Do(t.Context(), owner, &kms.CreateKey{})
	require.NoError(t, err)
	before := world.Digest()
	require.NoError(t, opened.Close(t.Context()))
	assert.Equal(t, before, world.Digest())
}

func TestWhatAWorldHoldsIsTold(t *testing.T) {
	assert.Equal(t, "3 calls have changed it (kms 3)", remote.Found(3, 3))
	assert.Equal(t, "1 call has changed it", remote.Found(1, 0), "a visit of the console")
}
