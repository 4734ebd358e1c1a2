package model

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
)

// forgotten are the members of services that no export has, one reason for each.
var forgotten = map[string]string{
	"iam.documents":           "what policies mean is read again",
	"iam.sessions":            "what sessions are called is worked out again",
	"cloudhsm.memory":         "what policies mean is read again, and papers are a function of their names",
	"kms.memory":              "what policies mean is read again",
	"organizations.documents": "what policies mean is read again",
	"dlm.expressions":         "schedules are read again",
	"backup.policies":         "what policies mean is read again",
	"backup.zones":            "zones are looked up again",
	"backup.schedules":        "schedules are read again",
	"backup.draft":            "it is room in which something is written",
	"cloudhsm.autoActivate":   "it is an option of the world",
	"rds.quotas":              "they are an option of the world",
	"eventbridge.lent":        "an imported world has buses of its own",
}

// carriedMembers are those that a kernel.Carrier carries.
var carriedMembers = map[string]bool{
	"organizations.controlling": true, "organizations.closed": true, "eventbridge.buses": true,
}

// What a service has is its state, other services, what it carries, or has a reason to be
// forgotten: a new member is none of these.
func TestEveryMemberOfAServiceIsExportedOrHasAReasonNotToBe(t *testing.T) {
	used := map[string]bool{}
	for _, s := range New(Options{}).wiring.all() {
		of := reflect.TypeOf(s).Elem()
		for i := range of.NumField() {
			name, kind := nameOf(s)+"."+of.Field(i).Name, of.Field(i).Type
			inner := kind
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			known := of.Field(i).Name == "state" || strings.HasPrefix(inner.Name(), "Machine[") ||
				inner.Kind() == reflect.Interface || inner.Name() == "Env" || inner.Name() == "Service" || inner.Name() == "Needs"
			if forgotten[name] != "" || carriedMembers[name] {
				known, used[name] = true, true
			}
			assert.True(t, known, "%s %s: put it into the state, carry it, or say in forgotten why not", name, kind)
		}
	}
	assert.Len(t, used, len(forgotten)+len(carriedMembers))
}

func TestEveryInputAndOutputIsWrittenAndReadAgain(t *testing.T) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			for _, of := range []reflect.Type{op.In, op.Out} {
				v := reflect.New(of).Elem()
				fill(v, 8)
				c := kernel.NewCoder(of)
				bytes := c.Append(nil, v)
				other, err := kernel.CoderFor(c.Layout(), of)
				require.NoError(t, err)
				read := reflect.New(of).Elem()
				rest, err := other.Read(bytes, read)
				require.NoError(t, err)
				require.Empty(t, rest)
				require.Equal(t, v.Interface(), read.Interface())
			}
		}
	}
}

// fill gives every member of a value something, so many types deep.
func fill(v reflect.Value, deep int) {
	if deep--; deep < 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("a\xff")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(-3)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Uint8:
		v.SetUint(200)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem())) // to what is zero, which is not nil
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(1), deep)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, deep)
		fill(value, deep)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), deep)
			}
		}
	}
}

// peopled is a world in which some services have something.
func peopled() *World {
	w := New(Options{Seed: 9})
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	for i := range 12 {
		_, _ = w.Do(as, &kms.CreateKey{Description: fmt.Sprint(i)})
	}
	_, _ = w.Do(as, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(8))})
	_, _ = w.Do(as, &ram.CreateResourceShare{Name: "s", Principals: []string{"222222222222"}})
	_, _ = w.Do(as, &backup.CreateBackupVault{BackupVaultName: "vault"})
	w.Advance(time.Hour)
	return w
}

func TestAWorldInWhichNothingIsIsImportedToo(t *testing.T) {
	w := New(Options{Seed: 3, ManualActivation: true, Pace: kernel.Sampled, Quotas: Quotas{Clusters: 2}})
	other, err := Import(w.Export(), Options{Seed: 4, Watch: true})
	require.NoError(t, err)
	require.Equal(t, w.Digest(), other.Digest())
	w.options.Watch = true
	require.Equal(t, w.options, other.options)
	require.Equal(t, w.Coverage().Operations, other.Coverage().Operations)
}

func TestOperationsAreStillCountedAfterAnImport(t *testing.T) {
	w := peopled()
	other, err := Import(w.Export(), Options{})
	require.NoError(t, err)
	require.Equal(t, w.Coverage().Operations, other.Coverage().Operations)
}

// summed puts the right checksum behind bytes.
func summed(b []byte) []byte {
	return binary.BigEndian.AppendUint32(b[:len(b):len(b)], crc32.Checksum(b, castagnoli))
}

func TestWhatIsNoWorldIsAnErrorThatSaysSo(t *testing.T) {
	good := peopled().Export()
	inner := good[:len(good)-4]
	flipped := append([]byte{}, good...)
	flipped[len(flipped)/2] ^= 1
	for _, c := range []struct {
		bytes []byte
		says  string
	}{
		{nil, "no exported world"},
		{[]byte("shareproof world 7\nxxxxxxx"), "a format that this version does not know"},
		{good[:len(good)-1], "its checksum is another"},
		{flipped, "its checksum is another"},
		{summed([]byte(snapshotMark)), `world: its pace "" is none`},
		{summed(inner[:len(inner)-9]), "ends too early"},
		{summed(appendPart(inner[:len(inner):len(inner)], "s3", &settings{})), `"s3" is no part of a world here`},
		{summed(appendPart([]byte(snapshotMark), "world", &struct{ Speed int }{})), `has no member "Speed" here`},
		{summed(appendPart([]byte(snapshotMark), "world", &struct{ Ground string }{})),
			"world: kernel.Ground is something else here"},
		{summed(appendPart([]byte(snapshotMark), "world", &settings{Ground: kernel.Ground{Pace: "typical",
			Now: kernel.End + 1}})), "its time is beyond all time"},
		{summed(appendPart([]byte(snapshotMark), "world", &settings{Ground: kernel.Ground{Pace: "typical"},
			Called: []called{{"kms", "Fly", 1, 1}}})), `"Fly" is no operation of "kms" here`},
	} {
		_, err := Import(c.bytes, Options{})
		assert.ErrorContains(t, err, c.says)
	}
}

// What was written by a version that knew less is read: members that came later stay zero.
func TestAWorldOfAVersionThatKnewLessIsImported(t *testing.T) {
	w := New(Options{Seed: 5})
	type less struct{ Ground kernel.Ground }
	got, err := Import(summed(appendPart([]byte(snapshotMark), "world", &less{w.env.Ground()})), Options{})
	require.NoError(t, err)
	require.Equal(t, w.Digest(), got.Digest())
}

// Whatever the bytes, Import neither panics nor takes much more memory than they have.
func FuzzImport(f *testing.F) {
	good := peopled().Export()
	f.Add(good[len(snapshotMark) : len(good)-4])
	f.Add(appendPart(nil, "world", &settings{Ground: kernel.Ground{Pace: "typical"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Import(summed(append([]byte(snapshotMark), b...)), Options{})
		if err == nil {
			w.Digest()
			w.Export()
		}
	})
}
