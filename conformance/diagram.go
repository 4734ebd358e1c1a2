package conformance

import (
	"cmp"
	"slices"
)

// drawing is a lifecycle as boxes one below the other and arrows in lanes beside
// them, in pixels.
type drawing struct {
	Width, Height int
	Boxes         []box
	Arrows        []arrow
}

type box struct {
	Name string
	Y    int
}

// arrow is a row that moves: from a box out to its lane, along it, and back to
// another box. N is the number of the row.
type arrow struct {
	N              int
	From, To, Lane int
	Middle         int
	Taken          bool
	Label          string
}

const (
	boxWidth, boxHeight = 240, 26
	boxStep, laneStep   = 44, 30
)

// draw lays a lifecycle out. Refusals and rows that stay are left to the table.
func draw(l LifecycleResult) drawing {
	var d drawing
	at := map[string]int{}
	place := func(state string) int {
		y, ok := at[state]
		if !ok {
			y = boxStep * len(d.Boxes)
			at[state] = y
			d.Boxes = append(d.Boxes, box{state, y})
		}
		return y + boxHeight/2
	}
	for i, row := range l.Rows {
		if row.To == "refused" || row.To == row.From {
			continue
		}
		from, to := place(row.From), place(row.To)
		d.Arrows = append(d.Arrows, arrow{N: i + 1, From: from, To: to, Middle: (from + to) / 2, Taken: row.Taken > 0,
			Label: row.From + " on " + row.On + " to " + row.To})
	}
	slices.SortStableFunc(d.Arrows, func(a, b arrow) int { return cmp.Compare(a.length(), b.length()) })
	for i := range d.Arrows {
		d.Arrows[i].Lane = boxWidth + laneStep*(i+1)
		d.Arrows[i].From += 6 * (i%3 - 1) // arrows of one box part a little
		d.Arrows[i].To += 6 * ((i+1)%3 - 1)
	}
	d.Width, d.Height = boxWidth+laneStep*(len(d.Arrows)+1), boxStep*len(d.Boxes)
	return d
}

// Width and Height are those of every box.
func (box) Width() int  { return boxWidth }
func (box) Height() int { return boxHeight }

// Edge is where boxes end, Neck where the head of an arrow begins.
func (arrow) Edge() int { return boxWidth }
func (arrow) Neck() int { return boxWidth + 8 }

// Up and Down are the corners of the head.
func (a arrow) Up() int   { return a.To - 4 }
func (a arrow) Down() int { return a.To + 4 }

func (a arrow) length() int { return max(a.From-a.To, a.To-a.From) }
