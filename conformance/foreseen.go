package conformance

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// PlanVersion is that of plans as JSON.
const PlanVersion = "shareproof.dev/plan/v1"

// Plan is what a run would do, cost and need at a target that stands for real accounts.
type Plan struct {
	Version string `json:"plan"`
	// Hash is of all the rest, and of the numbers of the target's accounts.
	Hash   string     `json:"hash"`
	Suite  string     `json:"suite"`
	Seed   uint64     `json:"seed"`
	Filter Filter     `json:"filter"`
	Target PlanTarget `json:"target"`
	// Runs are the scenarios that can run there, and Left those that cannot, by the reason.
	Runs      []string         `json:"runs"`
	Left      []PlanLeft       `json:"left"`
	Calls     []PlanCalls      `json:"calls"`
	Resources []PlanResource   `json:"resources"`
	Cost      PlanCost         `json:"cost"`
	Seconds   int64            `json:"seconds"`
	Quotas    []PlanQuota      `json:"quotas"`
	Policies  []*AccountPolicy `json:"policies"`

	terms   target.Terms
	why     map[string]string // why scenarios cannot run there, by their keys
	calls   map[*kernel.Operation]int
	things  map[*kernel.Operation]*PlanResource
	charges map[*kernel.Price]*PlanCharge
	unknown map[*kernel.Operation]int
	quotas  map[PlanQuota]int
	actions map[string]map[string]bool
	waits   time.Duration
	asked   int
}

// PlanTarget is what the plan is for.
type PlanTarget struct {
	Name     string            `json:"name"`
	URL      string            `json:"url,omitempty"`
	Accounts []string          `json:"accounts"`
	Regions  map[string]string `json:"regions,omitempty"`
	Touches  []string          `json:"touches,omitempty"`
	Patience string            `json:"patience"`
	Speed    int               `json:"speed"`
}

// PlanLeft are the scenarios that cannot run for a reason.
type PlanLeft struct {
	Reason    string   `json:"reason"`
	Count     int      `json:"count"`
	Scenarios []string `json:"scenarios"`
}

// PlanCalls counts the calls of an operation, those of sweeps among them.
type PlanCalls struct {
	Operation string `json:"operation"`
	Calls     int    `json:"calls"`
}

// PlanResource tells how much an operation makes, and for how long that is there.
type PlanResource struct {
	Operation string `json:"operation"`
	Made      int    `json:"made"`
	// Longest and Together are in seconds of the target's time.
	Longest  int64 `json:"longestSeconds"`
	Together int64 `json:"togetherSeconds"`
}

// PlanCost estimates what AWS asks for all that.
type PlanCost struct {
	// Prices is the day of the price table, which is that of us-east-1; Others are the
	// target's Regions that it is used for although it is not theirs.
	Prices    string         `json:"prices"`
	Others    []string       `json:"otherRegions,omitempty"`
	USD       float64        `json:"usd"`
	Items     []PlanCharge   `json:"items"`
	NotPriced []PlanUnpriced `json:"notPriced"`

	Money kernel.Money `json:"-"`
}

// PlanCharge is what is asked for things of a kind.
type PlanCharge struct {
	For      string  `json:"for"`
	Price    string  `json:"price"`
	Units    int64   `json:"units"`
	USD      float64 `json:"usd"`
	Evidence string  `json:"evidence"`
	Source   string  `json:"source"`

	Money kernel.Money `json:"-"`
}

// PlanUnpriced is what nobody can tell the price of.
type PlanUnpriced struct {
	Operation string `json:"operation"`
	Calls     int    `json:"calls"`
	Why       string `json:"why"`
}

// PlanQuota is how much of a quota is used at most.
type PlanQuota struct {
	Account string `json:"account"`
	Region  string `json:"region,omitempty"`
	Of      string `json:"of"`
	Used    int    `json:"used"`
	Most    int    `json:"most"`
	// Lingers is true where what was taken away counts for days.
	Lingers  bool   `json:"lingers,omitempty"`
	Evidence string `json:"evidence"`
	Source   string `json:"source"`
}

func newPlan(o Options) *Plan {
	who, terms := o.Target.Identity(), termsOf(o.Target)
	p := &Plan{Version: PlanVersion, Suite: SuiteDigest(o.Paths), Seed: o.Seed,
		Filter: Filter{o.Tags, o.Name, o.Profiles, o.Paths},
		Target: PlanTarget{Name: who.Name, URL: who.URL, Regions: terms.Regions, Touches: terms.Touches,
			Patience: kernel.FormatSpan(terms.Patience), Speed: terms.Speed},
		Runs: []string{}, Left: []PlanLeft{}, Calls: []PlanCalls{}, Resources: []PlanResource{}, Quotas: []PlanQuota{},
		Cost: PlanCost{Prices: kernel.PricesOf, Items: []PlanCharge{}, NotPriced: []PlanUnpriced{}}, terms: terms,
		calls: map[*kernel.Operation]int{}, things: map[*kernel.Operation]*PlanResource{},
		charges: map[*kernel.Price]*PlanCharge{}, unknown: map[*kernel.Operation]int{}, quotas: map[PlanQuota]int{},
		actions: map[string]map[string]bool{}}
	for _, account := range terms.Accounts {
		p.Target.Accounts = append(p.Target.Accounts, nameOf(account))
	}
	return p
}

// nameOf is what the suites call an account.
func nameOf(number string) string {
	for _, name := range target.Accounts {
		if target.NumberOf(name) == number {
			return name
		}
	}
	return number
}

// add counts what came together in a scenario.
func (p *Plan) add(_ target.Case, s *sizing) {
	p.waits += s.waits
	for of, n := range s.Calls {
		p.calls[of.Operation] += n
		p.asked += n
		for _, action := range of.Operation.Actions() {
			p.need(of.Account, action)
		}
		if each := of.Operation.API.Bill.EachCall; each != nil {
			p.charge(each, int64(n), each.Amount*kernel.Money(n))
		}
	}
	for account, actions := range s.actions {
		for action := range actions {
			p.need(account, action)
		}
	}
	for _, thing := range s.Things {
		p.thing(thing)
	}
	p.use(s.Things)
}

func (p *Plan) need(account, action string) {
	if p.actions[account] == nil {
		p.actions[account] = map[string]bool{}
	}
	p.actions[account][action] = true
}

func (p *Plan) thing(thing *sandbox.Thing) {
	op := thing.Operation
	if p.things[op] == nil {
		p.things[op] = &PlanResource{Operation: op.FullName()}
	}
	r, lasts := p.things[op], int64(thing.Lasts()/time.Second)
	r.Made, r.Longest, r.Together = r.Made+1, max(r.Longest, lasts), r.Together+lasts
	for _, c := range thing.Charges {
		p.charge(c.Price, c.Units, c.Price.Of(c.Units, thing.Lasts()))
	}
	if op.Unpriced() != "" {
		p.unknown[op]++
	}
}

func (p *Plan) charge(price *kernel.Price, units int64, cost kernel.Money) {
	if p.charges[price] == nil {
		p.charges[price] = &PlanCharge{For: price.For, Price: price.String(), Evidence: string(price.Evidence),
			Source: price.Source}
	}
	c := p.charges[price]
	c.Units, c.Money = c.Units+units, c.Money+cost
}

// use counts how much of its quotas a scenario uses at once.
func (p *Plan) use(things []*sandbox.Thing) {
	for _, api := range services.All {
		for _, q := range api.Bill.Quotas {
			counted := map[PlanQuota][]*sandbox.Thing{}
			for _, thing := range things {
				if thing.Operation.API == api && slices.Contains(q.Operations, thing.Operation.Name) {
					of := PlanQuota{Account: nameOf(thing.Account), Region: thing.Region, Of: q.Of, Most: q.Most,
						Lingers: q.Lingers, Evidence: string(q.Evidence), Source: q.Source}
					if q.OfAccount {
						of.Region = ""
					}
					counted[of] = append(counted[of], thing)
				}
			}
			for of, those := range counted {
				if q.Lingers {
					p.quotas[of] += len(those)
				} else {
					p.quotas[of] = max(p.quotas[of], atOnce(those))
				}
			}
		}
	}
}

// atOnce is how many things there are at once at the most.
func atOnce(things []*sandbox.Thing) (most int) {
	for _, one := range things {
		n := 0
		for _, other := range things {
			if !other.From.After(one.From) && other.Until.After(one.From) || other == one {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// place lists a scenario among those that run, or are left.
func (p *Plan) place(c target.Case) {
	reason := p.why[key(c)]
	if reason == "" {
		p.Runs = append(p.Runs, key(c))
		return
	}
	reason = sortOf(reason)
	i := slices.IndexFunc(p.Left, func(l PlanLeft) bool { return l.Reason == reason })
	if i < 0 {
		i = len(p.Left)
		p.Left = append(p.Left, PlanLeft{Reason: reason})
	}
	p.Left[i].Count++
	p.Left[i].Scenarios = append(p.Left[i].Scenarios, key(c))
}

// sorts are the reasons that differ from scenario to scenario, and what they have in
// common.
var sorts = []struct {
	of   *regexp.Regexp
	told string
}{
	{regexp.MustCompile(`^(?:the capability )?([a-z-]+)$`), "the capability $1"},
	{regexp.MustCompile(`^waiting .*(\(patience is .*\))$`), "waits that are longer than the target's patience $1"},
	{regexp.MustCompile(`^\S+ names account .*`), "accounts that the target file does not name, in policies and shares"},
	{regexp.MustCompile(`^account \S+, which the target file does not name$`), "callers of accounts that the target file does not name"},
	{regexp.MustCompile(`^\S+ touches (.*): the target file's .*`), "operations that touch $1 and are not named"},
	{regexp.MustCompile(`^\S+ changes .*, which the scenario has not made.*`), "operations that change what the scenario has not made"},
	{regexp.MustCompile(`^(accounts of its own: it leaves behind what nobody can take away), as .*`), "$1"},
	{regexp.MustCompile(`^(\w+\.\w+)$`), "$1, which the target does not offer"},
}

// sortOf is what a reason has in common with others.
func sortOf(reason string) string {
	for _, s := range sorts {
		if s.of.MatchString(reason) {
			return s.of.ReplaceAllString(reason, s.told)
		}
	}
	return reason
}

// latency is how long a call is reckoned to take.
const latency = 250 * time.Millisecond

// finish puts what was counted in order, and signs it.
func (p *Plan) finish() {
	slices.SortStableFunc(p.Left, func(a, b PlanLeft) int { return cmp.Compare(b.Count, a.Count) })
	for _, api := range services.All {
		for _, op := range api.Operations {
			if n := p.calls[op]; n > 0 {
				p.Calls = append(p.Calls, PlanCalls{op.FullName(), n})
			}
			if r := p.things[op]; r != nil {
				p.Resources = append(p.Resources, *r)
			}
			if n := p.unknown[op]; n > 0 {
				p.Cost.NotPriced = append(p.Cost.NotPriced, PlanUnpriced{op.FullName(), n, op.Unpriced()})
			}
		}
	}
	for _, c := range p.charges {
		c.USD = c.Money.Dollars()
		p.Cost.Items = append(p.Cost.Items, *c)
		p.Cost.Money += c.Money
	}
	slices.SortFunc(p.Cost.Items, func(a, b PlanCharge) int {
		return cmp.Or(cmp.Compare(b.Money, a.Money), strings.Compare(a.For, b.For))
	})
	p.Cost.USD = p.Cost.Money.Dollars()
	for q, n := range p.quotas {
		q.Used = n
		p.Quotas = append(p.Quotas, q)
	}
	slices.SortFunc(p.Quotas, func(a, b PlanQuota) int {
		return cmp.Or(cmp.Compare(b.Used*a.Most, a.Used*b.Most), strings.Compare(a.Of, b.Of),
			strings.Compare(a.Account, b.Account), strings.Compare(a.Region, b.Region))
	})
	p.Cost.Others = p.unpricedRegions()
	p.Seconds = int64((p.waits/time.Duration(max(p.Target.Speed, 1)) + time.Duration(p.asked)*latency) / time.Second)
	for i, account := range p.terms.Accounts {
		if actions := p.actions[account]; len(actions) > 0 {
			p.Policies = append(p.Policies, policyFor(nameOf(account), p.terms.Numbers[i],
				slices.Sorted(maps.Keys(actions))))
		}
	}
	p.sign()
}

// unpricedRegions are the target's Regions in which things are made and of which there
// are no prices.
func (p *Plan) unpricedRegions() (all []string) {
	for q := range p.quotas {
		at := cmp.Or(p.terms.Regions[q.Region], q.Region)
		if at != "" && at != "us-east-1" && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	slices.Sort(all)
	return all
}

// sign puts the hash of the plan into it.
func (p *Plan) sign() {
	p.Hash = ""
	text, err := json.Marshal(struct {
		*Plan
		Numbers []string
	}{p, p.terms.Numbers})
	if err != nil {
		panic(err) // it is made of texts and numbers
	}
	sum := sha256.Sum256(text)
	p.Hash = hex.EncodeToString(sum[:8])
}

// Allows reports whether a scenario can run.
func (p *Plan) Allows(c target.Case) bool { return p.why[key(c)] == "" }
