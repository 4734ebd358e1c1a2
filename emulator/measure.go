package emulator

import (
	"errors"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Measured is a call over HTTP as metrics count it: no text of its client is in it.
type Measured struct {
	// Service and Operation are empty where the call is none of this emulator's.
	Service, Operation string
	// Code is that of the refusal, empty where the call was answered, and "lost" where
	// the connection ended without an answer.
	Code string
	Took time.Duration
}

// measured returns when a call begins that is to be measured, the zero Time where none is.
func (e *Emulator) measured() (began time.Time) {
	if e.launch.Measure != nil {
		began = time.Now()
	}
	return began
}

// measure tells of a call that is measured.
func (e *Emulator) measure(c *called) {
	if c.began.IsZero() {
		return
	}
	m := Measured{Service: c.to.API.Service, Took: time.Since(c.began)}
	if c.to.Op != nil {
		m.Operation = c.to.Op.Name
	}
	var refused *kernel.Error
	switch {
	case errors.As(c.err, &refused):
		m.Code = refused.Code
	case c.err != nil:
		m.Code = "lost"
	}
	e.launch.Measure(m)
}
