package backup

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"time"
)

// zoneinfo is the time zone database as Go distributes it, in its lib/time, so that
// worlds do not depend on that of the machine.
//
//go:embed zoneinfo.zip
var zoneinfo []byte

// zones are time zones by their names. They are no state of a world: what is not there
// is read again.
type zones map[string]*time.Location

// named returns the time zone of a name, nil where there is none. UTC has no name.
func (z zones) named(name string) *time.Location {
	if name == "" {
		return time.UTC
	}
	if known := z[name]; known != nil {
		return known
	}
	z[name] = readZone(name)
	return z[name]
}

func readZone(name string) *time.Location {
	archive, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		return nil
	}
	f, err := archive.Open(name)
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil
	}
	zone, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil
	}
	return zone
}
