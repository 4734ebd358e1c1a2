package kernel

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Bill says what the calls of a service cost and touch at AWS: for whoever calls real
// accounts. Nothing of it changes what a world answers.
type Bill struct {
	// Costs says of each operation that makes something what AWS asks for it.
	Costs []Cost
	// EachCall is what AWS asks for every call of the service; nil where it asks nothing.
	EachCall *Price
	// Quotas are how many things of a kind an account may have, by AWS's default.
	Quotas []AccountQuota
	// Touches says which operations reach further than what their caller has made.
	Touches []Touching
	// Changes are the members that name what operations change, the most telling first,
	// where no member is tagged with a resource; as in "CreateAccessKey.UserName" the one of
	// an operation that adds to a thing.
	Changes []string
	// Needs are actions of IAM that operations need and the model does not ask for.
	Needs []Need
}

// Money is an amount in billionths of a US dollar.
type Money int64

// The amounts that prices are told in, and the month that AWS's pricing pages reckon with.
const (
	Cent   Money = 10_000_000
	Dollar       = 100 * Cent
	Month        = 730 * time.Hour
)

// Dollars returns the amount in US dollars.
func (m Money) Dollars() float64 { return float64(m) / float64(Dollar) }

// String tells the amount in US dollars: to the cent, and to two digits where it is less.
func (m Money) String() string {
	if m >= Cent || m == 0 {
		return fmt.Sprintf("$%.2f", m.Dollars())
	}
	return fmt.Sprintf("$%.*f", 1-int(math.Floor(math.Log10(m.Dollars()))), m.Dollars())
}

// PricesOf is the day as of which the prices and quotas of all services were looked up.
const PricesOf = "2026-11-29"

// Price is what AWS asks in us-east-1 for one of something.
type Price struct {
	For    string // as in "HSM" or "GiB of snapshots"
	Amount Money
	Per    time.Duration // for which the amount is asked; 0 where it is asked once
	Least  time.Duration // the shortest time that is charged
	Whole  time.Duration // of which begun ones are charged whole; 0 where time is charged as it passes
	// Evidence is Documented where the public page shows the amount, and weaker where it
	// was found elsewhere. Source is AWS's page.
	Evidence Evidence
	Source   string
}

// Of returns what a number of such things cost that are there for a while.
func (p *Price) Of(units int64, lasts time.Duration) Money {
	if p.Per == 0 {
		return p.Amount * Money(units)
	}
	if lasts = max(lasts, p.Least); p.Whole > 0 {
		lasts = max(p.Whole, (lasts+p.Whole-1)/p.Whole*p.Whole)
	}
	return Money(math.Ceil(float64(p.Amount) * float64(units) * float64(lasts) / float64(p.Per)))
}

// String tells the price and for what it is.
func (p *Price) String() string {
	switch p.Per {
	case 0:
		return p.Amount.String() + " for each " + p.For
	case Month:
		return p.Amount.String() + " a month for each " + p.For
	}
	return p.Amount.String() + " an hour for each " + p.For
}

// Charge is a number of things for which AWS asks a price until they are taken away.
type Charge struct {
	Price *Price
	Units int64
}

// Cost says what AWS asks for what some operations make.
type Cost struct {
	operations []string
	charges    func(in, out any) []Charge
	free       string
	unpriced   string
}

// Costs declares what is asked for what the calls of an operation make.
func Costs[In, Out any](charges func(in *In, out *Out) []Charge) Cost {
	return Cost{operations: []string{reflect.TypeFor[In]().Name()}, charges: func(in, out any) []Charge {
		return charges(in.(*In), out.(*Out))
	}}
}

// CostsNothing declares operations of which a public source says that nothing is asked
// for what they make; "*" stands for all others of the service.
func CostsNothing(source string, operations ...string) Cost {
	return Cost{operations: operations, free: source}
}

// NotPriced declares operations that make what may cost something that nobody here knows
// or can tell from a call, and why.
func NotPriced(why string, operations ...string) Cost {
	return Cost{operations: operations, unpriced: why}
}

// cost returns what is declared of the operation's costs; nil where nothing is.
func (o *Operation) cost() *Cost {
	for i, c := range o.API.Bill.Costs {
		if slices.Contains(c.operations, o.Name) || slices.Contains(c.operations, "*") {
			return &o.API.Bill.Costs[i]
		}
	}
	return nil
}

// IsPriced reports whether something is declared of the operation's costs.
func (o *Operation) IsPriced() bool { return o.cost() != nil }

// Unpriced returns why the cost of what the operation makes is not known; "" where it is,
// or where it is nothing.
func (o *Operation) Unpriced() string {
	if c := o.cost(); c != nil {
		return c.unpriced
	}
	return ""
}

// ADay tells what it costs that what a call has made stays for another day.
func (o *Operation) ADay(in, out any) string {
	switch c := o.cost(); {
	case c == nil:
	case c.unpriced != "":
		return "what that costs a day is not known: " + c.unpriced
	case c.charges == nil:
		return "that costs nothing"
	default:
		sum := Money(0)
		for _, charge := range c.charges(in, out) {
			if charge.Price.Per > 0 {
				sum += charge.Price.Of(charge.Units, 24*time.Hour)
			}
		}
		return fmt.Sprintf("that costs %s a day", sum)
	}
	return "what that costs a day is not known"
}

// Charges returns what is asked for what a call has made.
func (o *Operation) Charges(in, out any) []Charge {
	if c := o.cost(); c != nil && c.charges != nil {
		return c.charges(in, out)
	}
	return nil
}

// AccountQuota is how many things of a kind an account may have in a Region, by AWS's default.
type AccountQuota struct {
	Of   string // as in "volumes"
	Most int
	// Operations make one such thing each.
	Operations []string
	// OfAccount is true where the things of all Regions count together.
	OfAccount bool
	// Lingers is true where a thing counts for days after it was taken away.
	Lingers  bool
	Evidence Evidence
	Source   string
}

// Touch is what an operation reaches besides what its caller has made.
type Touch string

// What operations may touch.
const (
	TouchesOrganization Touch = "organization" // the organization, or all of its accounts
	TouchesDefaults     Touch = "defaults"     // a setting of the account that holds for everybody's resources
	TouchesOthers       Touch = "others"       // what the caller has not made
	TouchesPublic       Touch = "public"       // everybody at AWS, whom something is shared with
)

// AllTouches lists them.
var AllTouches = []Touch{TouchesOrganization, TouchesDefaults, TouchesOthers, TouchesPublic}

// Touching declares what operations touch.
type Touching struct {
	touch      Touch
	operations []string
	when       func(in any) bool
}

// Touching declares operations that touch something; "*" stands for all that change
// anything.
func (t Touch) By(operations ...string) Touching { return Touching{touch: t, operations: operations} }

// Where declares calls of an operation that touch something, by their inputs.
func Where[In any](t Touch, touches func(in *In) bool) Touching {
	return Touching{t, []string{reflect.TypeFor[In]().Name()}, func(in any) bool { return touches(in.(*In)) }}
}

// Touches returns what a call touches besides what its caller has made; "" where that is
// all. Of things that somebody else has made only their names tell: see Changes.
func (o *Operation) Touches(in any) Touch {
	if o.Reads() {
		return ""
	}
	for _, t := range o.API.Bill.Touches {
		if (slices.Contains(t.operations, o.Name) || slices.Contains(t.operations, "*")) && (t.when == nil || t.when(in)) {
			return t.touch
		}
	}
	return ""
}

// makingVerbs begin the names of operations that make what they name, or change nothing.
var makingVerbs = []string{"Create", "Copy", "Restore", "Start", "Register", "Send", "Encrypt", "Decrypt", "ReEncrypt",
	"Generate", "Assume"}

// makes reports whether the operation makes what it names, or changes nothing.
func (o *Operation) makes() bool {
	return o.Makes || !strings.HasSuffix(o.Name, "Tags") &&
		slices.ContainsFunc(makingVerbs, func(verb string) bool { return strings.HasPrefix(o.Name, verb) })
}

// Changes returns the name of the thing that a call changes, adds to or takes away:
// several where it names several alike. It returns none where the call only looks, makes
// what it names, or changes no thing that has a name.
func (o *Operation) Changes(in any) (names []string) {
	if o.Reads() {
		return nil
	}
	members := reflect.ValueOf(in).Elem()
	for _, i := range o.changed() {
		switch f := members.Field(i); {
		case f.Kind() == reflect.String && f.Len() > 0:
			return []string{f.String()}
		case f.Kind() == reflect.Slice && f.Len() > 0:
			return f.Interface().([]string)
		}
	}
	return nil
}

// changed returns the members that may name what the operation changes, the most telling
// first.
func (o *Operation) changed() (fields []int) {
	for _, name := range o.API.Bill.Changes {
		if of, member, one := strings.Cut(name, "."); one && of == o.Name {
			f, _ := o.In.FieldByName(member)
			return f.Index
		}
	}
	if o.makes() {
		return nil
	}
	for _, n := range o.namings {
		fields = append(fields, n.index)
	}
	if len(fields) > 0 {
		return fields
	}
	for _, name := range o.API.Bill.Changes {
		if f, ok := o.In.FieldByName(name); ok {
			fields = append(fields, f.Index[0])
		}
	}
	return fields
}

// IsTold reports whether something tells whose things the operation changes: that it only
// looks, makes what it names, names what it changes, or touches what is declared.
func (o *Operation) IsTold() bool {
	return o.Reads() || o.makes() || len(o.changed()) > 0 ||
		slices.ContainsFunc(o.API.Bill.Touches, func(t Touching) bool {
			return t.when == nil && (slices.Contains(t.operations, o.Name) || slices.Contains(t.operations, "*"))
		})
}

// Need declares actions that some operations need in real accounts besides their own;
// Operations "*" stands for all.
type Need struct {
	Operations, Actions []string
	// Instead is true where no action is called as the operation is.
	Instead bool
	Source  string
}

// Actions returns the actions that a call needs, as in "ec2:CreateVolume", as far as the
// operation alone tells.
func (o *Operation) Actions() []string {
	own, all := []string{o.API.Signing + ":" + o.Name}, []string(nil)
	for _, n := range o.API.Bill.Needs {
		if slices.Contains(n.Operations, o.Name) || slices.Contains(n.Operations, "*") {
			if all = append(all, n.Actions...); n.Instead {
				own = nil
			}
		}
	}
	return append(own, all...)
}

// Named lists the names of operations, and as in "CreateAccessKey.UserName" of members, that
// the bill speaks of.
func (b *Bill) Named() (names []string) {
	for _, c := range b.Costs {
		names = append(names, c.operations...)
	}
	for _, t := range b.Touches {
		names = append(names, t.operations...)
	}
	for _, n := range b.Needs {
		names = append(names, n.Operations...)
	}
	for _, q := range b.Quotas {
		names = append(names, q.Operations...)
	}
	for _, member := range b.Changes {
		if strings.Contains(member, ".") {
			names = append(names, member)
		}
	}
	return names
}
