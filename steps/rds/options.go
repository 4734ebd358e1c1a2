package rds

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/steps/engine"
)

// clusterOptions are the words behind "with" of a DB cluster.
type clusterOptions struct {
	instance, encrypted, protection bool
	engine, version, mode, group    string
	key                             string // the name of one
	retention                       int    // days
	tags                            []engine.Tag
}

var optionForms = regexp.MustCompile(
	`^(an instance|encrypted|protection)$|^(engine|version|mode|parameter group|encrypted under|retention of|tags) (.+)$`)

func parseOptions(text string) (o clusterOptions, err error) {
	o.engine = auroraMySQL
	if text == "" {
		return o, nil
	}
	for _, option := range strings.Split(text, ", ") {
		form := optionForms.FindStringSubmatch(option)
		if form == nil {
			return o, fmt.Errorf("%q is not an option of a DB cluster: want an instance, engine, version, mode, "+
				"encrypted, encrypted under, retention of, protection, parameter group or tags", option)
		}
		if err := o.take(form[1]+form[2], form[3]); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (o *clusterOptions) take(option, value string) (err error) {
	switch option {
	case "an instance":
		o.instance = true
	case "encrypted":
		o.encrypted = true
	case "protection":
		o.protection = true
	case "engine":
		o.engine = value
	case "version":
		o.version = value
	case "mode":
		o.mode = value
	case "parameter group":
		o.group = value
	case "encrypted under":
		o.encrypted, o.key = true, strings.Trim(value, `"`)
	case "retention of":
		o.retention, err = engine.Days(value)
	case "tags":
		o.tags, err = engine.ParseTags(value)
	}
	return err
}

func checkOptions(r *engine.Rehearsal, text string) error {
	o, err := parseOptions(text)
	if err == nil && o.key != "" {
		err = r.Use(o.key, "key")
	}
	return err
}
