// Package parcels is a service of two operations: it sends parcels.
package parcels

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// API is what Parcels offers.
var API = kernel.NewAPI(kernel.API{
	Service: "parcels", System: "parcels", Title: "Parcels", Protocol: kernel.JSON11,
	Target: "Parcels", Signing: "parcels", Message: "message",
	Denied: AccessDenied,
	Errors: strings.Fields(`AccessDeniedException InternalException ParcelNotFoundException ThrottlingException
		ValidationException`),
	Throttled:   &kernel.ErrorShape{Code: "ThrottlingException", Status: 400},
	Unavailable: []*kernel.ErrorShape{{Code: "InternalException", Status: 500}},
	WorksWith:   []string{"iam", "sts"},
	New:         New,
	Bill:        kernel.Bill{Costs: []kernel.Cost{kernel.NotPriced("no cloud has it", "SendParcel")}},
	Rules:       rules,
	Lifecycles:  []kernel.TableView{parcelLifecycle.View()},
	Generator:   workload.Generator(shapes),
	Operations: kernel.Compile(shapes, MembersAreGiven,
		kernel.Op((*Service).sendParcel),
		kernel.Op((*Service).describeParcel),
	),
})

// The errors of Parcels.
var (
	AccessDenied = &kernel.ErrorShape{Code: "AccessDeniedException", Status: 400}
	NotFound     = &kernel.ErrorShape{Code: "ParcelNotFoundException", Status: 400}
	Validation   = &kernel.ErrorShape{Code: "ValidationException", Status: 400}
)

// shapes are those of members whose names or types say too little.
var shapes = kernel.Shapes{}

var rules = kernel.NewRulebook("parcels")

// The rules of parcels.
var (
	MembersAreGiven = rules.Add(kernel.Rule{
		ID: "PRC-VAL-01", Kind: kernel.Shaped, Error: Validation,
		Says:     "A request has all the members that it needs.",
		Evidence: kernel.Inferred, Source: "the reference of a service that is no real one",
		Operations: []string{"SendParcel", "DescribeParcel"},
	})
	UnknownParcelsAreNotFound = rules.Add(kernel.Rule{
		ID: "PRC-ERR-01", Kind: kernel.Refusal, Error: NotFound,
		Says:     "A parcel is known only to the account that sent it, in the Region that it was sent from.",
		Evidence: kernel.Documented, Source: "the reference of a service that is no real one",
		Operations: []string{"DescribeParcel"},
	})
	ParcelsArrive = rules.Add(kernel.Rule{
		ID: "PRC-LIF-01", Kind: kernel.Effect,
		Says:     "A parcel that was sent is ON_ITS_WAY and has ARRIVED within two hours.",
		Evidence: kernel.Documented, Source: "the reference of a service that is no real one",
		Operations: []string{"SendParcel", "DescribeParcel"},
	})
)
