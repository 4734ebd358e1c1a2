// Package universes holds the small universes that come with Shareproof.
package universes

import "embed"

// FS holds a file for each universe.
//
//go:embed *.yaml
var FS embed.FS
