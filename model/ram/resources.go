package ram

import "github.com/shareproof/shareproof/model/kernel"

// Resources is what RAM must know of the services whose resources it shares.
type Resources interface {
	// Shareable returns whether the resource exists in its owner's account and
	// whether its state allows that it be shared.
	Shareable(arn kernel.ARN) (exists, ready bool)
	// Some draws the ARN of a resource to share, "" if there is none.
	Some(d *kernel.Draw) string
}

// Sharer is one of the Resources that says itself why a resource that exists may
// not be shared.
type Sharer interface {
	// MayShare refuses to put a resource into a share, by a rule of its service.
	MayShare(c *kernel.Call, arn kernel.ARN) error
}
