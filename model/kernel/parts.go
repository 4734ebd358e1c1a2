package kernel

import "reflect"

// keyable is a Store, whatever it holds.
type keyable interface {
	row() reflect.Type
	core() *stock
	home(Scope) *rows
}

// StatePlan is where a type of state has its stores and what else it is made of, prepared once
// per process.
type StatePlan struct{ stores, others []planned }

// planned is a member of a state by its index. The plan is that of a store's rows.
type planned struct {
	index []int
	plan  *KeyPlan
}

// PlanState prepares the keys and the copies of a type of state: of what Digest covers.
func PlanState(t reflect.Type) *StatePlan {
	p := &StatePlan{}
	p.add(t, nil)
	return p
}

func (p *StatePlan) add(t reflect.Type, index []int) {
	switch s, ok := reflect.New(t).Interface().(keyable); {
	case ok:
		p.stores = append(p.stores, planned{index, PlanKey(s.row())})
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			p.add(t.Field(i).Type, append(index[:len(index):len(index)], i))
		}
	default:
		p.others = append(p.others, planned{index, PlanKey(t)})
	}
}

// Parts are what one state is made of, found once for worlds that are keyed often.
type Parts struct {
	plan   *StatePlan
	state  reflect.Value
	stocks []*stock
	others []reflect.Value
}

// Of finds the parts of a state, to which a pointer is given.
func (p *StatePlan) Of(state any) Parts {
	s := Parts{plan: p, state: reflect.ValueOf(state).Elem(), stocks: make([]*stock, 0, len(p.stores))}
	for _, at := range p.stores {
		s.stocks = append(s.stocks, s.state.FieldByIndex(at.index).Addr().Interface().(keyable).core())
	}
	for _, at := range p.others {
		s.others = append(s.others, s.state.FieldByIndex(at.index))
	}
	return s
}

// AddTo mixes the state into a key.
func (s *Parts) AddTo(k *Keyer) {
	for i := range s.stocks {
		s.AddStore(k, i)
	}
	s.AddOthers(k)
}

// AddStore mixes one of the stores into a key.
func (s *Parts) AddStore(k *Keyer, i int) {
	if stock := s.stocks[i]; stock.keyed && (k.as == nil || stock.key == Key{}) {
		k.Mix(stock.key)
	} else {
		stock.addTo(k, s.plan.stores[i].plan)
	}
}

// AddOthers mixes into a key what is not in stores.
func (s *Parts) AddOthers(k *Keyer) {
	for i, v := range s.others {
		s.plan.others[i].plan.Add(k, v)
	}
}

// Notice begins to note which stores somebody looks into.
func (s *Parts) Notice() {
	for _, stock := range s.stocks {
		stock.asked = false
	}
}

// Noticed calls f with each store into which somebody has looked since.
func (s *Parts) Noticed(f func(i int)) {
	for i, stock := range s.stocks {
		if stock.asked {
			f(i)
		}
	}
}

// Follow makes the state a fork of another one of its type. Slices in a state are replaced,
// never written into.
func (s *Parts) Follow(o *Parts) {
	for _, stock := range o.stocks {
		stock.lend()
	}
	s.state.Set(o.state)
}
