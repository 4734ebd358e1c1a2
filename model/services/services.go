// Package services lists the services of the model. It is the one place to look
// up a service or an operation.
package services

import (
	"reflect"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// All lists the services. Pages and reports keep this order.
var All = []*kernel.API{
	cloudhsm.API,
	organizations.API,
	ram.API,
	iam.API, iam.STS,
	kms.API,
	ebs.API,
	dlm.API,
	rds.API,
	backup.API,
}

var operations = func() map[reflect.Type]*kernel.Operation {
	all := map[reflect.Type]*kernel.Operation{}
	for _, api := range All {
		for _, op := range api.Operations {
			all[reflect.PointerTo(op.In)] = op
		}
	}
	return all
}()

// OperationOf returns the operation whose input is in, a pointer to a struct;
// nil where there is none.
func OperationOf(in any) *kernel.Operation { return operations[reflect.TypeOf(in)] }

// Find returns the service of the name, as in "ram"; nil where there is none.
func Find(service string) *kernel.API {
	for _, api := range All {
		if api.Service == service {
			return api
		}
	}
	return nil
}

// FindOperation returns the operation of the names, as in "ram",
// "CreateResourceShare"; nil where there is none.
func FindOperation(service, operation string) *kernel.Operation {
	if api := Find(service); api != nil {
		return api.Operation(operation)
	}
	return nil
}
