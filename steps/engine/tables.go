package engine

import (
	"slices"
	"sort"
	"strings"

	"github.com/cucumber/godog"
	messages "github.com/cucumber/messages/go/v34"
)

// None is a table without rows. The columns are for what is listed nevertheless.
func None(columns ...string) *godog.Table {
	row := &messages.PickleTableRow{}
	for _, c := range columns {
		row.Cells = append(row.Cells, &messages.PickleTableCell{Value: c})
	}
	return &godog.Table{Rows: []*messages.PickleTableRow{row}}
}

// Compare holds a whole listing against a table, in any order.
func Compare(want *godog.Table, n int, cell func(i int, column string) (string, error)) error {
	var wanted, got []string
	columns := want.Rows[0].Cells
	for _, row := range want.Rows[1:] {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Value)
		}
		wanted = append(wanted, strings.Join(cells, " | "))
	}
	for i := range n {
		var cells []string
		for _, column := range columns {
			value, err := cell(i, column.Value)
			if err != nil {
				return err
			}
			cells = append(cells, value)
		}
		got = append(got, strings.Join(cells, " | "))
	}
	if len(wanted) == 0 && n > 0 {
		return Mismatch("wanted none, got %d:\n  %s", n, strings.Join(got, "\n  "))
	}
	sort.Strings(wanted)
	sort.Strings(got)
	if !slices.Equal(wanted, got) {
		return Mismatch("wanted\n  %s\ngot\n  %s", strings.Join(wanted, "\n  "), strings.Join(got, "\n  "))
	}
	return nil
}

// FilledTable replaces the references in a table.
func (s *Session) FilledTable(table *godog.Table) (*godog.Table, error) {
	filled := &godog.Table{}
	for _, row := range table.Rows {
		cells := &messages.PickleTableRow{}
		for _, cell := range row.Cells {
			text, err := s.Fill(cell.Value)
			if err != nil {
				return nil, err
			}
			cells.Cells = append(cells.Cells, &messages.PickleTableCell{Value: text})
		}
		filled.Rows = append(filled.Rows, cells)
	}
	return filled, nil
}
