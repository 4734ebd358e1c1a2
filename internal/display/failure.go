package display

import (
	"fmt"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Failure is asynchronous work that failed.
type Failure struct {
	At      time.Time `json:"at"`
	Account string    `json:"account"`
	Region  string    `json:"region"`
	// Resource is the ID of the resource or the job that failed.
	Resource string `json:"resource"`
	// Message is what callers are told, empty where they are told nothing.
	Message string `json:"message,omitempty"`
	// Rule is the ID of the rule by which it failed, empty where no rule says so.
	Rule string `json:"rule,omitempty"`
}

// FailureOf tells what a world has noted.
func FailureOf(f *kernel.Failure) Failure {
	told := Failure{At: f.At.Std(), Account: f.Of.Scope.Account, Region: f.Of.Scope.Region, Resource: f.Of.ID,
		Message: f.Says}
	if f.Rule != nil {
		told.Rule = f.Rule.ID
	}
	return told
}

// Said is what failed, and what callers are told of it.
func (f *Failure) Said() string {
	return strings.TrimSuffix(fmt.Sprintf("%s of %s in %s failed: %s", f.Resource, f.Account, f.Region, f.Message), ": ")
}
