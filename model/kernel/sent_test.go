package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

type parcelShown struct {
	Id     string   `sent:"always,model"`
	Note   string   `wire:",always" sent:"always"`
	Stamps []string `sent:"set"`
	From   string
	Inner  *parcelShown
}

type listParcels struct{}

type listParcelsOutput struct {
	Parcels []parcelShown `sent:"always" always:"From" never:"Inner.Note Stamps" known:"reported"`
	Others  []parcelShown `whole:"Id"`
	Next    Time          `sent:"set"`
}

func TestAnswersAreHeldAgainstWhatIsKnownOfTheirMembers(t *testing.T) {
	op := Op(func(struct{}, *Call, *listParcels) (*listParcelsOutput, error) { return nil, nil })
	whole := parcelShown{Id: "p", From: "north"}
	for _, test := range []struct {
		wrong string
		out   listParcelsOutput
	}{
		{"Parcels is missing", listParcelsOutput{}},
		{"", listParcelsOutput{Parcels: []parcelShown{}}},
		{"", listParcelsOutput{Parcels: []parcelShown{whole}, Next: 1}},
		{"Parcels.Id is missing", listParcelsOutput{Parcels: []parcelShown{whole, {From: "north"}}}},
		{"Parcels.From is missing", listParcelsOutput{Parcels: []parcelShown{{Id: "p"}}}},
		{"Parcels.Stamps is sent, and is empty", listParcelsOutput{Parcels: []parcelShown{{Id: "p", Stamps: []string{}}}}},
		{"Parcels.Stamps is sent", listParcelsOutput{Parcels: []parcelShown{{Id: "p", From: "n", Stamps: []string{"s"}}}}},
		{"Parcels.Inner.Id is missing", listParcelsOutput{Parcels: []parcelShown{{Id: "p", Inner: &parcelShown{}}}}},
		{"Parcels.Inner.Note is sent", listParcelsOutput{Parcels: []parcelShown{
			{Id: "p", From: "n", Inner: &parcelShown{Id: "q", Note: "n"}}}}},
		{"", listParcelsOutput{Parcels: []parcelShown{}, Others: []parcelShown{{Stamps: []string{}}}}},
		{"Others.Stamps is sent, and is empty", listParcelsOutput{Parcels: []parcelShown{},
			Others: []parcelShown{{Id: "p", Stamps: []string{}}}}},
	} {
		assert.Equal(t, test.wrong, op.Missent(&test.out), "%+v", test.out)
	}
	known := map[string]AnswerMember{}
	for _, m := range op.Answers() {
		known[m.Path] = m
	}
	assert.Equal(t, AnswerMember{"Parcels.Id", SentAlways, KnownByModel}, known["Parcels.Id"])
	assert.Equal(t, AnswerMember{"Parcels.From", SentAlways, KnownByReports}, known["Parcels.From"])
	assert.Equal(t, AnswerMember{"Parcels.Stamps", SentNever, KnownByReports}, known["Parcels.Stamps"])
	assert.Equal(t, AnswerMember{"Others.Note", SentAlways, KnownByAnswers}, known["Others.Note"])
	assert.Equal(t, AnswerMember{"Others.From", SentUnknown, ""}, known["Others.From"])
}

func TestATagThatSaysNothingPanics(t *testing.T) {
	type wrong struct {
		Name string `sent:"often"`
	}
	type empty struct {
		Name string `wire:",always" sent:"set"`
	}
	assert.Panics(t, func() { Op(func(struct{}, *Call, *listParcels) (*wrong, error) { return nil, nil }) })
	assert.Panics(t, func() { Op(func(struct{}, *Call, *listParcels) (*empty, error) { return nil, nil }) })
}
