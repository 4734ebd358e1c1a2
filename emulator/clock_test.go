package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestAClockIsReadAndWrittenAlike(t *testing.T) {
	for _, text := range []string{"manual", "real", "60x", "0.5x", "100000x"} {
		c, err := emulator.ParseClock(text)
		require.NoError(t, err, text)
		assert.Equal(t, text, c.String())
	}
	for _, text := range []string{"", "x", "60", "-1x", "0x", "100001x", "NaNx", "Infx", "Real", "60 x"} {
		_, err := emulator.ParseClock(text)
		require.ErrorContains(t, err, "is not a clock: want real, manual or Nx", text)
		assert.ErrorContains(t, err, `"`+text+`"`)
	}
}

func TestAManualClockMovesOnlyByHand(t *testing.T) {
	e := emulator.New(emulator.Options{World: model.Options{Start: start}})
	assert.Equal(t, start, e.Now())
	e.Advance(time.Hour)
	assert.Equal(t, start.Add(time.Hour), e.Now())
}

func TestARunningClockShowsWallTimeTimesItsSpeed(t *testing.T) {
	for clock, passed := range map[emulator.Clock]time.Duration{emulator.Real: time.Minute, 60: time.Hour,
		0.5: 30 * time.Second} {
		wall := start
		e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, Clock: clock})
		assert.Equal(t, start, e.Now(), "it starts at wall time")
		wall = wall.Add(time.Minute)
		assert.Equal(t, start.Add(passed), e.Now())
		e.Advance(24 * time.Hour)
		assert.Equal(t, start.Add(passed+24*time.Hour), e.Now(), "it can be put forward")
		wall = wall.Add(time.Minute)
		assert.Equal(t, start.Add(2*passed+24*time.Hour), e.Now(), "and runs on from there")
	}
}

func TestARunningClockCanStartElsewhere(t *testing.T) {
	wall := start
	e := emulator.New(emulator.Options{
		World: model.Options{Start: start.AddDate(1, 0, 0), Clock: func() time.Time { return wall }}, Clock: emulator.Real,
	})
	wall = wall.Add(time.Minute)
	assert.Equal(t, start.AddDate(1, 0, 0).Add(time.Minute), e.Now())
}

func TestARunningClockRunsOnAfter292YearsAndStopsAtTheEnd(t *testing.T) {
	for clock, passes := range map[emulator.Clock]time.Duration{emulator.Real: kernel.LongestSpan,
		3600: 40 * 24 * time.Hour, 100_000: 26 * time.Hour} {
		wall := start
		e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, Clock: clock})
		for last := e.Now(); last.Before(kernel.End.Std()); last = e.Now() {
			wall = wall.Add(passes)
			require.True(t, e.Now().After(last), "%s at %s", clock, last)
			years := e.Now().Year() - last.Year()
			assert.LessOrEqual(t, years, int(passes.Hours()*float64(clock)/8760)+1)
		}
		e.Advance(time.Hour)
		wall = wall.Add(passes)
		assert.Equal(t, kernel.End.Std(), e.Now())
		status, hello := control(t, e, http.MethodGet, "")
		assert.Equal(t, 200, status)
		assert.Equal(t, "9999-12-31T23:59:59Z", hello["time"])
		status, _ = control(t, e, http.MethodPost, "advance?by=1d")
		assert.Equal(t, 400, status)
	}
}

func TestARunningClockBearsALeapOfTheWall(t *testing.T) {
	wall := start
	e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }},
		Clock: emulator.Real})
	wall = start.AddDate(1000, 0, 0)
	assert.Equal(t, wall, e.Now())
	wall = start
	assert.Equal(t, start.AddDate(1000, 0, 0), e.Now(), "time does not run backwards")
}
