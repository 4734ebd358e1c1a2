package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

const here = "account=111111111111&region=us-east-1"

// storage asks the control API.
func storage(t *testing.T, e *emulator.Emulator) []model.Lineage {
	w := request{method: http.MethodGet, path: "/_shareproof/storage"}.to(e)
	require.Equal(t, 200, w.Code, w.Body)
	var told struct{ Lineages []model.Lineage }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told))
	assert.Equal(t, e.Storage(), told.Lineages, "Go and HTTP tell the same")
	return told.Lineages
}

// billed returns how many pages each cluster is billed for, by its name, and checks
// that what is stored is billed once.
func billed(t *testing.T, e *emulator.Emulator) map[string]int {
	all := map[string]int{}
	for _, l := range storage(t, e) {
		sum := uint64(0)
		for _, v := range l.Volumes {
			all[strings.TrimPrefix(v.Cluster, "arn:aws:rds:us-east-1:111111111111:cluster:")] = int(v.Billed)
			sum += v.Billed
		}
		assert.Equal(t, l.Stored, sum)
	}
	return all
}

func write(t *testing.T, e *emulator.Emulator, parameters string) {
	status, answer := control(t, e, http.MethodPost, "pages?"+here+"&"+parameters)
	require.Equal(t, 200, status, "%v", answer)
}

const cloneDB = "Action=RestoreDBClusterToPointInTime&SourceDBClusterIdentifier=db&UseLatestRestorableTime=true" +
	"&RestoreType=copy-on-write&DBClusterIdentifier="

// The example of the guide: of 1000 pages a clone changes 100.
func TestPagesAreWrittenAndBilledByTheControlAPI(t *testing.T) {
	e := withAurora(t)
	assert.Equal(t, map[string]int{"db": 0}, billed(t, e))
	write(t, e, "cluster=db&place=0&count=1000")
	assert.Equal(t, map[string]int{"db": 1000}, billed(t, e))

	ok(t, e, cloneDB+"clone")
	e.Advance(time.Hour)
	assert.Equal(t, map[string]int{"db": 1000, "clone": 0}, billed(t, e))
	write(t, e, "cluster=clone&place=0&count=100")
	assert.Equal(t, map[string]int{"db": 1000, "clone": 100}, billed(t, e))

	ok(t, e, "Action=DeleteDBInstance&DBInstanceIdentifier=db-1")
	e.Advance(time.Hour)
	ok(t, e, "Action=DeleteDBCluster&DBClusterIdentifier=db&SkipFinalSnapshot=true")
	e.Advance(time.Hour)
	assert.Equal(t, map[string]int{"clone": 1000}, billed(t, e), "100 of its own and the 900 that it still uses")
}

func TestTheStorageOfNothingIsAnEmptyList(t *testing.T) {
	_, answer := control(t, launched(), http.MethodGet, "storage")
	assert.Equal(t, []any{}, answer["lineages"])
}

func TestPagesThatCannotBeWrittenAreComplainedOf(t *testing.T) {
	e := withAurora(t)
	ok(t, e, "Action=StopDBCluster&DBClusterIdentifier=db")
	e.Advance(time.Hour)
	ok(t, e, strings.Replace(auroraCluster, "Identifier=db", "Identifier=new", 1))
	for parameters, want := range map[string][2]string{
		here + "&cluster=db&count=1":                                       {"place", `"" is not a number of pages`},
		here + "&cluster=db&place=0&count=-1":                              {"count", `"-1" is not a number of pages`},
		here + "&cluster=db&place=one&count=1":                             {"place", `"one" is not`},
		here + "&cluster=db&place=0&count=1&size=8":                        {"size", "unknown parameter"},
		here + "&cluster=nothing&place=0&count=1":                          {"", `no DB cluster "nothing" in us-east-1`},
		here + "&cluster=db&place=0&count=1":                               {"", "writes nothing"},
		here + "&cluster=new&place=0&count=1":                              {"", "creating and writes nothing"},
		"account=222222222222&region=us-east-1&cluster=db&place=0&count=1": {"", `222222222222 has no DB cluster "db"`},
		"account=111111111111&region=eu-west-1&cluster=db&place=0&count=1": {"", `no DB cluster "db" in eu-west-1`},
		"account=1&region=us-east-1&cluster=db&place=0&count=1":            {"account", "12 digits"},
		"account=111111111111&region=mars&cluster=db&place=0&count=1":      {"region", `"mars"`},
	} {
		before := e.Digest()
		status, answer := control(t, e, http.MethodPost, "pages?"+parameters)
		assert.Equal(t, 400, status, parameters)
		got, _ := answer["parameter"].(string)
		assert.Equal(t, want[0], got, parameters)
		assert.Contains(t, answer["error"], want[1], parameters)
		assert.Equal(t, before, e.Digest(), parameters)
	}
}

func TestAVolumeIsNoLargerThanItMayBe(t *testing.T) {
	e := withAurora(t)
	for _, parameters := range []string{"place=8589934592&count=1", "place=0&count=8589934593",
		"place=1&count=18446744073709551615"} {
		status, answer := control(t, e, http.MethodPost, "pages?"+here+"&cluster=db&"+parameters)
		assert.Equal(t, 400, status, parameters)
		assert.Contains(t, answer["error"], "8589934592 pages", parameters)
	}
	write(t, e, "cluster=db&place=0&count=8589934592")
	assert.Equal(t, map[string]int{"db": 1 << 33}, billed(t, e))
}
