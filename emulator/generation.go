package emulator

import (
	"fmt"
	"net/http"
	"strconv"
)

// generationHeader names the world that a request is meant for, by the number
// that reset and status answer.
const generationHeader = "X-Shareproof-Generation"

// foreign is why a request is turned away that is meant for a world which
// somebody has reset meanwhile.
type foreign struct {
	meant string
	now   uint64
}

func (f *foreign) Error() string {
	return fmt.Sprintf("this request is meant for world %s, and world %d is there now: somebody has reset the emulator",
		f.meant, f.now)
}

// foreign returns an error where a request is meant for another world. A request
// that names none is for whichever world is there.
func (e *Emulator) foreign(r *http.Request) *foreign {
	meant := first(r.Header, generationHeader)
	if e.launch.Strict != nil || meant == "" || meant == strconv.FormatUint(e.generation, 10) {
		return nil
	}
	return &foreign{meant, e.generation}
}

// tell puts the number of the world that is there into an answer.
func (f *foreign) tell(header http.Header) {
	header.Set(generationHeader, strconv.FormatUint(f.now, 10))
}
