package model

import (
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// rooms are the services of a world. A World has them behind an interface: a
// package that could see their types would compile all their stores again, which
// takes seconds for each package that imports this one.
type rooms interface {
	fork(w *World) rooms
	service(api *kernel.API) any
	states() [8]any

	admit(c *kernel.Call, api *kernel.API, resources []string) error
	session(accessKeyID string) (kernel.Caller, bool)
	events(at kernel.Home) []eventbridge.Event
	activate(at kernel.Home, cluster string) error
}

type house struct {
	organizations *organizations.Service
	iam           *iam.Service
	ram           *ram.Service
	cloudhsm      *cloudhsm.Service
	kms           *kms.Service
	eventbridge   *eventbridge.Service
	ebs           *ebs.Service
	dlm           *dlm.Service
}

// furnish makes the services of a fresh world.
func furnish(w *World) rooms {
	h := &house{organizations: organizations.New(w.env), eventbridge: eventbridge.New(w.env)}
	h.iam = iam.New(w.env, h.organizations)
	h.ram = ram.New(w.env, h.organizations)
	h.cloudhsm = cloudhsm.New(w.env, h.ram, !w.options.ManualActivation)
	h.kms = kms.New(w.env, h.iam)
	h.ebs = ebs.New(w.env, h.kms, h.eventbridge)
	h.dlm = dlm.New(w.env, h.iam, h.eventbridge, w)
	h.introduce()
	return h
}

func (h *house) fork(w *World) rooms {
	f := &house{organizations: h.organizations.Fork(w.env), eventbridge: h.eventbridge.Fork(w.env)}
	f.iam = h.iam.Fork(w.env, f.organizations)
	f.ram = h.ram.Fork(w.env, f.organizations)
	f.cloudhsm = h.cloudhsm.Fork(w.env, f.ram)
	f.kms = h.kms.Fork(w.env, f.iam)
	f.ebs = h.ebs.Fork(w.env, f.kms, f.eventbridge)
	f.dlm = h.dlm.Fork(w.env, f.iam, f.eventbridge, w)
	f.introduce()
	return f
}

// introduce hands each room what points back to it.
func (h *house) introduce() {
	h.organizations.Observe(h.ram)
	h.ram.Share(h.cloudhsm)
}

func (h *house) service(api *kernel.API) any {
	switch api {
	case &cloudhsm.API:
		return h.cloudhsm
	case &ram.API:
		return h.ram
	case &ebs.API:
		return h.ebs
	case &iam.API, &iam.STS:
		return h.iam
	case &kms.API:
		return h.kms
	case &dlm.API:
		return h.dlm
	default:
		return h.organizations
	}
}

func (h *house) states() [8]any {
	return [...]any{
		h.organizations.State(), h.iam.State(), h.ram.State(), h.cloudhsm.State(),
		h.kms.State(), h.eventbridge.State(), h.ebs.State(), h.dlm.State(),
	}
}

func (h *house) admit(c *kernel.Call, api *kernel.API, resources []string) error {
	return h.iam.Admit(c, api, resources)
}

func (h *house) session(accessKeyID string) (kernel.Caller, bool) { return h.iam.Session(accessKeyID) }

func (h *house) events(at kernel.Home) []eventbridge.Event { return h.eventbridge.At(at) }

func (h *house) activate(at kernel.Home, cluster string) error {
	return h.cloudhsm.Activate(at, cluster)
}
