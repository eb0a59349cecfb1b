package detail

import (
	"fmt"
	"strings"
	"testing"

	"spoor/keymap"
	"spoor/ui/canvas"
)

// largest is a record at CloudTrail's limit of 256 KB with a value of 60 KB.
func largest() string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(attach, "}") + `,"serviceEventDetails":{"userData":"` + strings.Repeat("x", 60_000) + `","items":[`)
	for i := 0; b.Len() < 250_000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"instanceId":"i-%08d","state":{"code":%d}}`, i, i)
	}
	b.WriteString(`]}}`)
	return b.String()
}

func BenchmarkShowTheLargestRecord(b *testing.B) {
	s := show(b, largest(), 120, 40)
	row, stored := s.row, s.stored
	c := canvas.New(118, 38)
	for b.Loop() {
		s.Set(nil, nil)
		s.Set(row, stored)
		s.Draw(c.All(), s.env)
	}
}

func BenchmarkMoveInTheLargestRecordAllUnfolded(b *testing.B) {
	s := show(b, largest(), 120, 40)
	for range 20 {
		s.Do(keymap.FoldLess)
	}
	c := canvas.New(118, 38)
	for i := 0; b.Loop(); i++ {
		s.Do([]keymap.Action{keymap.Down, keymap.Last, keymap.First}[i%3])
		s.Draw(c.All(), s.env)
	}
}
