package emulator_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// laborious is a world of which a year is a lot of work: every hour volumes are
// copied to another Region and shared.
func laborious(t testing.TB, o emulator.Options) *emulator.Emulator {
	return policed(t, o, 5, `"RetainRule":{"Count":3},"ShareRules":[{"TargetAccounts":["222222222222"]}],
		"CrossRegionCopyRules":[{"Target":"eu-west-1","Encrypted":false,"RetainRule":{"Interval":1,"IntervalUnit":"DAYS"}}]`)
}

// policed is a world with so many volumes and an hourly policy that does the rest with their snapshots.
func policed(t testing.TB, o emulator.Options, volumes int, rest string) *emulator.Emulator {
	e := emulator.New(o)
	accepted := func(q request) *httptest.ResponseRecorder {
		w := q.to(e)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		return w
	}
	accepted(iamCall("Action=CreateRole&RoleName=dlm&AssumeRolePolicyDocument=" +
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`))
	accepted(iamCall("Action=PutRolePolicy&RoleName=dlm&PolicyName=all&PolicyDocument=" +
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`))
	for range volumes {
		accepted(ec2Call("Action=CreateVolume&AvailabilityZone=us-east-1a&Size=1&TagSpecification.1.ResourceType=volume&TagSpecification.1.Tag.1.Key=b&TagSpecification.1.Tag.1.Value=y"))
	}
	accepted(request{http.MethodPost, "/policies",
		`{"Description":"hourly","ExecutionRoleArn":"arn:aws:iam::111111111111:role/dlm","State":"ENABLED","PolicyDetails":{
		"PolicyType":"EBS_SNAPSHOT_MANAGEMENT","ResourceTypes":["VOLUME"],"TargetTags":[{"Key":"b","Value":"y"}],"Schedules":[{"Name":"s",
		"CreateRule":{"Interval":1,"IntervalUnit":"HOURS"},` + rest + `}]}}`,
		map[string]string{"Authorization": authOf(owner, "us-east-1", "dlm"), "Content-Type": "application/json"}})
	return e
}

// advance asks for it and gives up when the context ends.
func advance(ctx context.Context, e *emulator.Emulator, parameter string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/_shareproof/advance?"+parameter, nil))
	return w
}

func TestAnAdvanceEndsWithItsClientAndLetsOthersCallMeanwhile(t *testing.T) {
	for name, o := range map[string]emulator.Options{"manual": {}, "running": {Clock: emulator.Real}} {
		for parameter, far := range map[string]string{"by": "3650d",
			"to": time.Now().AddDate(5, 0, 0).UTC().Format(time.RFC3339)} {
			t.Run(name+" "+parameter, func(t *testing.T) {
				e := laborious(t, o)
				launched := e.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				answer := make(chan *httptest.ResponseRecorder)
				go func() { answer <- advance(ctx, e, parameter+"="+far) }()
				for ctx.Err() == nil {
					began := time.Now()
					assert.Equal(t, http.StatusOK, ec2Call("Action=DescribeVolumes").to(e).Code)
					timing.Within(t, began, time.Second)
					time.Sleep(time.Millisecond)
				}
				gone := time.Now()
				w := <-answer
				timing.Within(t, gone, time.Second)
				assert.Equal(t, http.StatusRequestTimeout, w.Code)
				var told struct{ Error string }
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told))
				assert.Contains(t, told.Error, "advanced no further than to 20")
				passed := e.Now().Sub(launched)
				assert.Positive(t, passed)
				assert.Less(t, passed, 1000*kernel.Day)
			})
		}
	}
}

func TestAnAdvanceInTurnsIsTheSameAsOneAtOnce(t *testing.T) {
	inTurns, atOnce := laborious(t, emulator.Options{}), laborious(t, emulator.Options{})
	inTurns.Advance(30 * kernel.Day)
	for range 30 * 24 * 4 {
		atOnce.Advance(15 * time.Minute) // too short to take turns
	}
	assert.Equal(t, atOnce.Digest(), inTurns.Digest())
}

func TestAdvancesAtOnceAddUp(t *testing.T) {
	e := laborious(t, emulator.Options{})
	launched := e.Now()
	done := make(chan struct{})
	for range 4 {
		go func() {
			e.Advance(20 * kernel.Day)
			done <- struct{}{}
		}()
	}
	for range 4 {
		<-done
	}
	assert.Equal(t, 80*kernel.Day, e.Now().Sub(launched))
}

func TestAnAdvanceEndsWithItsWorld(t *testing.T) {
	e := laborious(t, emulator.Options{})
	answer := make(chan *httptest.ResponseRecorder)
	go func() { answer <- advance(t.Context(), e, "by=3650d") }()
	time.Sleep(50 * time.Millisecond)
	request{method: http.MethodPost, path: "/_shareproof/reset"}.to(e)
	w := <-answer
	assert.Equal(t, http.StatusRequestTimeout, w.Code)
	assert.Contains(t, w.Body.String(), "the world was started over meanwhile")
	assert.Equal(t, time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC), e.Now())
}

func TestARunningClockThatIsFarAheadIsCaughtUpWithInTurns(t *testing.T) {
	wall := start
	e := laborious(t, emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, Clock: 60})
	wall = wall.Add(30 * kernel.Day) // five years of the world
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/_shareproof/digest", nil))
	timing.Within(t, began, time.Second)
	assert.Equal(t, http.StatusRequestTimeout, w.Code)
}
