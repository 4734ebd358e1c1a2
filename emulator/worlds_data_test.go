package emulator_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model"
)

// kept is a server of worlds that are kept in a folder, those that were there before among them.
func kept(t *testing.T, dir string, room emulator.Room) *emulator.Worlds {
	t.Helper()
	h := emulator.NewWorlds(lasting(t, emulator.Options{World: model.Options{Seed: 7}}, emulator.Data{Dir: dir}), room)
	require.NoError(t, h.Open())
	t.Cleanup(func() { _ = h.Close() })
	return h
}

func digestOf(t *testing.T, h http.Handler, world string) string {
	t.Helper()
	w := request{method: http.MethodGet, path: "/_shareproof/digest"}.at(world).to(h)
	require.Equal(t, 200, w.Code, w.Body)
	return w.Body.String()
}

func TestWorldsWithNamesComeBackAsTheyWere(t *testing.T) {
	dir := t.TempDir()
	h := kept(t, dir, manyWorlds)
	names := []string{"a", "A", "con", "b.c", "b", "x-_.", strings.Repeat("Z", 64)}
	for i, name := range names {
		for range i + 1 {
			require.Equal(t, 200, kmsCall("CreateKey", map[string]any{}).at(name).to(h).Code)
		}
	}
	require.Equal(t, 200, request{method: http.MethodPost, path: "/_shareproof/reset?seed=3"}.at("b").to(h).Code)
	require.Equal(t, 200, request{method: http.MethodPost, path: "/_shareproof/fork?world=forked"}.to(h).Code)
	require.Equal(t, 200, kmsCall("CreateKey", map[string]any{}).at("forked").to(h).Code)
	names = append(names, "forked")

	again := kept(t, killed(t, dir), emulator.Room{Most: 2})
	require.Len(t, again.All(), len(names), "also where there may be fewer by now")
	for _, name := range names {
		assert.Equal(t, digestOf(t, h, name), digestOf(t, again, name), name)
		assert.Equal(t, hello(t, h, name).Seed, hello(t, again, name).Seed, name)
		assert.True(t, hello(t, again, name).Kept, name)
	}
	assert.Equal(t, h.All()[0].Seed, again.All()[0].Seed)
	w := request{method: http.MethodGet, path: "/_shareproof/past"}.at("b.c").to(again)
	assert.Equal(t, 4, strings.Count(w.Body.String(), "create-key"))
	_, did, err := emulator.History(emulator.WorldDir(dir, "A"), 0, time.Time{})
	require.NoError(t, err)
	assert.Len(t, slices.DeleteFunc(did, func(d emulator.Did) bool { return d.Exchange.In == nil }), 2)

	require.NoError(t, again.Close())
	none := emulator.NewWorlds(lasting(t, emulator.Options{}, emulator.Data{Dir: killed(t, dir)}), emulator.Room{})
	require.NoError(t, none.Open())
	assert.Empty(t, none.All())
}

func TestTheJournalOfAWorldThatIsDroppedIsRemoved(t *testing.T) {
	dir := t.TempDir()
	h := kept(t, dir, manyWorlds)
	before := hello(t, h, "a").Generation
	require.DirExists(t, emulator.WorldDir(dir, "a"))
	require.Equal(t, 200, request{method: http.MethodDelete, path: "/"}.at("a").to(h).Code)
	require.NoDirExists(t, emulator.WorldDir(dir, "a"))
	require.NotEqual(t, before, hello(t, h, "a").Generation)

	left := filepath.Join(dir, "worlds", "-left") // without a snapshot: it was dropped, and then the process was killed
	require.NoError(t, os.MkdirAll(left, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(left, "0000000000000000.log"), nil, 0o600))
	copied := killed(t, dir)
	again := kept(t, copied, manyWorlds)
	require.NoDirExists(t, emulator.WorldDir(copied, "left"))
	require.Len(t, again.All(), 1)
	kmsCall("CreateKey", map[string]any{}).at("a").to(again)
	meant := kmsCall("ListKeys", map[string]any{}).at("a").with("X-Shareproof-Generation", "1")
	require.Equal(t, 409, meant.to(again).Code)
}

func TestTheJournalOfAWorldThatNobodyUsesIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		h := kept(t, dir, emulator.Room{Most: 10, Age: time.Hour})
		hello(t, h, "a")
		require.DirExists(t, emulator.WorldDir(dir, "a"))
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.NoDirExists(t, emulator.WorldDir(dir, "a"))
		require.Empty(t, h.All())
		require.NoError(t, h.Close())
	})
}

func TestAWorldThatTheDiskDoesNotTakeIsNotThere(t *testing.T) {
	dir, full := t.TempDir(), true
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: dir, Journal: journal.Options{
		Open: func(name string) (journal.File, error) {
			if full && strings.Contains(name, "worlds") {
				return nil, errors.New("no space left on device")
			}
			return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		}}})
	h := emulator.NewWorlds(e, manyWorlds)
	t.Cleanup(func() { _ = h.Close() })
	w := kmsCall("CreateKey", map[string]any{}).at("a").to(h)
	require.Equal(t, 500, w.Code)
	require.Contains(t, w.Body.String(), "no space left on device")
	require.Equal(t, 500, request{method: http.MethodGet, path: "/_shareproof/"}.at("a").to(h).Code)
	require.Empty(t, h.All())
	full = false
	require.Equal(t, 200, kmsCall("CreateKey", map[string]any{}).at("a").to(h).Code)
	require.Len(t, h.All(), 1)
}

func TestADamagedJournalOfAWorldIsNamed(t *testing.T) {
	dir := t.TempDir()
	h := kept(t, dir, manyWorlds)
	kmsCall("CreateKey", map[string]any{}).at("a").to(h)
	kmsCall("CreateKey", map[string]any{}).at("a").to(h)
	copied := killed(t, dir)
	file := filepath.Join(emulator.WorldDir(copied, "a"), "0000000000000000.log")
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	content[30] ^= 1
	require.NoError(t, os.WriteFile(file, content, 0o600))
	again := emulator.NewWorlds(lasting(t, emulator.Options{}, emulator.Data{Dir: copied}), manyWorlds)
	require.ErrorContains(t, again.Open(), file+": damaged at byte")
}
