package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// engine is a version of an Aurora engine. Of each major version the newest
// comes last.
type engine struct {
	engine, version, family, mode string
	port                          int32
}

// The engine modes that the model tells apart. Serverless v2 is provisioned.
const (
	provisioned = "provisioned"
	serverless  = "serverless"
)

// The engines.
const (
	auroraMySQL      = "aurora-mysql"
	auroraPostgreSQL = "aurora-postgresql"
)

// engines lists what the world has, of each engine the default version first. Only
// some versions run as Serverless v1.
var engines = []engine{
	{auroraMySQL, "8.0.mysql_aurora.3.08.2", "aurora-mysql8.0", provisioned, 3306},
	{auroraMySQL, "8.0.mysql_aurora.3.10.1", "aurora-mysql8.0", provisioned, 3306},
	{auroraMySQL, "5.7.mysql_aurora.2.11.4", "aurora-mysql5.7", serverless, 3306},
	{auroraMySQL, "5.7.mysql_aurora.2.12.5", "aurora-mysql5.7", provisioned, 3306},
	{auroraPostgreSQL, "16.6", "aurora-postgresql16", provisioned, 5432},
	{auroraPostgreSQL, "16.9", "aurora-postgresql16", provisioned, 5432},
	{auroraPostgreSQL, "13.12", "aurora-postgresql13", serverless, 5432},
	{auroraPostgreSQL, "13.18", "aurora-postgresql13", provisioned, 5432},
	{auroraPostgreSQL, "17.5", "aurora-postgresql17", provisioned, 5432},
}

// The rules of engines.
var (
	EnginesAreAurora = rules.Add(kernel.Rule{
		ID: "AUR-CL-12", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or:       []*kernel.ErrorShape{InvalidParameterCombination},
		Evidence: kernel.SDKModel, Source: serviceModel + "; the model has Aurora's engines alone",
		Says:       "A cluster's engine is aurora-mysql or aurora-postgresql.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterFromSnapshot"},
	})
	VersionsAreOfTheirEngine = rules.Add(kernel.Rule{
		ID: "AUR-CL-13", Kind: kernel.Refusal, Error: InvalidParameterCombination,
		Or:       []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.Observed, Source: terraform,
		Says: "A cluster has a version that its engine has in its mode: provisioned, which Serverless v2 is as well, " +
			"or serverless, which is Serverless v1.",
		Operations: []string{"CreateDBCluster", "ModifyDBCluster", "RestoreDBClusterFromSnapshot"},
	})
)

// engineOf finds the version of an engine that a caller asks for, the default
// one where he names none.
func engineOf(c *kernel.Call, name, version, mode string) (found engine, err error) {
	known := name == auroraMySQL || name == auroraPostgreSQL
	if err := c.Require(known, EnginesAreAurora, "Invalid DB engine: %s", name); err != nil || !known {
		return found, orInvalid(err)
	}
	if mode == "" {
		mode = provisioned
	}
	for _, e := range engines {
		if e.engine == name && runs(e,
			mode) && (version == "" || version == e.version || strings.HasPrefix(e.version, version+".")) {
			e.mode = mode
			return e, c.Require(true, VersionsAreOfTheirEngine, "")
		}
	}
	return found, c.Refuse(VersionsAreOfTheirEngine, "Cannot find version %s for %s in engine mode %s", version, name,
		mode)
}

// orInvalid is the refusal of what not even a mutant can make.
func orInvalid(err error) error {
	if err == nil {
		return kernel.NewError(kernel.InternalFailure, "no such engine")
	}
	return err
}

func runs(e engine, mode string) bool {
	return e.mode == mode || mode == provisioned && e.mode == serverless
}

// familyOf returns the parameter group family of a version.
func familyOf(version string) string {
	for _, e := range engines {
		if e.version == version {
			return e.family
		}
	}
	return ""
}

// newest returns the newest minor version of a version's family that runs in the
// mode, "" where none does.
func newest(version, mode string) (best string) {
	for _, e := range engines {
		if e.family == familyOf(version) && runs(e, mode) {
			best = e.version
		}
	}
	return best
}

// versionOf returns the version of an engine that a text names.
func versionOf(engine, text string) string {
	for _, e := range engines {
		if e.engine == engine && (text == e.version || strings.HasPrefix(e.version, text+".")) {
			return e.version
		}
	}
	return ""
}
