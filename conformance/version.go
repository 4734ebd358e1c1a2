package conformance

import (
	"runtime/debug"
	"slices"
)

// Version returns the version of Shareproof and, where the build knows it, the
// revision of its source.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	const path = "github.com/shareproof/shareproof"
	module := &info.Main
	if i := slices.IndexFunc(info.Deps, func(m *debug.Module) bool { return m.Path == path }); i >= 0 {
		module = info.Deps[i]
	}
	version := module.Version
	if version == "" {
		version = "(devel)"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && module == &info.Main {
			version += " " + s.Value
		}
	}
	return version
}
