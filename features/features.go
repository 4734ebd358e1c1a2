// Package features holds the Gherkin suites, a folder per system. A title
// states a rule; tags name the rules (@rule:ID) and what the target must offer
// (@needs:NAME).
package features

import "embed"

// FS holds every feature.
//
//go:embed */*.feature
var FS embed.FS
