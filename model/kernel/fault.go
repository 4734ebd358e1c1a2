package kernel

// ErrorShape is a modelled error of a service: its code and its HTTP status.
type ErrorShape struct {
	Code   string
	Status int
}

// Error is the AWS-shaped refusal of a call.
type Error struct {
	*ErrorShape
	Message string
	// Rule is the rule that refused; nil where the harness itself did.
	Rule *Rule
	// Denial is what policies said where they denied the call; nil in worlds that nobody
	// watches.
	Denial Explanation
	// Cause is what refused something that the call needs, such as KMS; nil for none.
	Cause error
	// Members are what else the error carries, in the order of their names.
	Members []Member
}

// Member is a list of texts that an error carries beside its message, such as
// RequiredParameters, or one text, such as AWS Backup's internal Code.
type Member struct {
	Name   string
	Values []string
	Text   string // in place of Values, where it is not empty
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// NewError makes a refusal that no rule stands behind.
func NewError(f *ErrorShape, message string) *Error { return &Error{ErrorShape: f, Message: message} }

// Errors that every service answers alike, before any of its own rules.
var (
	UnknownOperation = &ErrorShape{Code: "UnknownOperationException", Status: 400}
	Serialization    = &ErrorShape{Code: "SerializationException", Status: 400}
	Unauthenticated  = &ErrorShape{Code: "UnrecognizedClientException", Status: 400}
	InternalFailure  = &ErrorShape{Code: "InternalFailure", Status: 500}
)
