package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

type filter struct {
	Name   string
	Values []string `query:"Value"`
}

type permission struct{ Group, UserId string }

// query has what the query protocols carry.
type query struct {
	SnapshotId string
	State      colour            `wire:"status"`
	OwnerIds   []string          `query:"Owner"`
	Filters    []filter          `query:"Filter"`
	Add        *permission       `wire:"addition"`
	Names      map[string]string `wire:"nameSet"`
	Encrypted  *bool
	Size       int64
	StartTime  kernel.Time
	Plaintext  []byte
}

func whole() query {
	return query{
		SnapshotId: "snap-\"\\\n\r\té\u2028😀<&>+ %", State: "error", OwnerIds: []string{"self", "", "111111111111"},
		Filters: []filter{{"status", []string{"a.b", "c=d&e"}}, {Name: "owner"}}, Add: &permission{UserId: "222222222222"},
		Names: map[string]string{"a": "1", "b": ""}, Encrypted: new(false), Size: 1 << 40, StartTime: 1767225600120,
		Plaintext: []byte{0, 255},
	}
}

func TestAFormIsSpeltAsTheProtocolHasIt(t *testing.T) {
	v := query{OwnerIds: []string{"self", "b"}, Filters: []filter{{"status", []string{"x y"}}}, StartTime: 1767225600000}
	assert.Equal(t, "Owner.1=self&Owner.2=b&Filter.1.Name=status&Filter.1.Value.1=x+y&Size=0&StartTime=2026-01-01T00%3A00%3A00.000Z",
		string(protocol.Encode(v, protocol.EC2Form)))
	assert.Equal(t, "Owner.member.1=self&Owner.member.2=b&Filter.member.1.Name=status&Filter.member.1.Value.member.1=x+y&Size=0&StartTime=2026-01-01T00%3A00%3A00Z",
		string(protocol.Encode(v, protocol.Form)))
	assert.Equal(t, "Owner=&Names.entry.1.key=a&Names.entry.1.value=b&Size=0",
		string(protocol.Encode(query{OwnerIds: []string{}, Names: map[string]string{"a": "b"}}, protocol.Form)))
}

func TestXMLIsSpeltAsTheProtocolHasIt(t *testing.T) {
	v := query{State: "error", OwnerIds: []string{"self"}, Filters: []filter{}, Add: &permission{Group: "all"},
		StartTime: 1767225600000}
	assert.Equal(t, "<status>error</status><ownerIds><item>self</item></ownerIds><filters></filters><addition><group>all</group></addition><size>0</size><startTime>2026-01-01T00:00:00.000Z</startTime>",
		string(protocol.Encode(v, protocol.EC2XML)))
	assert.Equal(t, "<status>error</status><OwnerIds><member>self</member></OwnerIds><Filters></Filters><addition><Group>all</Group></addition><Size>0</Size><StartTime>2026-01-01T00:00:00Z</StartTime>",
		string(protocol.Encode(v, protocol.XML)))
}

// named has a list whose elements have a name of their own.
type named struct {
	Grants []permission `list:"Grant"`
	Zones  []string
}

func TestAListIsSpeltWithTheNameOfItsElements(t *testing.T) {
	v := named{Grants: []permission{{Group: "a"}, {Group: "b"}}, Zones: []string{"x"}}
	for format, text := range map[protocol.Format]string{
		protocol.Form: "Grants.Grant.1.Group=a&Grants.Grant.2.Group=b&Zones.member.1=x",
		protocol.XML: "<Grants><Grant><Group>a</Group></Grant><Grant><Group>b</Group></Grant></Grants>" +
			"<Zones><member>x</member></Zones>",
	} {
		assert.Equal(t, text, string(protocol.Encode(v, format)))
		var back named
		require.NoError(t, protocol.Decode([]byte(text), &back, format))
		assert.Equal(t, v, back)
	}
	assert.Equal(t, "Grants=&Zones=", string(protocol.Encode(named{[]permission{}, []string{}}, protocol.Form)))
}

func TestInAFormEveryListMayCallItsElementsMember(t *testing.T) {
	var v named
	require.NoError(t, protocol.Decode([]byte("Grants.member.1.Group=a&Grants.member.2.Group=b"), &v, protocol.Form))
	assert.Equal(t, named{Grants: []permission{{Group: "a"}, {Group: "b"}}}, v)
	for form, complaint := range map[string]string{
		"Grants.Permit.1.Group=a":                        "Grants.Permit.1.Group: unknown parameter",
		"Grants.1.Group=a":                               "Grants.1.Group: unknown parameter",
		"Zones.Zone.1=a":                                 "Zones.Zone.1: unknown parameter",
		"Grants.Grant.1.Group=a&Grants.member.1.Group=b": "Grants.member.1.Group: the list stands twice",
		"Grants.Grant.1.Group=a&Grants.Grant.01.Group=b": "Grants.Grant.01.Group: want the elements of a list numbered from 1",
		"Grants=a":      "Grants: want a list, got a value",
		"Grants.Grant=": "Grants.Grant: unknown parameter",
	} {
		var v named
		require.EqualError(t, protocol.Decode([]byte(form), &v, protocol.Form), complaint)
	}
}

func TestWhatAQueryProtocolWritesItReadsBackTheSame(t *testing.T) {
	for _, f := range []protocol.Format{protocol.Form, protocol.EC2Form, protocol.XML, protocol.EC2XML} {
		var back query
		require.NoError(t, protocol.Decode(protocol.Encode(whole(), f), &back, f))
		assert.Equal(t, whole(), back)
	}
}

func TestWhatXMLCannotCarryIsReplaced(t *testing.T) {
	var back query
	require.NoError(t, protocol.Decode(protocol.Encode(query{SnapshotId: "a\x00\x1fb\xffc\ufffe"}, protocol.XML), &back,
		protocol.XML))
	assert.Equal(t, "a\ufffd\ufffdb\ufffdc\ufffd", back.SnapshotId)
}

func TestTheElementsOfAListComeInTheOrderOfTheirNumbers(t *testing.T) {
	var v query
	require.NoError(t, protocol.Decode([]byte("Owner.10=c&Owner.9=b&Filter.2.Name=y&Owner.1=a&Filter.1.Name=x"), &v,
		protocol.EC2Form))
	assert.Equal(t, query{OwnerIds: []string{"a", "b", "c"}, Filters: []filter{{Name: "x"}, {Name: "y"}}}, v)
}

func TestAFormThatIsNotAsDeclaredIsRefusedByTheName(t *testing.T) {
	for form, complaint := range map[string]string{
		"Colour=red":                       "Colour: unknown parameter",
		"snapshotId=s":                     "snapshotId: unknown parameter",
		"SnapshotId.1=s":                   "SnapshotId.1: unknown parameter",
		"SnapshotId=s&SnapshotId=s":        "SnapshotId: the parameter stands twice",
		"SnapshotId=s&SnapshotId.=s":       "SnapshotId.: unknown parameter",
		"OwnerIds.1=self":                  "OwnerIds.1: unknown parameter",
		"Owner=self":                       "Owner: want a list, got a value",
		"Owner.first=self":                 "Owner.first: want the elements of a list numbered from 1",
		"Owner.0=self":                     "Owner.0: want the elements of a list numbered from 1",
		"Owner.01=self":                    "Owner.01: want the elements of a list numbered from 1",
		"Owner.1.Name=self":                "Owner.1.Name: unknown parameter",
		"Owner.member.1=self":              "Owner.member.1: want the elements of a list numbered from 1",
		"Filter.1=x":                       "Filter.1: want an object, got a value",
		"Filter.1.Name=x&Filter.1.Colour=": "Filter.1.Colour: unknown parameter",
		"Filter.1.Value.1=x&Filter.1.Name": "",
		"Add=x":                            "Add: want an object, got a value",
		"Add.=x":                           "Add.: want an object, got a value",
		"Names.entry.1.value=x":            "Names.entry.1.value: want a key and a value",
		"Names.pair.1.value=x":             "Names.pair.1.value: unknown parameter",
		"Encrypted=yes":                    `Encrypted: want a boolean, got "yes"`,
		"Size=1e3":                         `Size: want a whole number, got "1e3"`,
		"StartTime=1767225600":             `StartTime: want a time such as 2026-01-01T00:00:00Z, got "1767225600"`,
		"SnapshotId=%zz":                   `the form cannot be read at "%zz"`,
		"SnapshotId=%ff":                   `the form cannot be read at "%ff"`,
	} {
		var v query
		err := protocol.Decode([]byte(form), &v, protocol.EC2Form)
		if complaint == "" {
			require.NoError(t, err, form)
			continue
		}
		var at *protocol.Error
		require.ErrorAs(t, err, &at, form)
		assert.Equal(t, complaint, err.Error(), form)
	}
	var v query
	require.ErrorContains(t, protocol.Decode([]byte("Owner.1=self"), &v, protocol.Form), "Owner.1: unknown parameter")
}

func FuzzForm(f *testing.F) {
	f.Add(protocol.Encode(whole(), protocol.EC2Form), false)
	f.Add(protocol.Encode(whole(), protocol.Form), true)
	f.Add([]byte("Owner.1=a&Owner.01=b&Owner.=c&Owner..1=&Owner.1.=&Owner.1a=&Owner.2=&.=&=&&"), false)
	f.Add([]byte("Names.entry.1.key=a&Names.entry.1.value=b&Names.entry.2.key=a&Names.entry.2.value=b"), false)
	f.Fuzz(func(t *testing.T, data []byte, members bool) {
		format := protocol.EC2Form
		if members {
			format = protocol.Form
		}
		var v, back, again query
		if protocol.Decode(data, &v, format) != nil {
			return
		}
		require.NoError(t, protocol.Decode(protocol.Encode(v, format), &back, format))
		require.NoError(t, protocol.Decode(protocol.Encode(back, format), &again, format))
		assert.Equal(t, back, again, "elements that say nothing are gone, all else stays")
	})
}

func FuzzXML(f *testing.F) {
	f.Add(protocol.Encode(whole(), protocol.EC2XML))
	f.Add([]byte(`<status>a<!-- b --><![CDATA[<]]></status><filterSet><x/></filterSet>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v, back query
		if protocol.DecodeAnswer(data, &v, protocol.EC2XML) != nil {
			return
		}
		require.NoError(t, protocol.Decode(protocol.Encode(v, protocol.EC2XML), &back, protocol.EC2XML))
		assert.Equal(t, v, back)
	})
}

func BenchmarkDecodeForm(b *testing.B) {
	data := []byte("Filter.1.Name=status&Filter.1.Value.1=completed&Owner.1=self")
	for b.Loop() {
		var v query
		if err := protocol.Decode(data, &v, protocol.EC2Form); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeXML(b *testing.B) {
	v, buffer := whole(), []byte(nil)
	for b.Loop() {
		buffer = protocol.Append(buffer[:0], &v, protocol.EC2XML)
	}
}

// sent has members that stand in every answer.
type sent struct {
	Description string `wire:",always"`
	Comment     string
	Twigs       []leaf
	Leaves      []leaf
}

func TestAnAnswerCarriesTheEmptyMembersThatAreAlwaysSent(t *testing.T) {
	v := sent{Twigs: []leaf{}}
	for format, text := range map[protocol.Format]string{
		protocol.JSON:      `{"Description":"","Twigs":[]}`,
		protocol.LowerJSON: `{"description":"","twigs":[]}`,
		protocol.XML:       "<Description></Description><Twigs></Twigs>",
		protocol.EC2XML:    "<description></description><twigs></twigs>",
	} {
		assert.Equal(t, text, string(protocol.Encode(v, format)))
		var back sent
		require.NoError(t, protocol.Decode([]byte(text), &back, format))
		assert.Equal(t, v, back)
	}
	assert.Equal(t, "", string(protocol.Encode(v, protocol.EC2Form)), "a request does not")
	assert.PanicsWithValue(t, "wire: struct { Count int \"wire:\\\",always\\\"\" }.Count is no string: only strings have to "+
		"be tagged always", func() {
		protocol.Encode(struct {
			Count int `wire:",always"`
		}{}, protocol.JSON)
	})
}
