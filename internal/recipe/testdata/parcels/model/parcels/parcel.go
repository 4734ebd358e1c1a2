package parcels

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// parcel is a parcel as the model keeps it.
type parcel struct {
	Scope kernel.Scope
	ID    string
	To    string
	Sent  kernel.Time
	Life  kernel.Life[ParcelState]
}

// ParcelState is the state of a parcel.
type ParcelState string

// The states of a parcel.
const (
	OnItsWay ParcelState = "ON_ITS_WAY"
	Arrived  ParcelState = "ARRIVED"
)

// Values lists the enumeration.
func (ParcelState) Values() []ParcelState { return []ParcelState{OnItsWay, Arrived} }

var delivery = &kernel.Timing{
	Name: "delivery of a parcel", Earliest: time.Minute, Typical: time.Hour, Latest: 2 * time.Hour,
}

var parcelLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ParcelState, parcel]{
	Name: "Parcels parcel", Start: OnItsWay, Final: []ParcelState{Arrived},
	Rows: []kernel.Row[ParcelState, parcel]{
		{From: OnItsWay, On: kernel.Elapsed, To: Arrived, After: delivery, Rule: ParcelsArrive},
	},
})

// Parcel is a parcel as Parcels shows it.
type Parcel struct {
	ParcelId string
	To       string
	Sent     kernel.Time
	State    ParcelState
}

// SendParcel sends a parcel.
type SendParcel struct {
	To string `shape:"!"`
}

// SendParcelOutput shows the parcel.
type SendParcelOutput struct{ Parcel *Parcel }

// DescribeParcel asks for a parcel.
type DescribeParcel struct {
	ParcelId string `shape:"!" resource:"parcel"`
}

// DescribeParcelOutput shows it.
type DescribeParcelOutput struct{ Parcel *Parcel }

func (s *Service) sendParcel(c *kernel.Call, in *SendParcel) (*SendParcelOutput, error) {
	p := &parcel{Scope: c.Scope(), ID: c.Mint().Base32("parcel-"), To: in.To, Sent: c.Now()}
	s.Parcels.In(p.Scope).Put(p.ID, p)
	s.parcelMachine.Begin(p)
	return &SendParcelOutput{p.show()}, nil
}

func (s *Service) describeParcel(c *kernel.Call, in *DescribeParcel) (*DescribeParcelOutput, error) {
	p := s.Parcels.See(c.Scope(), in.ParcelId)
	if p == nil {
		return nil, c.Refuse(UnknownParcelsAreNotFound, "There is no parcel %s.", in.ParcelId)
	}
	c.Applies(true, UnknownParcelsAreNotFound)
	return &DescribeParcelOutput{p.show()}, nil
}

func (p *parcel) show() *Parcel { return &Parcel{p.ID, p.To, p.Sent, p.Life.State} }
