package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// writeAnswers tells of each operation which members AWS sends, as far as it is known.
func writeAnswers(w io.Writer) {
	fmt.Fprint(w, `# Members of answers

When AWS sends a member of an answer, as far as it is known: by the SDK's model, which says of some that answers have
them, by answers of AWS that somebody has published, by reports of others, and by documentation. The tags of the output structs
say it, beside the operations; INV-ANSWER-01 holds every answer of a simulation against them, and a test those of the suites.
Of a member that is not named here nobody has told it.
`)
	for _, api := range services.All {
		known, all := 0, 0
		var rows []string
		for _, op := range api.Operations {
			row := sentRow(op, &known, &all)
			if row != "" {
				rows = append(rows, row)
			}
		}
		fmt.Fprintf(w, "\n## %s: %s\n\nOf %d members of answers %d are known.\n\n", api.Title, api.Service, all, known)
		fmt.Fprint(w, "| operation | always | where it has a value | never |\n| --- | --- | --- | --- |\n")
		fmt.Fprint(w, strings.Join(rows, ""))
	}
}

// sentRow is the row of an operation, empty where nothing is known. It counts the
// members.
func sentRow(op *kernel.Operation, known, all *int) string {
	sent := map[kernel.Sent][]string{}
	for _, m := range op.Answers() {
		*all++
		if m.Sent != kernel.SentUnknown {
			*known++
			sent[m.Sent] = append(sent[m.Sent], m.Path)
		}
	}
	if len(sent) == 0 {
		return ""
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", op.Name, strings.Join(sent[kernel.SentAlways], ", "),
		strings.Join(sent[kernel.SentIfSet], ", "), strings.Join(sent[kernel.SentNever], ", "))
}
