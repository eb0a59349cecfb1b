package demo

import "time"

const secondsPerDay = 86400

// clock writes times. It keeps the text of the last day it wrote, because
// calendars are slow and most events share their day with the one before.
type clock struct {
	day  int64
	text [10]byte
	set  bool
}

// appendStamp appends a time as CloudTrail writes it: 2026-11-16T03:12:44Z.
func (c *clock) appendStamp(b []byte, at int64) []byte {
	day := at / secondsPerDay
	if !c.set || day != c.day {
		c.day, c.set = day, true
		time.Unix(at, 0).UTC().AppendFormat(c.text[:0], "2006-01-02")
	}
	s := at % secondsPerDay
	b = append(b, c.text[:]...)
	return append(b, 'T',
		byte('0'+s/36000), byte('0'+s/3600%10), ':',
		byte('0'+s/600%6), byte('0'+s/60%10), ':',
		byte('0'+s%60/10), byte('0'+s%10), 'Z')
}

func stamp(at int64) string {
	var c clock
	return string(c.appendStamp(nil, at))
}
