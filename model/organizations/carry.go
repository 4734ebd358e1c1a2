package organizations

// counted is what is counted beside the state, so that most calls need not look into it.
type counted struct{ Controlling, Closed int }

// Carried returns what the future hangs on besides the state.
func (s *Service) Carried() any { return &counted{s.controlling, s.closed} }

// Carry takes it back.
func (s *Service) Carry(carried any) {
	c := carried.(*counted)
	s.controlling, s.closed = c.Controlling, c.Closed
}
