package cloudhsm

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shareproof/shareproof/steps/engine"
)

// clusterOptions are the words behind "with" of a cluster.
type clusterOptions struct {
	mode, hsmType, network, backup string
	subnets                        []string
	retention                      int
	tags                           []engine.Tag
}

var optionForms = regexp.MustCompile(`^(mode|type|network|retention of|tags|subnets|backup) (.+)$`)

func parseOptions(text string) (o clusterOptions, err error) {
	o.hsmType, o.subnets = "hsm2m.medium", []string{"subnet-0a1b2c3a", "subnet-0a1b2c3b"}
	if text == "" {
		return o, nil
	}
	for _, option := range strings.Split(text, ", ") {
		form := optionForms.FindStringSubmatch(option)
		if form == nil {
			return o, fmt.Errorf("%q is not an option of a cluster: want mode, type, network, retention of, "+
				"tags, subnets or backup", option)
		}
		switch value := form[2]; form[1] {
		case "mode":
			o.mode = value
		case "type":
			o.hsmType = value
		case "network":
			o.network = value
		case "backup":
			o.backup = strings.Trim(value, `"`)
		case "subnets":
			o.subnets = strings.Fields(value)
		case "tags":
			if o.tags, err = engine.ParseTags(value); err != nil {
				return o, err
			}
		case "retention of":
			if o.retention, err = engine.Days(value); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}
