package main

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// newTable makes a table in the one style of this program.
func newTable(w io.Writer, columns ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatUpper
	t.SuppressTrailingSpaces()
	t.AppendHeader(columns)
	return t
}

// printWrapped prints rows whose last column is wrapped, so that the table is no
// wider than the screen.
func printWrapped(w io.Writer, header []string, rows [][]string) {
	most := max(width(w)/5, 20) // what any other column takes
	last := len(header) - 1
	room := width(w) - 1
	var columns []table.ColumnConfig
	for i := range last {
		widest := utf8.RuneCountInString(header[i])
		for _, row := range rows {
			widest = max(widest, utf8.RuneCountInString(row[i]))
		}
		widest = min(widest, most)
		columns = append(columns, table.ColumnConfig{Number: i + 1, WidthMax: widest, WidthMaxEnforcer: text.WrapSoft})
		room -= widest + 2
	}
	columns = append(columns,
		table.ColumnConfig{Number: last + 1, WidthMax: max(room, 16), WidthMaxEnforcer: text.WrapSoft})
	t := newTable(w, cells(header)...)
	t.SetColumnConfigs(columns)
	for _, row := range rows {
		t.AppendRow(cells(row))
	}
	t.Render()
}

func cells(texts []string) (all table.Row) {
	for _, one := range texts {
		all = append(all, one)
	}
	return all
}

// wrapped breaks a text into lines that fit the screen, each after an indent.
func wrapped(w io.Writer, indent, words string) string {
	lines := text.WrapSoft(words, max(width(w)-len(indent), 24))
	return indent + strings.ReplaceAll(strings.TrimRight(lines, "\n"), "\n", "\n"+indent)
}
