package backup

import (
	"encoding/json"
	"strconv"

	"github.com/shareproof/shareproof/model/kernel"
)

// detail is what an event tells: a JSON object that is written member by member.
// Plans make many events, so none is gathered in a map first.
type detail []byte

func (d detail) named(name string) detail {
	before := byte(',')
	if len(d) == 0 {
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

// isPlain reports whether JSON writes a text as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
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
	return append(t.Std().AppendFormat(append(d.named(name), '"'), "2006-01-02T15:04:05.000Z"), '"')
}

// by adds the plan that a job was made by, unless it was none.
func (d detail) by(of *RecoveryPointCreator) detail {
	if of == nil {
		return d
	}
	return d.object("createdBy", detail(nil).text("backupPlanId", of.BackupPlanId).text("backupPlanArn", of.BackupPlanArn).
		text("backupPlanVersion", of.BackupPlanVersion).text("backupPlanRuleId", of.BackupRuleId))
}

// object adds an object with the members that were written for it, unless there are
// none.
func (d detail) object(name string, members detail) detail {
	if len(members) == 0 {
		return d
	}
	return append(append(d.named(name), members...), '}')
}
