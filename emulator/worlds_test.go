package emulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model"
)

var manyWorlds = emulator.Room{Most: 1000, Age: time.Hour}

func worlds(o emulator.Options, room emulator.Room) *emulator.Worlds {
	return emulator.NewWorlds(emulator.New(o), room)
}

// at sends a request to a world.
func (q request) at(world string) request {
	q.path = "/_world/" + world + q.path
	return q
}

func hello(t *testing.T, h http.Handler, world string) (status emulator.Status) {
	t.Helper()
	w := request{method: http.MethodGet, path: "/_shareproof/"}.at(world).to(h)
	require.Equal(t, 200, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &status))
	return status
}

func TestWorldsKnowNothingOfEachOther(t *testing.T) {
	h := worlds(emulator.Options{World: model.Options{Seed: 7, Start: start}}, manyWorlds)
	list := kmsCall("ListKeys", map[string]any{})
	made := kmsCall("CreateKey", map[string]any{}).at("a").to(h)
	require.Equal(t, 200, made.Code, made.Body)
	require.Equal(t, 200, request{method: http.MethodPost, path: "/_shareproof/advance?by=7d"}.at("a").to(h).Code)
	require.Equal(t, 400, kmsCall("DescribeKey", map[string]any{"KeyId": "alias/none"}).at("a").to(h).Code)

	assert.Contains(t, list.at("a").to(h).Body.String(), "KeyArn")
	for _, other := range []request{list.at("b"), list} {
		assert.NotContains(t, other.to(h).Body.String(), "KeyArn", "%s", other.path)
	}
	a, b := hello(t, h, "a"), hello(t, h, "b")
	assert.Equal(t, "a", a.World)
	assert.Equal(t, start.AddDate(0, 0, 7), a.Time)
	assert.EqualValues(t, 1, a.Changes)
	assert.Equal(t, start, b.Time, "its clock is its own")
	assert.Zero(t, b.Changes)
	assert.NotEqual(t, a.Seed, b.Seed)
	assert.Nil(t, a.Worlds, "a world tells of no others")
	refused := request{method: http.MethodGet, path: "/_shareproof/calls?refused=true"}
	assert.Contains(t, refused.at("a").to(h).Body.String(), "DescribeKey")
	assert.NotContains(t, refused.at("b").to(h).Body.String(), "DescribeKey")
	assert.Equal(t, 404, request{method: http.MethodGet, path: "/_shareproof/worlds"}.at("a").to(h).Code)

	require.Equal(t, 200, request{method: http.MethodPost, path: "/_shareproof/reset"}.at("b").to(h).Code)
	assert.Equal(t, b.Seed, hello(t, h, "b").Seed, "it starts over as it was made")
	assert.Contains(t, list.at("a").to(h).Body.String(), "KeyArn", "the reset of another leaves it alone")
}

func TestAWorldIsThatOfItsNameAndTheServersSeed(t *testing.T) {
	play := func(h http.Handler, world string) string {
		kmsCall("CreateKey", map[string]any{}).at(world).to(h)
		return request{method: http.MethodGet, path: "/_shareproof/digest"}.at(world).to(h).Body.String()
	}
	o := emulator.Options{World: model.Options{Seed: 7}}
	one, other := worlds(o, manyWorlds), worlds(o, manyWorlds)
	play(other, "before")
	assert.Equal(t, play(one, "a"), play(other, "a"))
	assert.NotEqual(t, play(one, "b"), play(one, "c"))

	alone := emulator.New(emulator.Options{World: model.Options{Seed: hello(t, one, "a").Seed}})
	kmsCall("CreateKey", map[string]any{}).to(alone)
	assert.Equal(t, request{method: http.MethodGet, path: "/_shareproof/digest"}.to(alone).Body.String(),
		request{method: http.MethodGet, path: "/_shareproof/digest"}.at("a").to(one).Body.String())
}

func TestNamesOfWorldsAreBounded(t *testing.T) {
	h := worlds(emulator.Options{}, manyWorlds)
	for _, name := range []string{"a", "A-b_c.9", strings.Repeat("x", 64), "0"} {
		assert.Equal(t, 200, kmsCall("ListKeys", map[string]any{}).at(name).to(h).Code, name)
	}
	for _, name := range []string{"", ".", "..", "-a", "_", "a%20b", "%61", "a%2Fb", "é", strings.Repeat("x", 65), "a+b", "a:b"} {
		w := kmsCall("ListKeys", map[string]any{}).at(name).to(h)
		assert.Equal(t, 400, w.Code, name)
		assert.Contains(t, w.Body.String(), `"__type":"ValidationException"`, name)
		w = iamCall("Action=ListUsers").at(name).to(h)
		assert.Equal(t, "ValidationError", xmlErrorOf(t, w.Body.String()).Code, name)
		w = request{method: http.MethodGet, path: "/_shareproof/"}.at(name).to(h)
		assert.Equal(t, 400, w.Code, name)
		assert.Contains(t, w.Body.String(), "is no name of a world: want 1 to 64 letters", name)
	}
	assert.Len(t, h.All(), 4, "no other was made")
}

func TestAPathIsTheWorldsWhateverSlashesClientsPut(t *testing.T) {
	h := worlds(emulator.Options{}, manyWorlds)
	call := kmsCall("ListKeys", map[string]any{})
	for _, path := range []string{"/_world/a", "/_world/a/", "/_world/a//"} {
		call.path = path
		assert.Equal(t, 200, call.to(h).Code, path)
	}
	vault := request{http.MethodPut, "/backup-vaults/one", "{}", map[string]string{"Content-Type": "application/json",
		"Authorization": authOf(owner, "us-east-1", "backup")}}
	require.Equal(t, 200, vault.at("a").to(h).Code)
	vault.method, vault.body, vault.path = http.MethodGet, "", "/tags/arn%3Aaws%3Abackup%3Aus-east-1%3A111111111111%3Abackup-vault%3Aone"
	w := vault.at("a").to(h)
	assert.Equal(t, 200, w.Code, w.Body)
	assert.Len(t, h.All(), 1)
}

func TestThereAreSoManyWorldsAndNoMore(t *testing.T) {
	h := worlds(emulator.Options{}, emulator.Room{Most: 2, Age: time.Hour})
	call := kmsCall("CreateKey", map[string]any{})
	require.Equal(t, 200, call.at("a").to(h).Code)
	require.Equal(t, 200, call.at("b").to(h).Code)
	w := call.at("c").to(h)
	assert.Equal(t, 400, w.Code)
	assert.Contains(t, w.Body.String(), `"__type":"LimitExceededException"`)
	assert.Contains(t, w.Body.String(), "This server holds 2 worlds and no more (--max-worlds): DELETE /_world/NAME/ drops one")
	w = request{method: http.MethodGet, path: "/_shareproof/"}.at("c").to(h)
	assert.Equal(t, 400, w.Code)
	assert.Contains(t, w.Body.String(), "dropped after 1h0m0s")
	assert.Equal(t, 200, call.at("a").to(h).Code, "those that are there go on")
	require.Equal(t, 200, request{method: http.MethodDelete, path: "/"}.at("b").to(h).Code)
	assert.Equal(t, 200, call.at("c").to(h).Code)

	none := worlds(emulator.Options{}, emulator.Room{})
	assert.Equal(t, 400, call.at("a").to(none).Code)
	assert.Equal(t, 404, request{method: http.MethodGet, path: "/_shareproof/worlds"}.to(none).Code)
	assert.Contains(t, request{method: http.MethodGet, path: "/"}.at("a").to(none).Body.String(), "is not offered")
}

func TestWorldsAreListedAndDropped(t *testing.T) {
	h := worlds(emulator.Options{}, manyWorlds)
	drop := request{method: http.MethodDelete, path: "/"}
	assert.Equal(t, 404, drop.at("a").to(h).Code)
	kmsCall("CreateKey", map[string]any{}).at("b").to(h)
	before := hello(t, h, "b").Generation
	hello(t, h, "a")

	w := request{method: http.MethodGet, path: "/_shareproof/worlds"}.to(h)
	var told struct{ Worlds []emulator.World }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told))
	require.Len(t, told.Worlds, 2)
	assert.Equal(t, "a", told.Worlds[0].Name)
	assert.Equal(t, "/_world/b/", told.Worlds[1].Path)
	assert.Equal(t, hello(t, h, "b").Seed, told.Worlds[1].Seed)

	assert.Equal(t, 409, drop.at("b").with("X-Shareproof-Generation", "9").to(h).Code)
	assert.Equal(t, 200, drop.at("b").to(h).Code)
	assert.Equal(t, 404, drop.at("b").to(h).Code)
	assert.Zero(t, hello(t, h, "b").Changes, "it is made anew")
	meant := kmsCall("ListKeys", map[string]any{}).at("b").with("X-Shareproof-Generation", fmt.Sprint(before))
	assert.Equal(t, 409, meant.to(h).Code, "who had the one that was dropped does not take it for his")
}

func TestWorldsThatNobodyUsesAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := worlds(emulator.Options{}, emulator.Room{Most: 10, Age: time.Hour})
		hello(t, h, "a")
		hello(t, h, "b")
		time.Sleep(40 * time.Minute)
		hello(t, h, "b")
		time.Sleep(20*time.Minute + time.Second)
		synctest.Wait()
		require.Len(t, h.All(), 1)
		assert.Equal(t, "b", h.All()[0].Name)
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.Empty(t, h.All())
		hello(t, h, "a")
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		assert.Empty(t, h.All(), "it is looked for again")
	})
}

func TestAWorldIsUsedAsLongAsItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slept := make(chan bool)
		plan := faults.Plan{Rates: []faults.Rate{{Fault: faults.Fault{Kind: faults.Delay, By: 3 * time.Hour}, Percent: 100}}}
		h := worlds(emulator.Options{Faults: plan, Sleep: func(_ context.Context, d time.Duration) { time.Sleep(d) }},
			emulator.Room{Most: 10, Age: time.Hour})
		go func() {
			assert.Equal(t, 200, kmsCall("CreateKey", map[string]any{}).at("a").to(h).Code)
			close(slept)
		}()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		assert.Len(t, h.All(), 1)
		<-slept
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		assert.Empty(t, h.All())
	})
}

func TestAWorldHasItsPage(t *testing.T) {
	h := worlds(emulator.Options{}, manyWorlds)
	for _, path := range []string{"/_world/mine", "/_world/mine/"} {
		w := request{method: http.MethodGet, path: path}.to(h)
		assert.Equal(t, 200, w.Code)
		assert.True(t, strings.Contains(w.Body.String(), "http://example.com</span>/_world/mine cloudhsmv2"), path)
	}
	assert.Contains(t, request{method: http.MethodGet, path: "/"}.to(h).Body.String(), "/_world/NAME/")
}

func TestClientsOfTheSDKSignThePathOfTheirWorld(t *testing.T) {
	lot := emulator.LotOf(7)
	accounts, err := lot.Accounts("owner")
	require.NoError(t, err)
	o := emulator.Options{Clock: emulator.Real, Strict: &emulator.Strict{Accounts: accounts}}
	o.World.Seed = lot.Seed()
	server := httptest.NewServer(worlds(o, manyWorlds))
	defer server.Close()
	dir := t.TempDir()
	for _, path := range []string{"/_world/a", "/_world/b/", ""} {
		require.NoError(t, emulator.WriteCredentials(dir, server.URL+path, "us-east-1", emulator.Real, accounts))
		ctx, c := t.Context(), profiles(t, dir)["owner"]
		key, err := kms.NewFromConfig(c).CreateKey(ctx, nil)
		require.NoError(t, err, path)
		_, err = iam.NewFromConfig(c).ListUsers(ctx, nil)
		require.NoError(t, err, path)
		_, err = ec2.NewFromConfig(c).DescribeVolumes(ctx, nil)
		require.NoError(t, err, path)
		_, err = ram.NewFromConfig(c).GetResourceShares(ctx, &ram.GetResourceSharesInput{ResourceOwner: "SELF"})
		require.NoError(t, err, path)
		vault, err := backup.NewFromConfig(c).CreateBackupVault(ctx,
			&backup.CreateBackupVaultInput{BackupVaultName: aws.String("odd_vault-1")})
		require.NoError(t, err, path)
		_, err = backup.NewFromConfig(c).ListTags(ctx, &backup.ListTagsInput{ResourceArn: vault.BackupVaultArn})
		require.NoError(t, err, path)
		keys, err := kms.NewFromConfig(c).ListKeys(ctx, nil)
		require.NoError(t, err)
		assert.Contains(t, aws.ToString(keys.Keys[0].KeyArn), aws.ToString(key.KeyMetadata.AWSAccountId), path)
		assert.Len(t, keys.Keys, 2, "its own and that of AWS Backup, and none of another world: %s", path)
	}
	answer, err := http.Get(server.URL + "/_world/a/_shareproof/")
	require.NoError(t, err)
	defer answer.Body.Close()
	assert.Equal(t, 404, answer.StatusCode, "there is no control API")
}

// What is signed for one world is nothing in another.
func TestASignatureIsGoodInOneWorld(t *testing.T) {
	accounts, err := emulator.LotOf(7).Accounts("owner")
	require.NoError(t, err)
	h := worlds(emulator.Options{Clock: emulator.Real, Strict: &emulator.Strict{Accounts: accounts}}, manyWorlds)
	moved := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RequestURI = strings.Replace(r.RequestURI, "/_world/a", "/_world/b", 1)
		r.URL.Path = strings.Replace(r.URL.Path, "/_world/a", "/_world/b", 1)
		h.ServeHTTP(w, r)
	})
	server := httptest.NewServer(moved)
	defer server.Close()
	dir := t.TempDir()
	require.NoError(t, emulator.WriteCredentials(dir, server.URL+"/_world/a", "us-east-1", emulator.Real, accounts))
	_, err = kms.NewFromConfig(profiles(t, dir)["owner"]).ListKeys(t.Context(), nil)
	refusedWith(t, err, "InvalidSignatureException", signedWrongly)
}

func TestWorldsAreMadeUsedAndDroppedAtOnce(t *testing.T) {
	h := worlds(emulator.Options{Clock: 60}, emulator.Room{Most: 3, Age: time.Millisecond})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for turn := range 60 {
				world := fmt.Sprint("w", (i+turn)%4)
				for _, q := range []request{
					kmsCall("CreateKey", map[string]any{}), {method: http.MethodPost, path: "/_shareproof/advance?by=1d"},
					{method: http.MethodGet, path: "/_shareproof/calls"}, {method: http.MethodGet, path: "/"},
				} {
					w := q.at(world).to(h)
					full := strings.Contains(w.Body.String(), "This server holds 3 worlds")
					assert.True(t, w.Code == 200 || full, "%s %s: %d %s", q.method, q.path, w.Code, w.Body)
				}
				if turn%5 == 0 {
					request{method: http.MethodDelete, path: "/"}.at(world).to(h)
				}
				h.All()
			}
		})
	}
	group.Wait()
}

// 1,000 idle worlds are to cost under 1 GiB, and to make one less than 1 ms;
// BenchmarkWorlds measures.
func TestIdleWorldsAreCheap(t *testing.T) {
	h := worlds(emulator.Options{Clock: 60}, emulator.Room{Most: 1000})
	call := kmsCall("CreateKey", map[string]any{})
	call.to(h)
	before, began := heap(), time.Now()
	for i := range 1000 {
		require.Equal(t, 200, call.at(fmt.Sprint("w", i)).to(h).Code)
	}
	timing.Within(t, began, time.Second, "1,000 worlds are made, and called once")
	each := (heap() - before) / 1000
	assert.Less(t, each, uint64(512<<10), "bytes of one")
	assert.Len(t, h.All(), 1000)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkWorlds makes worlds by a call to each.
func BenchmarkWorlds(b *testing.B) {
	call := kmsCall("ListKeys", map[string]any{})
	h := worlds(emulator.Options{Clock: 60}, emulator.Room{Most: 1 << 30})
	made, before := 0, heap()
	for b.Loop() {
		call.at(fmt.Sprint("w", made)).to(h)
		made++
	}
	b.ReportMetric(float64(heap()-before)/float64(made), "bytes/world")
	runtime.KeepAlive(h)
}
