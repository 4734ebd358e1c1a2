package target

// WireMistake is a member of answers that was not as the protocol of the service has it,
// and could be read nonetheless: a time, a number or a boolean of another type.
type WireMistake struct {
	// Operation is what was answered, as kms.DescribeKey, and Member where in the answer,
	// as in Clusters[].CreateTimestamp.
	Operation, Member string
	// Reason says what the protocol has and what stood there, and Got is the first value.
	Reason, Got string
	// Count is how often it occurred in the scenario.
	Count int
}

func (m WireMistake) String() string { return m.Operation + " " + m.Member + ": " + m.Reason }

// Misspeller is a target that tells which mistakes in the answers of the current
// scenario were passed over.
type Misspeller interface{ WireMistakes() []WireMistake }
