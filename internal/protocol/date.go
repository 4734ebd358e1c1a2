package protocol

import "time"

// appendDate writes milliseconds since the Unix epoch as ISO 8601 has it. EC2
// always shows three decimals; the others only those that say something. No
// client reads a year of five digits: what is later is told as the end of 9999.
func appendDate(dst []byte, ms int64, f Format) []byte {
	layout := "2006-01-02T15:04:05.999Z"
	if f == EC2XML || f == EC2Form {
		layout = "2006-01-02T15:04:05.000Z"
	}
	return time.UnixMilli(min(ms, latest*1000)).UTC().AppendFormat(dst, layout)
}

// parseDate reads what AWS takes for a moment.
func parseDate(s string) (ms int64, ok bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UnixMilli(), t.UnixMilli() <= latest*1000 && t.UnixMilli() >= -latest*1000
		}
	}
	return 0, false
}
