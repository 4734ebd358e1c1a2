package kernel

import (
	"cmp"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Protocol is an AWS wire protocol.
type Protocol string

// The wire protocols of the modelled services.
const (
	JSON11   Protocol = "awsJson1_1"
	RestJSON Protocol = "restJson1"
	AWSQuery Protocol = "awsQuery"
	EC2Query Protocol = "ec2Query"
)

// API is what a service offers to its callers.
type API struct {
	// Service is the name of the service's SDK package, as in "cloudhsmv2".
	Service string
	// System is the name of the folder that holds the service in model/,
	// features/, scenarios/ and steps/, as in "cloudhsm".
	System string
	// Title is how AWS calls the service in prose.
	Title    string
	Protocol Protocol
	// Target is the prefix of X-Amz-Target where the protocol has one.
	Target string
	// Version is the version of the API, as in 2016-11-15. Requests of the query protocols
	// name it.
	Version string
	// Namespace is that of XML answers in awsQuery; where it is empty, it is made of
	// Signing and Version.
	Namespace string
	// Signing is the service's name in a signature's credential scope, and the
	// prefix of its actions in policies.
	Signing string
	// Global services have one endpoint for all Regions of a partition.
	Global bool
	// Hosts are the names at which AWS answers a service whose names do not say a Region,
	// by partition; nil for the others. See Host.
	Hosts map[string]string
	// Look names an operation that changes nothing, asks for nothing and answers in a few
	// lines, by which one sees whether somebody offers the service; "" where none is so.
	Look string
	// Trial returns two inputs: of a call that makes something small and free of charge, and
	// of one that lists it. It shows whether a world that is emptied is; nil where nothing is
	// that small.
	Trial func() (makes, lists any)
	// LowerFirst services spell members in JSON with a lower-case first letter.
	LowerFirst bool
	// Message spells the member that carries an error's text.
	Message string
	// ErrorSuffix stands behind the code in the header of a restJson1 error; clients
	// cut it off.
	ErrorSuffix string
	// Denied is the error of callers whose policies do not allow the operation.
	Denied *ErrorShape
	// Errors are the codes of all errors that the SDK's model or the reference of
	// the service names, apart from those that all services share.
	Errors []string
	// Throttled is the error for too many calls. Where the SDK's model of the
	// service has none, it is AWS's common one.
	Throttled *ErrorShape
	// Unavailable are the errors, with a status of 500 or above, by which the
	// service says that it is out of order.
	Unavailable []*ErrorShape
	// StaleFor is how long a read may lag behind a change, by a rule of the
	// service; 0 where no source states it.
	StaleFor time.Duration
	// WorksWith names the services without which the callers of this one get
	// nowhere. Random worlds call them together. It is empty for services that
	// only serve others.
	WorksWith []string
	// Prepare returns the inputs of the calls by which an account gets what the
	// callers of the service need; nil where they need nothing.
	Prepare func(at Scope) []any
	// New makes the service of a fresh world, where it needs no other service. Those
	// that do are put together in model/wiring.go.
	New func(*Env) Forker
	// Resources returns the ARNs that the identity policies of a caller must allow
	// an operation on; none where the service asks them itself. Without it they
	// are those of Operation.Named.
	Resources func(c *Call, in any) []string
	// Also returns what the identity policies of a caller must allow besides the
	// operation on its resources, such as to tag what the call makes; nil where the
	// operation is all.
	Also func(service any, c *Call, in any) []Permission
	// Conditions returns the values of condition keys that a call has about one of its
	// resources, besides those that every request has, and the tags of the request;
	// nil where there are none.
	Conditions func(service any, c *Call, in any, resource string) map[string][]string
	// ARN returns the ARN of a resource of the service; nil where its kind and ID
	// stand behind account and Region.
	ARN        func(at Scope, kind, id string) string
	Operations []*Operation
	// Common are the operations that list what all callers see alike: what AWS offers, or
	// what an organization has. "*" stands for all.
	Common []string
	// Undo says how what the operations make is taken away again.
	Undo []Undoing
	// Shared lists which ways are open from other accounts to what the service holds; nil
	// where none can be.
	Shared func(service any) []Sharing

	// GoesLast is true of a service by whose roles others act: while they take something away,
	// what it has stays.
	GoesLast bool

	// Bill says what calls cost and touch in real accounts.
	Bill Bill
	// Repeats is the rule of client tokens, of the operations that Once made
	// repeatable; nil where the service has none.
	Repeats    *Rule
	Rules      *Rulebook
	Lifecycles []TableView
	// Generator make inputs as callers would.
	Generator *Generator
}

// Permission is an action on a resource that a call needs besides its own, as in
// "ec2:CreateTags", with the values of condition keys that it alone has.
type Permission struct {
	Action, Resource string
	Conditions       map[string][]string
}

// Service is a service of one world.
type Service interface {
	// APIs lists what callers can call; none where only other services call it.
	APIs() []*API
	// State returns a pointer to what a digest of the world covers.
	State() any
}

// Forker is a service that needs no other: Fork returns an independent copy that
// lives on env.
type Forker interface {
	Service
	Fork(env *Env) Forker
}

// NewAPI declares a service. Its operations know it from then on. It panics where the
// service does not say how its callers make inputs.
func NewAPI(a API) *API {
	if a.Generator == nil {
		panic("kernel: the API of " + a.Service + " lacks a Generator: make one of a kernel.Workload")
	}
	for _, op := range a.Operations {
		op.API = &a
		a.Generator.Learn(op)
	}
	return &a
}

// Operation is one operation: its input and output structs and its handler.
type Operation struct {
	Name    string
	API     *API
	In, Out reflect.Type
	// Method and Path are the route of a restJson1 operation, and Status is that of its
	// answers in HTTP.
	Method, Path string
	Status       int

	// CanFail is true where the work that the operation begins can end in a state
	// of failure.
	CanFail bool
	// Refused is true where nothing that a world has lets the operation succeed.
	Refused bool
	// Makes is true where the operation makes something, although its name begins as
	// those that only look.
	Makes bool

	slot     int
	token    []int // the member of the input that is a client token, nil for none
	check    check
	namings  []naming
	taggings []tagging
	pages    *paging
	answer   *answer
	do       func(service any, c *Call, in any) (any, error)
}

// Call is one request by one caller, while it runs.
type Call struct {
	*Env
	Caller
	Operation *Operation
}

var operationSlots int

// Op declares an operation by its handler. The name is that of the input
// struct. The route of a restJson1 operation is POST /<name in lower case>,
// unless a blank member of the input says otherwise: _ struct{} `http:"DELETE"`
// or, with members of the input in its path, `http:"GET /policies/{PolicyId}"`.
// Answers have the status 200, or the one that stands behind the path.
func Op[S, In, Out any](do func(S, *Call, *In) (*Out, error)) *Operation {
	return operation(reflect.TypeFor[In](), reflect.TypeFor[Out](), func(service any, c *Call, in any) (any, error) {
		out, err := do(service.(S), c, in.(*In))
		if err != nil {
			return nil, err
		}
		return out, nil
	})
}

// operation is what Op does for all types alike: it is compiled once.
func operation(in, out reflect.Type, do func(service any, c *Call, in any) (any, error)) *Operation {
	operationSlots++
	op := &Operation{
		slot: operationSlots - 1, token: tokenOf(in),
		Name: in.Name(), In: in, Out: out, namings: namings(in), taggings: taggings(in), pages: pagesOf(in, out),
		answer: answerOf(out),
		Method: "POST", Path: "/" + strings.ToLower(in.Name()), Status: 200, do: do,
	}
	if method, path, status := Route(in); method != "" {
		op.Method, op.Path, op.Status = method, cmp.Or(path, op.Path), cmp.Or(status, op.Status)
	}
	return op
}

// Route returns what a blank member of an input says of its operation's route, and the
// status of its answers: zero where it says nothing. It panics where a status is no
// number.
func Route(in reflect.Type) (method, path string, status int) {
	blank, ok := in.FieldByName("_")
	if !ok {
		return "", "", 0
	}
	said := append(strings.Fields(blank.Tag.Get("http")), "", "")
	if said[0] != "" && said[1] != "" && said[2] != "" {
		var err error
		if status, err = strconv.Atoi(said[2]); err != nil {
			panic("kernel: the route of " + in.Name() + ": " + err.Error())
		}
	}
	return said[0], said[1], status
}

// Compile binds the operations to the shapes of their members. Required is the
// rule that a missing member breaks.
func Compile(shapes Shapes, required *Rule, operations ...*Operation) []*Operation {
	for _, op := range operations {
		op.check = shapes.compile(op.In, required)
	}
	return operations
}

// Do checks the input against its shapes and runs the operation.
func (o *Operation) Do(service any, c *Call, in any) (out any, err error) {
	if o.check != nil {
		if wrong := o.check(c.Env, reflect.ValueOf(in).Elem()); wrong != nil {
			err = wrong.error()
		}
	}
	if err == nil {
		out, err = o.do(service, c, in)
	}
	if err == nil {
		c.calls[o.slot].Accepted++
	} else {
		c.calls[o.slot].Refused++
	}
	return out, err
}

// AlwaysRefused declares that nothing that a world has lets the operation succeed.
func (o *Operation) AlwaysRefused() *Operation {
	o.Refused = true
	return o
}

// ThatMakes declares that the operation makes something, whatever it is called.
func (o *Operation) ThatMakes() *Operation {
	o.Makes = true
	return o
}

// MayFail declares that the work which the operation begins can end in a state
// of failure.
func (o *Operation) MayFail() *Operation {
	o.CanFail = true
	return o
}

// FullName returns the operation's name with its service's, as in
// "ram.CreateResourceShare".
func (o *Operation) FullName() string { return o.API.Service + "." + o.Name }

// Reads reports whether the operation only looks, by the verb that its name
// begins with, or that it declares.
func (o *Operation) Reads() bool {
	return !o.Makes && (strings.HasPrefix(o.Name, "Describe") || strings.HasPrefix(o.Name, "Get") || strings.HasPrefix(o.Name, "List"))
}

// Called returns how often the world has answered and refused an operation.
func (e *Env) Called(o *Operation) Tally { return e.calls[o.slot] }

// Operation returns the operation of the name, or nil.
func (a *API) Operation(name string) *Operation {
	for _, op := range a.Operations {
		if op.Name == name {
			return op
		}
	}
	return nil
}

// SigningRegion returns the Region for which a call from a Region is signed.
func (a *API) SigningRegion(region string) string {
	switch {
	case !a.Global:
		return region
	case Partition(region) == "aws-us-gov":
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// Host returns the name at which AWS answers calls of the service from a Region, as the
// endpoint rules of the SDK's client have it, in the partitions aws and aws-us-gov.
func (a *API) Host(region string) string {
	if host := a.Hosts[Partition(region)]; host != "" {
		return host
	}
	return a.Service + "." + a.SigningRegion(region) + ".amazonaws.com"
}

// Value returns what an optional member says, the zero value where it is absent.
func Value[T any](member *T) (v T) {
	if member != nil {
		v = *member
	}
	return v
}
