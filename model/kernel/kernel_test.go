package kernel_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
)

type thing struct{ ID string }

var scope = kernel.Scope{Account: "111111111111", Region: "us-east-1"}

type receiver func(kernel.Event)

func (r receiver) Due(e kernel.Event) bool { r(e); return true }

func newEnv() *kernel.Env { return kernel.NewEnv(1, 0, kernel.Typical) }

func TestEventsHappenInTheOrderOfTimeAndThenOfScheduling(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		env := newEnv()
		var happened []uint32
		env.Receive(receiver(func(e kernel.Event) { happened = append(happened, e.Stamp) }))
		delays := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 40).Draw(t, "delays")
		for i, d := range delays {
			env.Schedule(time.Duration(d)*time.Second, "topic", kernel.Ref{}, uint32(i))
		}
		env.AdvanceTo(kernel.Time(5000))
		wanted := make([]uint32, len(delays))
		for i := range wanted {
			wanted[i] = uint32(i)
		}
		slices.SortStableFunc(wanted, func(a, b uint32) int { return delays[a] - delays[b] })
		assert.Equal(t, wanted, happened)
	})
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	env := newEnv()
	env.AdvanceTo(1000)
	env.AdvanceTo(10)
	assert.Equal(t, kernel.Time(1000), env.Now())
}

func TestAListingGivesWhatStaysExactlyOnceWhateverComesAndGoes(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		env := newEnv()
		var store kernel.Store[thing]
		table := store.In(scope)
		add := func() string {
			id := env.Mint().Base32("x-")
			table.Put(id, &thing{id})
			return id
		}
		var staying, passing []string
		for range rapid.IntRange(0, 20).Draw(t, "staying") {
			staying = append(staying, add())
			passing = append(passing, add())
		}
		falling := rapid.Bool().Draw(t, "falling")
		seen := map[string]int{}
		token := ""
		for {
			page, next, ok := kernel.Page(env, table,
				kernel.Query[thing]{Of: "q", Token: token, Max: rapid.IntRange(1, 7).Draw(t, "max"), Falling: falling})
			require.True(t, ok)
			for _, r := range page {
				seen[r.ID]++
			}
			if token = next; token == "" {
				break
			}
			for range rapid.IntRange(0, 5).Draw(t, "going") {
				if len(passing) > 0 {
					table.Delete(passing[0])
					passing = passing[1:]
				}
			}
			if !falling && rapid.Bool().Draw(t, "coming") && table.Len() < 60 {
				add()
			}
		}
		for _, id := range staying {
			assert.Equal(t, 1, seen[id], id)
		}
		for id, times := range seen {
			assert.Equal(t, 1, times, id)
		}
	})
}

func TestATokenServesOnlyTheListingThatGaveIt(t *testing.T) {
	env := newEnv()
	_, next, ok := kernel.PageOf(env, []int{1, 2, 3}, "mine", "", 2)
	require.True(t, ok)
	_, _, ok = kernel.PageOf(env, []int{1, 2, 3}, "yours", next, 2)
	assert.False(t, ok)
	_, _, ok = kernel.PageOf(env, []int{1, 2, 3}, "mine", "invented", 2)
	assert.False(t, ok)
	rest, next, ok := kernel.PageOf(env, []int{1, 2, 3}, "mine", next, 2)
	assert.True(t, ok)
	assert.Equal(t, []int{3}, rest)
	assert.Empty(t, next)
}

func TestMintedIDsNeverMeetAndHaveTheShapesOfAWS(t *testing.T) {
	for name, mint := range map[string]struct {
		pattern string
		spell   func(kernel.Minted) string
	}{
		"CloudHSM":      {`^backup-[2-7a-z]{11}$`, func(m kernel.Minted) string { return m.Base32("backup-") }},
		"EC2":           {`^eni-[0-9a-f]{17}$`, func(m kernel.Minted) string { return m.Hex("eni-") }},
		"Organizations": {`^o-[a-z0-9]{10}$`, func(m kernel.Minted) string { return m.Lower("o-", 10) }},
		"UUID":          {`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, kernel.Minted.UUID},
	} {
		env, seen := newEnv(), map[string]bool{}
		for range 20_000 {
			id := mint.spell(env.Mint())
			assert.Regexp(t, regexp.MustCompile(mint.pattern), id, name)
			assert.False(t, seen[id], "%s: %s came twice", name, id)
			seen[id] = true
		}
	}
}

func TestAnARNIsTakenApartAndPutTogether(t *testing.T) {
	const text = "arn:aws:ram:us-east-1:111111111111:resource-share/a:b"
	arn, err := kernel.ParseARN(text)
	require.NoError(t, err)
	assert.Equal(t, kernel.ARN{Partition: "aws", Service: "ram", Region: "us-east-1", Account: "111111111111",
		Resource: "resource-share/a:b"}, arn)
	assert.Equal(t, text, arn.String())
	for _, bad := range []string{"", "arn", "arn:aws:ram:us-east-1:111111111111", "urn:aws:ram:r:a:x", "arn::ram:r:a:x",
		"arn:aws:ram:r:a:"} {
		_, err := kernel.ParseARN(bad)
		assert.ErrorContains(t, err, "is not an ARN", bad)
	}
}
