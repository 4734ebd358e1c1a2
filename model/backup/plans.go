package backup

import "github.com/shareproof/shareproof/model/kernel"

// planOperations are those of plans and selections.
var planOperations []*kernel.Operation
