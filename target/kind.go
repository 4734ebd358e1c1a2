package target

// The kinds of targets. Only a target that calls AWS itself, at addresses that are AWS's own,
// says that it does: what it shows may stand for AWS.
const (
	KindModel    = "model"
	KindEndpoint = "endpoint"
	KindAWS      = "aws"
)
