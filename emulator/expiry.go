package emulator

import (
	"time"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// TimeHeader keeps a request's answer from being told by another clock than the
// world's, whatever its value: a suite compares what the world says.
const TimeHeader = "X-Shareproof-Time"

// lease is how long clients may use credentials before they ask again, where time
// passes by hand: nobody knows how soon somebody will let hours pass.
const lease = 5 * time.Second

// margin keeps credentials from ending while a call is under way.
const margin = time.Second

// forClients tells until when credentials last by the wall clock: when the
// world's clock, at its speed, will come to their end.
func (e *Emulator) forClients(out any) any {
	switch out := out.(type) {
	case *iam.AssumeRoleOutput:
		if out != nil {
			told := *out
			told.Credentials = e.onTheWall(out.Credentials)
			return &told
		}
	case *iam.GetSessionTokenOutput:
		if out != nil {
			told := *out
			told.Credentials = e.onTheWall(out.Credentials)
			return &told
		}
	}
	return out
}

func (e *Emulator) onTheWall(told *iam.Credentials) *iam.Credentials {
	if told == nil {
		return nil
	}
	credentials := *told
	left := credentials.Expiration.Std().Sub(e.world.Now())
	if e.clock == nil {
		left = min(left, lease)
	} else {
		left = time.Duration(float64(left) / float64(e.options.Clock))
		left -= min(margin, left/10)
	}
	credentials.Expiration = kernel.At(e.options.wall()().Add(left))
	return &credentials
}
