package main

import "github.com/spf13/cobra"

// examples are shown by the help of the commands, by their paths below the root.
var examples = map[string]string{
	"check": `  shareproof check                                   # all suites, on the model
  shareproof check my.feature                        # scenarios of your own
  shareproof check -v my.feature:12                  # one of them, call by call
  shareproof check --watch my.feature                # again on each change
  shareproof check --name "snapshot shared" ebs      # a part of the suites, by words
  shareproof check --target http://127.0.0.1:4566 --fail-fast kms`,
	"replay": `  shareproof replay my.feature:12
  shareproof replay shareproof-simulation/INV-SEE-01-seed-7.yaml --target http://127.0.0.1:4566`,
	"shrink": `  shareproof shrink history.yaml -o small.yaml`,
	"rules": `  shareproof rules snapshot share
  shareproof rules --system kms
  shareproof rules explain EBS-SHR-02`,
	"rules explain": `  shareproof rules explain EBS-SHR-02`,
	"invariants": `  shareproof invariants backup
  shareproof invariants --service kms
  shareproof invariants explain INV-SEE-01`,
	"invariants explain": `  shareproof invariants explain INV-SEE-01`,
	"phrases": `  shareproof phrases --system ebs
  shareproof phrases snapshot shares`,
	"mutants": `  shareproof mutants
  shareproof mutants --json`,
	"simulate": `  shareproof simulate --seed 1 --for 60s
  shareproof simulate --system ram,rds --steps 100000`,
	"explore": `  shareproof explore
  shareproof explore --universe my-universe.yaml`,
	"serve": `  shareproof serve --addr 127.0.0.1:4566`,
	"diagram": `  shareproof diagram ebs
  shareproof diagram --markdown "KMS key"`,
	"version": `  shareproof version`,
	"docs":    `  shareproof docs --check docs`,
}

// showExamples gives each command its examples, unless it has some.
func showExamples(cmd *cobra.Command, path string) {
	for _, c := range cmd.Commands() {
		below := c.Name()
		if path != "" {
			below = path + " " + below
		}
		if c.Example == "" {
			c.Example = examples[below]
		}
		showExamples(c, below)
	}
}
