package kernel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model/kernel"
)

func TestAPriceIsOfTheTimeThatIsCharged(t *testing.T) {
	hour := kernel.Price{Amount: 160 * kernel.Cent, Per: time.Hour, Whole: time.Hour}
	second := kernel.Price{Amount: 30 * kernel.Cent, Per: time.Hour, Least: 10 * time.Minute}
	once := kernel.Price{Amount: 2 * kernel.Cent}
	for _, test := range []struct {
		price kernel.Price
		units int64
		lasts time.Duration
		want  kernel.Money
	}{
		{hour, 1, 0, 160 * kernel.Cent},
		{hour, 1, time.Hour, 160 * kernel.Cent},
		{hour, 1, time.Hour + time.Second, 320 * kernel.Cent},
		{hour, 3, time.Minute, 480 * kernel.Cent},
		{second, 1, 0, 5 * kernel.Cent},
		{second, 1, 20 * time.Minute, 10 * kernel.Cent},
		{once, 7, 1000 * time.Hour, 14 * kernel.Cent},
	} {
		assert.Equal(t, test.want, test.price.Of(test.units, test.lasts), "%s for %s", test.price.String(), test.lasts)
	}
}

func TestMoneyIsToldToTheCentOrToTwoDigits(t *testing.T) {
	for amount, want := range map[kernel.Money]string{
		0: "$0.00", kernel.Dollar: "$1.00", 63_804_000_000: "$63.80", 3000: "$0.0000030", 4_700_000: "$0.0047",
	} {
		assert.Equal(t, want, amount.String())
	}
}
