package kernel

// Tables returns how many tables a store has.
func Tables[R any](s *Store[R]) int { return len(s.stock.tables) }
