package evidence_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const oneFile = "scenarios/cloudhsm/share-by-policy.yaml"

func packed(t *testing.T, text []byte) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, err := zip.Write(text)
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	return out.Bytes()
}

func TestWhatIsNoTraceIsOneErrorWithItsPlace(t *testing.T) {
	whole := record(t, &target.Model{}, oneFile).String()
	all := strings.SplitAfter(whole, "\n")
	join := func(parts ...[]string) []byte {
		var text string
		for _, part := range parts {
			text += strings.Join(part, "")
		}
		return []byte(text)
	}
	n := len(all) - 1
	deep := `{"call":{"in":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}}\n"
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"cut off":          {join(all[:n-1]), `x.jsonl:\d+:1: the trace was cut off: its last line is missing`},
		"cut in a line":    {[]byte(whole[:len(whole)/2]), `x.jsonl:\d+:1: the trace was cut off: the line does not end`},
		"cut, packed":      {packed(t, []byte(whole))[:2000], `x.jsonl:\d+:1: it cannot be unpacked: unexpected EOF`},
		"other version":    {[]byte(strings.Replace(whole, "trace/v1", "trace/v9", 1)), `x.jsonl:1:1: the trace has version "shareproof.dev/trace/v9"`},
		"changed":          {[]byte(strings.Replace(whole, "hsm2m.medium", "hsm2m.mediun", 1)), `the trace was changed`},
		"a line is gone":   {join(all[:3], all[4:]), `the trace is not whole: its last line counts`},
		"deep":             {join(all[:2], []string{deep}), `x.jsonl:3:1: the line is more than 64 levels deep`},
		"unknown member":   {join(all[:1], []string{`{"foo":1}` + "\n"}), `x.jsonl:2:1: .*unknown field "foo"`},
		"out of place":     {join(all[:1], all[2:]), `x.jsonl:2:1: the line is not in its place`},
		"more behind":      {join(all, all[1:2]), `something stands behind the end`},
		"no clock":         {[]byte(strings.Replace(whole, `"clock":"virtual"`, `"clock":"x"`, 1)), `the clock "x" is neither`},
		"nonsense":         {[]byte("hello\n"), `x.jsonl:1:1: this is neither a trace nor a trail`},
		"empty":            {nil, `x.jsonl:1:1: this is neither a trace nor a trail.*cut off`},
		"no records":       {[]byte(`{"Records": 1}`), `want an object with Records, a list`},
		"bad record":       {[]byte("{\"Records\": [\n{\"eventTime\": 7}]}"), `x.jsonl:2:1: `},
		"bad time":         {[]byte("{\"Records\": [\n{\"eventTime\": \"noon\"}]}"), `eventTime: `},
		"cut trail":        {[]byte("{\"Records\": [\n{\"eventTime\": \"2026"), `cut off`},
		"deep trail":       {[]byte(`{"Records": [{"x":` + strings.Repeat("[", 500) + strings.Repeat("]", 500) + `}]}`), `64 levels`},
		"behind the trail": {[]byte(`{"Records": []} x`), `invalid character`},
		"long":             {append([]byte(all[0]), bytes.Repeat([]byte("x"), 17<<20)...), `the line has more than 16 MiB`},
	} {
		file := filepath.Join(t.TempDir(), "x.jsonl")
		require.NoError(t, os.WriteFile(file, c.text, 0o644))
		err := evidence.Validate([]string{file}, &evidence.Judge{}, nil)
		if assert.Error(t, err, name) {
			assert.Regexp(t, c.want, err.Error(), name)
			assert.NotContains(t, err.Error(), "\n", name)
			assert.Less(t, len(err.Error()), 600, name)
		}
	}
	assert.Error(t, evidence.Validate([]string{filepath.Join(t.TempDir(), "none")}, &evidence.Judge{}, nil))
	assert.ErrorContains(t, evidence.Validate([]string{t.TempDir()}, &evidence.Judge{}, nil), "there is no trace and no trail in it")
}

func TestABombIsDefused(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks much")
	}
	var bomb bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	_, _ = zip.Write([]byte(`{"Records": [`))
	for range 257 {
		_, _ = zip.Write(spaces)
	}
	require.NoError(t, zip.Close())
	file := filepath.Join(t.TempDir(), "bomb.json.gz")
	require.NoError(t, os.WriteFile(file, bomb.Bytes(), 0o644))
	assert.ErrorContains(t, evidence.Validate([]string{file}, &evidence.Judge{}, nil), "the file has more than 256 MiB")
}

// Whatever is done to a trace, reading it ends without a panic.
func TestABrokenTraceIsNeverMoreThanAnError(t *testing.T) {
	whole := record(t, &target.Model{}, oneFile).Bytes()
	property.Check(t, func(t *rapid.T) {
		text := bytes.Clone(whole)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			if rapid.Bool().Draw(t, "cut") {
				text = append(text[:at:at], text[min(len(text), at+rapid.IntRange(1, 400).Draw(t, "length")):]...)
			} else {
				text[at] = rapid.Byte().Draw(t, "byte")
			}
			if len(text) == 0 {
				return
			}
		}
		judge := &evidence.Judge{}
		_, err := evidence.Read("x", bytes.NewReader(text), judge.Group)
		judge.Judgement()
		if err == nil && !bytes.Equal(text, whole) {
			t.Fatal("a trace that was changed was read")
		}
	})
}

func TestATraceIsReadAsItWasWritten(t *testing.T) {
	for _, zipped := range []bool{false, true} {
		file := &kept{}
		w := evidence.NewWriter(file, evidence.Header{Clock: evidence.Virtual, Seed: 7, Suite: "sha256:x"}, nil, zipped)
		w.Write(target.Outcome{Case: target.Case{Name: "a", Source: "f:1"}, Accounts: map[string]string{"111111111111": "owner"},
			Exchanges: []target.Exchange{{Waited: time.Hour}}}, "conforms")
		require.NoError(t, w.Close(false))
		var seen []string
		h, err := evidence.Read("x", bytes.NewReader(file.Bytes()), func(_ *evidence.Header, g *evidence.Group) error {
			seen = append(seen, g.Name+g.Source+g.Accounts["owner"]+g.Moments[0].Waited.String())
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, uint64(7), h.Seed)
		assert.Equal(t, []string{"af:11111111111111h0m0s"}, seen)
	}
}

// A trail is read in a time that grows with its length and no faster.
func TestALongTrailIsReadInTime(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100,000 records")
	}
	record := `{"eventTime": "2026-11-29T10:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "pad": "` +
		strings.Repeat("x", 200) + `"}` + "\n"
	text := `{"Records": [` + "\n" + strings.TrimSuffix(strings.Repeat(record+",", 100_000), ",") + "]}"
	file := filepath.Join(t.TempDir(), "long.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	began := time.Now()
	require.NoError(t, evidence.Validate([]string{file}, &evidence.Judge{}, nil))
	timing.Within(t, began, 10*time.Second)
}
