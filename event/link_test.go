package event

import (
	"testing"
	"time"
)

func TestAConsoleLinkLeadsToWhatEventHistoryHolds(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	const id = "7d0f5c1e-30c2-4a4c-9d39-0a52a1a4ef11"
	held := func(change func(*Event)) *Event {
		ev := &Event{ID: id, Region: "eu-west-1", Category: "Management", Time: now.AddDate(0, 0, -3)}
		change(ev)
		return ev
	}
	for _, c := range []struct {
		name   string
		change func(*Event)
		want   string
	}{
		{"management", func(ev *Event) {}, "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/" + id},
		{"China", func(ev *Event) { ev.Region = "cn-north-1" }, "https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#/events/" + id},
		{"GovCloud", func(ev *Event) { ev.Region = "us-gov-west-1" },
			"https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-west-1#/events/" + id},
		{"European Sovereign Cloud", func(ev *Event) { ev.Region = "eusc-de-east-1" },
			"https://eusc-de-east-1.console.amazonaws-eusc.eu/cloudtrailv2/home?region=eusc-de-east-1#/events/" + id},
		{"a console that is not known", func(ev *Event) { ev.Region = "us-iso-east-1" }, ""},
		{"another that is not known", func(ev *Event) { ev.Region = "eu-isoe-west-1" }, ""},
		{"the last day that is held", func(ev *Event) { ev.Time = now.AddDate(0, 0, -90) },
			"https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/" + id},
		{"older", func(ev *Event) { ev.Time = now.AddDate(0, 0, -91) }, ""},
		{"a data event", func(ev *Event) { ev.Category = "Data" }, ""},
		{"an insight", func(ev *Event) { ev.Category = "Insight" }, ""},
		{"recorded here", func(ev *Event) { ev.Flags = FlagLocal }, ""},
		{"no id of AWS's", func(ev *Event) { ev.ID = contentIDStart + "00ff" }, ""},
		{"no id", func(ev *Event) { ev.ID = "" }, ""},
		{"no Region", func(ev *Event) { ev.Region = "" }, ""},
		{"a Region that leads elsewhere", func(ev *Event) { ev.Region = "evil.example/x-y-" }, ""},
		{"an id that is none", func(ev *Event) { ev.ID = "a b\x1b?#" }, "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/a%20b%1B?%23"},
	} {
		if got := ConsoleLink(held(c.change), now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
