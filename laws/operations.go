package laws

import (
	"reflect"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// operation is what the laws know of an operation.
type operation struct {
	Name, Service string
	Reads         bool
	clientToken   func(in any) string // "" where the input has none
}

// operations holds the operations by the types of their inputs.
var operations = func() map[reflect.Type]*operation {
	all := map[reflect.Type]*operation{}
	for _, api := range []*kernel.API{&cloudhsm.API, &organizations.API, &ram.API, &iam.API, &iam.STS, &kms.API, &ebs.API, &dlm.API} {
		for _, op := range api.Operations {
			all[reflect.PointerTo(op.In)] = &operation{op.Name, api.Service, op.Reads(), op.ClientToken}
		}
	}
	return all
}()
