package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A frame is a record in a file: how long it is, its checksum, its number, and a checksum
// of these three, so that a wrong length is not taken for the end of the file.
const frameHead = 4 + 4 + 8 + 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendFrame(b []byte, number uint64, content []byte) []byte {
	at := len(b)
	b = binary.BigEndian.AppendUint32(b, uint32(len(content)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(content, castagnoli))
	b = binary.BigEndian.AppendUint64(b, number)
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b[at:], castagnoli))
	return append(b, content...)
}

// Damage is a place in a file of a journal that is not as it was written.
type Damage struct {
	File   string
	Offset int    // in bytes, of the record
	Record uint64 // its number, or the one that was to come
	Says   string
}

// Error names the place.
func (d *Damage) Error() string {
	return fmt.Sprintf("%s: damaged at byte %d, in record %d: %s", d.File, d.Offset, d.Record, d.Says)
}

// frames goes through the frames of a file.
type frames struct {
	file   string
	bytes  []byte
	offset int
	number uint64 // of the next frame
}

// next returns the content of the next frame, nil after the last one. Torn tells that the file
// ends within a frame: nobody was told that it is there. Whatever else is wrong is Damage.
func (f *frames) next() (content []byte, torn bool, err error) {
	rest := f.bytes[f.offset:]
	switch {
	case len(rest) == 0:
		return nil, false, nil
	case len(rest) < frameHead || empty(rest):
		return nil, true, nil
	case crc32.Checksum(rest[:frameHead-4], castagnoli) != binary.BigEndian.Uint32(rest[frameHead-4:]):
		return nil, false, f.damage("its head has another checksum")
	}
	if number := numberAt(rest); number != f.number {
		return nil, false, f.damage(fmt.Sprintf("it has the number %d", number))
	}
	body := rest[frameHead:]
	if uint64(binary.BigEndian.Uint32(rest)) > uint64(len(body)) {
		return nil, true, nil
	}
	length := int(binary.BigEndian.Uint32(rest))
	content = body[:length:length]
	if crc32.Checksum(content, castagnoli) != binary.BigEndian.Uint32(rest[4:]) {
		if length == len(body) && length > 0 && empty(content[length-1:]) { // blocks of the disk that were not yet written
			return nil, true, nil
		}
		return nil, false, f.damage("its content has another checksum")
	}
	f.offset += frameHead + length
	f.number++
	return content, false, nil
}

func (f *frames) damage(says string) error { return &Damage{f.file, f.offset, f.number, says} }

// empty reports whether bytes are all zero, as a file system leaves what it has made room for.
func empty(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// numberAt returns the number of a frame that is as long as its head at least.
func numberAt(b []byte) uint64 { return binary.BigEndian.Uint64(b[8:]) }
