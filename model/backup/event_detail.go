package backup

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// detail is what an event tells: a JSON object that is written member by member.
// Plans make many events, so none is gathered in a map first.
type detail []byte

// named begins a member. The first one of an object begins that, too: nothing is before
// it, or the name of the object alone.
func (d detail) named(name string) detail {
	before := byte(',')
	if len(d) == 0 || d[len(d)-1] == ':' {
		before = '{'
	}
	d = append(d, before, '"')
	d = append(d, name...)
	return append(d, '"', ':')
}

// text adds a text, unless it is empty.
func (d detail) text(name, value string) detail {
	if value == "" {
		return d
	}
	d = d.named(name)
	if !isPlain(value) {
		quoted, _ := json.Marshal(value) // texts always marshal
		return append(d, quoted...)
	}
	return append(append(append(d, '"'), value...), '"')
}

// escaped has the bytes that JSON does not write as they are.
var escaped = func() (is [256]bool) {
	for c := range is {
		is[c] = c < ' ' || c > '~' || strings.IndexByte(`"\<>&`, byte(c)) >= 0
	}
	return is
}()

// isPlain reports whether JSON writes a text as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if escaped[text[i]] {
			return false
		}
	}
	return true
}

// raw adds what is JSON already.
func (d detail) raw(name, value string) detail { return append(d.named(name), value...) }

func (d detail) number(name string, value int64) detail {
	return strconv.AppendInt(d.named(name), value, 10)
}

// numeral adds a number as a text.
func (d detail) numeral(name string, value int64) detail {
	return append(strconv.AppendInt(append(d.named(name), '"'), value, 10), '"')
}

// at adds a moment, unless it is none.
func (d detail) at(name string, t kernel.Time) detail {
	if t == 0 {
		return d
	}
	return append(t.Append(append(d.named(name), '"')), '"')
}

// by adds the plan that a job was made by, unless it was none.
func (d detail) by(of *RecoveryPointCreator) detail {
	if of == nil {
		return d
	}
	return d.named(createdBy).text("backupPlanId", of.BackupPlanId).text("backupPlanArn", of.BackupPlanArn).
		text("backupPlanVersion", of.BackupPlanVersion).text("backupPlanRuleId", of.BackupRuleId).end(createdBy)
}

const createdBy = "createdBy"

// end ends the object of a name, whose members were written after that. One without
// members is left out.
func (d detail) end(name string) detail {
	if d[len(d)-1] == ':' {
		return d[:len(d)-len(`,"":`)-len(name)]
	}
	return append(d, '}')
}
