package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/spf13/cobra"
)

// selection is which entries of a list are wanted: those of a system or service, and
// with all of some words.
type selection struct {
	system, service string
	words           []string
}

// flags adds --system, and --service where entries are of one.
func (s *selection) flags(cmd *cobra.Command, ofServices bool) {
	cmd.Flags().StringVar(&s.system, "system", "", "keep to what is of a system, as in ebs")
	if ofServices {
		cmd.Flags().StringVar(&s.service, "service", "", "keep to what is of a service, as in kms or ec2")
	}
}

// check complains of a system or service that is none.
func (s *selection) check(words []string) error {
	s.words = words
	var systems, all []string
	for _, api := range services.All {
		all = append(all, api.Service)
		if !slices.Contains(systems, api.System) {
			systems = append(systems, api.System)
		}
	}
	if s.system != "" && !slices.Contains(systems, s.system) {
		return fmt.Errorf("--system: %q is no system: want one of %s%s", s.system, strings.Join(systems, ", "),
			nearest.Hint(s.system, systems))
	}
	if s.service != "" && !slices.Contains(all, s.service) {
		return fmt.Errorf("--service: %q is no service: want one of %s%s", s.service, strings.Join(all, ", "),
			nearest.Hint(s.service, all))
	}
	return nil
}

// wants reports whether an entry of some services is wanted that says a text. The
// names of its services and their systems count as said.
func (s *selection) wants(apis []*kernel.API, says ...string) bool {
	text, ofSystem, ofService := strings.Join(says, " "), s.system == "", s.service == ""
	for _, api := range apis {
		ofSystem = ofSystem || api.System == s.system
		ofService = ofService || api.Service == s.service
		text += " " + api.Service + " " + api.System + " " + api.Title
	}
	return ofSystem && ofService && nearest.HasWords(text, s.words)
}

// nothing is the complaint of a selection that selects nothing.
func (s *selection) nothing(what string) error {
	of := ""
	switch {
	case s.system != "":
		of = " of " + s.system
	case s.service != "":
		of = " of " + s.service
	}
	return fmt.Errorf("no %s%s has all words of %q", what, of, strings.Join(s.words, " "))
}
