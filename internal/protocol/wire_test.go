package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

type colour string

type leaf struct {
	Name  string
	Depth *int32
	Twigs []leaf
}

type tree struct {
	_         struct{} `http:"DELETE"`
	BackupId  string
	Kind      colour
	Shared    *bool
	Shown     bool
	Max       *int32
	Count     int
	Since     kernel.Time
	Names     []string
	Filters   map[string][]string
	Mapping   map[string]string
	Leaf      *leaf
	Leaves    []leaf
	Tolerable []colour
}

// branch has what is written in ways of its own.
type branch struct {
	Secret []byte
	Size   *int64
	At     kernel.Time `wire:"when,iso8601"`
	Owners []string    `wire:"ownerSet"`
}

func full() tree {
	return tree{
		BackupId: "backup-\"\\\n\r\t\u0001é\u2028😀<&>", Kind: "RED", Shared: new(false), Shown: true, Max: new(int32(-7)),
		Count: 3,
		Since: 1767225600123, Names: []string{"a", ""}, Filters: map[string][]string{"b": {}, "a": {"x"}},
		Mapping: map[string]string{}, Leaf: &leaf{Name: "l", Depth: new(int32(0)), Twigs: []leaf{{Name: "t"}, {}}},
		Leaves: []leaf{}, Tolerable: []colour{"x"},
	}
}

func TestMembersAreSpeltAsTheProtocolNamesThem(t *testing.T) {
	v := struct {
		BackupId string
		Inner    struct{ ARN string }
	}{BackupId: "b"}
	assert.JSONEq(t, `{"BackupId":"b","Inner":{}}`, string(protocol.Encode(v, protocol.JSON)))
	assert.JSONEq(t, `{"backupId":"b","inner":{}}`, string(protocol.Encode(&v, protocol.LowerJSON)))
}

func TestWhatSaysNothingIsAbsent(t *testing.T) {
	assert.Equal(t, `{"Shown":false,"Count":0}`, string(protocol.Encode(tree{}, protocol.JSON)))
	assert.Equal(t, `{"Shown":false,"Count":0,"Names":[]}`,
		string(protocol.Encode(tree{Names: []string{}}, protocol.JSON)))
}

func TestTimesAreSecondsWithAFraction(t *testing.T) {
	for ms, text := range map[kernel.Time]string{
		1767225600000: "1767225600", 1767225600120: "1767225600.12", 1767225600001: "1767225600.001", 5: "0.005",
		-1500: "-1.5",
	} {
		v := struct{ At kernel.Time }{ms}
		assert.Equal(t, `{"At":`+text+`}`, string(protocol.Encode(v, protocol.JSON)))
		v.At = 0
		require.NoError(t, protocol.Decode([]byte(`{"At":`+text+`}`), &v, protocol.JSON))
		assert.Equal(t, ms, v.At)
	}
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	for _, names := range []protocol.Format{protocol.JSON, protocol.LowerJSON} {
		var back tree
		require.NoError(t, protocol.Decode(protocol.Encode(full(), names), &back, names))
		assert.Equal(t, full(), back)
	}
}

func TestWhiteSpaceAndNullsAreHarmless(t *testing.T) {
	var v tree
	document := " {\n\"Names\" : [ \"a\" , \"b\" ] , \"Leaf\":null,\"Leaves\":[ ], \"\\u004dax\" \t: 7 } "
	require.NoError(t, protocol.Decode([]byte(document), &v, protocol.JSON))
	assert.Equal(t, tree{Names: []string{"a", "b"}, Leaves: []leaf{}, Max: new(int32(7))}, v)
}

func TestADocumentThatIsNotAsDeclaredIsRefusedByItsPlace(t *testing.T) {
	for document, complaint := range map[string]string{
		``: "the document is not JSON: unexpected end of JSON input",
		`{"Names":}`: "the document is not JSON: invalid character '}' looking for beginning of " +
			"value",
		`{} {}`:                                "the document is not JSON: invalid character '{' after top-level value",
		"{\"BackupId\":\"\xff\"}":              "the document is not UTF-8",
		`null`:                                 "want an object, got null",
		`[]`:                                   "want an object, got a list",
		`{"Nme":1}`:                            "Nme: unknown member",
		`{"backupId":"b"}`:                     "backupId: unknown member",
		`{"Leaf":{"Twigs":[{},{"Nme":1}]}}`:    "Leaf.Twigs[1].Nme: unknown member",
		`{"BackupId":1}`:                       "BackupId: want a string, got a number",
		`{"BackupId":"a","BackupId":"b"}`:      "BackupId: the member stands twice",
		`{"Shared":"true"}`:                    "Shared: want a boolean, got a string",
		`{"Max":1.5}`:                          "Max: want a whole number, got 1.5",
		`{"Max":2147483648}`:                   "Max: want a whole number, got 2147483648",
		`{"Max":{}}`:                           "Max: want a whole number, got an object",
		`{"Since":"2026-01-01T00:00:00Z"}`:     "Since: want a number of seconds since the Unix epoch, got a string",
		`{"Since":1e12}`:                       "Since: want a number of seconds since the Unix epoch, got 1e12",
		`{"Names":"a"}`:                        "Names: want a list, got a string",
		`{"Names":["a",null]}`:                 "Names[1]: want a string, got null",
		`{"Filters":[]}`:                       "Filters: want an object, got a list",
		`{"Filters":{"states":["A",true]}}`:    "Filters.states[1]: want a string, got a boolean",
		`{"Filters":{"states":[],"states":1}}`: "Filters.states: the key stands twice",
	} {
		var v tree
		err := protocol.Decode([]byte(document), &v, protocol.JSON)
		var at *protocol.Error
		require.ErrorAs(t, err, &at, document)
		assert.Equal(t, complaint, err.Error(), document)
	}
}

func TestTagsSpellWhatAMembersNameDoesNot(t *testing.T) {
	v := branch{At: 1767225600120, Owners: []string{"self"}, Secret: []byte{0xff}, Size: new(int64(1 << 40))}
	assert.JSONEq(t, `{"when":"2026-01-01T00:00:00.12Z","ownerSet":["self"],"Secret":"/w==","Size":1099511627776}`,
		string(protocol.Encode(v, protocol.JSON)))
	var back branch
	require.NoError(t, protocol.Decode(protocol.Encode(v, protocol.JSON), &back, protocol.JSON))
	assert.Equal(t, v, back)
	for document, complaint := range map[string]string{
		`{"Secret":"%"}`: `Secret: want a string in base64, got "%"`, `{"Owners":[]}`: "Owners: unknown member",
		`{"when":"today"}`: `when: want a time such as 2026-01-01T00:00:00Z, got "today"`,
		`{"when":1}`:       "when: want a time such as 2026-01-01T00:00:00Z, got a number",
	} {
		assert.EqualError(t, protocol.Decode([]byte(document), new(branch), protocol.JSON), complaint)
	}
}

func TestAnAnswerMayHaveMembersThatNobodyKnows(t *testing.T) {
	var v tree
	require.NoError(t, protocol.DecodeAnswer([]byte(`{"New":{"a":[1,"x",null,{}],"b":true},"Leaf":{"Name":"l","Age":1},"Count":3}`), &v, protocol.JSON))
	assert.Equal(t, tree{Count: 3, Leaf: &leaf{Name: "l"}}, v)
	v = tree{}
	require.NoError(t, protocol.DecodeAnswer([]byte(`<New a="b"><x/>y</New><Leaf><Name>l</Name><Age>1</Age></Leaf><Count>3</Count>`), &v, protocol.XML))
	assert.Equal(t, tree{Count: 3, Leaf: &leaf{Name: "l"}}, v)
}

func FuzzWire(f *testing.F) {
	f.Add(protocol.Encode(full(), protocol.JSON))
	f.Add([]byte(`{"Leaf":{"Twigs":[{"Twigs":[{}]}]},"Since":1.0005,"Names":["\ud800"]}`))
	f.Add([]byte(`{"Filters":{"a":[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v, back tree
		if protocol.Decode(data, &v, protocol.JSON) != nil {
			return
		}
		require.NoError(t, protocol.Decode(protocol.Encode(v, protocol.JSON), &back, protocol.JSON))
		assert.Equal(t, v, back)
	})
}

func BenchmarkEncode(b *testing.B) {
	v, buffer := full(), []byte(nil)
	for b.Loop() {
		buffer = protocol.Append(buffer[:0], &v, protocol.JSON)
	}
}

func BenchmarkDecode(b *testing.B) {
	data := []byte(`{"Filters":{"a":["backup-abcdefghijk"]},"Max":50}`)
	for b.Loop() {
		var v tree
		if err := protocol.Decode(data, &v, protocol.JSON); err != nil {
			b.Fatal(err)
		}
	}
}
