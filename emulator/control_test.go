package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
)

func control(t *testing.T, e *emulator.Emulator, method, path string) (status int, answer map[string]any) {
	w := request{method: method, path: "/_shareproof/" + path}.to(e)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	return w.Code, answer
}

func TestOfSeveralUnknownParametersTheLeastIsComplainedOf(t *testing.T) {
	for range 50 {
		_, answer := control(t, launched(), http.MethodGet, "digest?d=1&b=2&c=3&a=4")
		require.Equal(t, "a", answer["parameter"])
	}
}

func launched() *emulator.Emulator {
	return emulator.New(emulator.Options{World: model.Options{Start: start, Seed: 7}})
}

func TestTheControlAPIIntroducesItself(t *testing.T) {
	status, hello := control(t, launched(), http.MethodGet, "")
	assert.Equal(t, 200, status)
	assert.Equal(t, "shareproof", hello["name"])
	assert.EqualValues(t, emulator.ControlVersion, hello["version"])
	assert.EqualValues(t, 7, hello["seed"])
	assert.Equal(t, "2026-01-01T00:00:00Z", hello["time"])
	assert.Equal(t, "manual", hello["clock"])
	assert.Equal(t, "auto", hello["activate"])
	assert.Len(t, hello["services"], len(services.All))
}

func TestTimeIsAdvancedByADurationOrToAnInstant(t *testing.T) {
	for parameter, passed := range map[string]time.Duration{
		"by=7d": 7 * 24 * time.Hour, "by=1d12h": 36 * time.Hour, "by=90s": 90 * time.Second, "by=1h30m": 90 * time.Minute,
		"by=0s":                   0,
		"to=2026-01-08T00:00:00Z": 7 * 24 * time.Hour, "to=2026-01-01T01:00:00-01:00": 2 * time.Hour,
	} {
		e := launched()
		status, answer := control(t, e, http.MethodPost, "advance?"+parameter)
		assert.Equal(t, 200, status, parameter)
		assert.Equal(t, start.Add(passed), e.Now(), parameter)
		assert.Equal(t, start.Add(passed).Format(time.RFC3339), answer["time"])
	}
}

func TestTimeEndsWithTheYear9999(t *testing.T) {
	e := emulator.New(emulator.Options{World: model.Options{Start: start.AddDate(7960, 0, 0)}})
	status, _ := control(t, e, http.MethodPost, "advance?by=3660d")
	assert.Equal(t, 200, status)
	for status == 200 {
		var answer map[string]any
		if status, answer = control(t, e, http.MethodPost, "advance?by=365d"); status != 200 {
			assert.Contains(t, answer["error"], "time ends with the year 9999")
		}
	}
	assert.Equal(t, 9999, e.Now().Year())
	control(t, e, http.MethodPost, "advance?to=9999-12-31T23:59:59Z")
	status, hello := control(t, e, http.MethodGet, "")
	assert.Equal(t, 200, status)
	assert.Equal(t, "9999-12-31T23:59:59Z", hello["time"])
	status, _ = control(t, e, http.MethodPost, "advance?by=1s")
	assert.Equal(t, 400, status)
	assert.Equal(t, 200, request{method: http.MethodGet, path: "/"}.to(e).Code)
}

func TestAWorldStartsAtAMomentOrNow(t *testing.T) {
	wall := start
	e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}})
	_, hello := control(t, e, http.MethodPost, "reset?start=2024-02-29T12:00:00Z")
	assert.Equal(t, "2024-02-29T12:00:00Z", hello["time"])
	_, hello = control(t, e, http.MethodPost, "reset?start=now")
	assert.Equal(t, "2026-01-01T00:00:00Z", hello["time"])
	wall = wall.Add(time.Hour)
	_, hello = control(t, e, http.MethodPost, "reset?start=2024-02-29T12:00:00Z&clock=60x")
	assert.Equal(t, "2024-02-29T12:00:00Z", hello["time"], "a clock that runs does so from there")
	_, hello = control(t, e, http.MethodPost, "reset")
	assert.Equal(t, "2025-11-01T00:00:00Z", hello["time"])

	e = emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, StartNow: true})
	assert.Equal(t, start.Add(time.Hour), e.Now())
	wall = wall.Add(time.Hour)
	_, hello = control(t, e, http.MethodPost, "reset")
	assert.Equal(t, "2026-01-01T02:00:00Z", hello["time"], "again now")
}

func TestAResetGivesAFreshWorldOfTheLaunchSettingsOrOthers(t *testing.T) {
	e := launched()
	fresh := e.Digest()
	cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS"}`).to(e)
	e.Advance(time.Hour)
	require.NotEqual(t, fresh, e.Digest())

	status, _ := control(t, e, http.MethodPost, "reset")
	assert.Equal(t, 200, status)
	assert.Equal(t, fresh, e.Digest())

	_, hello := control(t, e, http.MethodPost, "reset?seed=18446744073709551615&clock=60x&activate=manual")
	assert.Equal(t, "60x", hello["clock"])
	assert.Equal(t, "manual", hello["activate"])
	assert.NotEqual(t, fresh, e.Digest())

	control(t, e, http.MethodPost, "reset?clock=manual")
	assert.Equal(t, fresh, e.Digest())
}

func TestTheStatusCountsWhatChangedTheWorldSinceItBegan(t *testing.T) {
	e := launched()
	changes := func() []any {
		_, hello := control(t, e, http.MethodGet, "")
		counts := []any{hello["changes"]}
		for _, s := range hello["services"].([]any) {
			if service := s.(map[string]any); service["service"] == "cloudhsmv2" {
				counts = append(counts, service["changes"])
			}
		}
		return counts
	}
	make := cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS"}`)
	cloudhsmCall("DescribeBackups", "{}").to(e)
	cloudhsmCall("DeleteBackup", `{"BackupId":"backup-aaaaaaaaaaa"}`).to(e)
	e.Advance(time.Hour)
	assert.Equal(t, []any{0., 0.}, changes(), "it was only read, refused something, and grew older")
	require.Equal(t, 200, make.to(e).Code)
	assert.Equal(t, []any{1., 1.}, changes())
	control(t, e, http.MethodPost, "console?account="+owner+"&region=us-east-1")
	assert.Equal(t, []any{2., 1.}, changes())

	_, hello := control(t, e, http.MethodPost, "reset")
	assert.Equal(t, []any{0., 0.}, changes())
	assert.NotContains(t, hello, "services", "a reset does not list what GET does")
}

func TestTheDigestTellsWorldsApart(t *testing.T) {
	e := launched()
	status, answer := control(t, e, http.MethodGet, "digest")
	assert.Equal(t, 200, status)
	assert.Equal(t, e.Digest(), answer["digest"])
	assert.Equal(t, "2026-01-01T00:00:00Z", answer["time"])
}

func TestABadControlRequestNamesParameterAndReasonAndChangesNothing(t *testing.T) {
	for path, c := range map[string]struct {
		method            string
		status            int
		parameter, reason string
	}{
		"nothing":                          {http.MethodPost, 404, "", "there is no /_shareproof/nothing"},
		"advance?by=1d":                    {http.MethodGet, 405, "", "is asked by POST, not by GET"},
		"digest":                           {http.MethodPost, 405, "", "is asked by GET, not by POST"},
		"advance":                          {http.MethodPost, 400, "by", "want either by"},
		"advance?by=1d&to=2027-01-01":      {http.MethodPost, 400, "by", "want either by"},
		"advance?by=week":                  {http.MethodPost, 400, "by", `"week" is not a time span`},
		"advance?by=d":                     {http.MethodPost, 400, "by", `"d" is not a time span`},
		"advance?by=":                      {http.MethodPost, 400, "by", `"" is not a time span`},
		"advance?by=-1h":                   {http.MethodPost, 400, "by", "time does not run backwards"},
		"advance?by=3661d":                 {http.MethodPost, 400, "by", "want at most 3660 days"},
		"advance?by=999999999999999d":      {http.MethodPost, 400, "by", "is longer than 36500 days"},
		"advance?by=1d-1h":                 {http.MethodPost, 400, "by", `"1d-1h" is not a time span`},
		"advance?by=1ns":                   {http.MethodPost, 400, "by", "is no whole number of milliseconds"},
		"advance?to=tomorrow":              {http.MethodPost, 400, "to", `"tomorrow" is not a moment`},
		"advance?to=10000-01-01T00:00:00Z": {http.MethodPost, 400, "to", "is not a moment"},
		"reset?start=yesterday": {http.MethodPost, 400, "start",
			`"yesterday" is not a moment: want one such as 2025-11-01T00:00:00Z, or now`},
		"reset?start=1969-01-01T00:00:00Z": {http.MethodPost, 400, "start", "is not a moment of this world"},
		"advance?to=2025-01-01T00:00:00Z": {http.MethodPost, 400, "to",
			"time does not run backwards: it is 2026-01-01T00:00:00Z"},
		"advance?by=1d&by=2d":    {http.MethodPost, 400, "by", "stands twice"},
		"advance?days=1":         {http.MethodPost, 400, "days", "unknown parameter: want by, to"},
		"digest?a=b":             {http.MethodGet, 400, "a", "unknown parameter: want none"},
		"advance?%zz":            {http.MethodPost, 400, "", "the query string cannot be read"},
		"reset?seed=-1":          {http.MethodPost, 400, "seed", `"-1" is not a whole number`},
		"reset?clock=fast":       {http.MethodPost, 400, "clock", `"fast" is not a clock`},
		"reset?activate=perhaps": {http.MethodPost, 400, "activate", `"perhaps" is neither auto nor manual`},
		"activate?account=1&region=us-east-1&cluster=c":            {http.MethodPost, 400, "account", "12 digits"},
		"activate?account=111111111111&region=mars&cluster=c":      {http.MethodPost, 400, "region", "not a Region"},
		"activate?account=111111111111&region=us-east-1&cluster=c": {http.MethodPost, 400, "cluster", "is not found"},
	} {
		t.Run(path, func(t *testing.T) {
			e := launched()
			before := e.Digest()
			status, answer := control(t, e, c.method, path)
			assert.Equal(t, c.status, status)
			assert.Contains(t, answer["error"], c.reason)
			if c.parameter != "" {
				assert.Equal(t, c.parameter, answer["parameter"])
			}
			assert.Equal(t, before, e.Digest())
		})
	}
}

func TestALookTellsWhatIsThereAndWhoIsLetIn(t *testing.T) {
	e := emulator.New(emulator.Options{})
	cluster := clusterOf(t, e)
	_, answer := control(t, e, http.MethodGet, "look")
	resources := answer["resources"].([]any)
	require.Len(t, resources, 1)
	first := resources[0].(map[string]any)
	assert.Equal(t, []any{owner, "us-east-1", "cloudhsmv2", "Clusters", cluster},
		[]any{first["account"], first["region"], first["service"], first["kind"], first["id"]})
	assert.Equal(t, "2025-11-01T00:00:00Z", first["made"])
	assert.Empty(t, answer["shared"])
	assert.EqualValues(t, 0, answer["omitted"])
}
