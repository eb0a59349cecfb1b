package endtoend

import (
	"strings"
	"testing"

	"spoor/internal/realdata"
)

// step is what an investigator does next, and what the screen must show then.
// Text that is typed into the filter bar does not count as keys.
type step struct {
	keys string // separated by spaces
	text string
	want []string
}

// mostKeys is what an answer may cost from the opening screen.
const mostKeys = 12

// The answers were worked out from the records with other tools, without this
// program. Each script begins on the opening screen over a folder of trail
// files.
var investigations = []struct {
	name, folder string
	opens        string
	steps        []step
}{
	{"whose key launched the instances, what else it did, and since when", "invictus", "2,900 events", []step{
		{keys: "f", text: "event:RunInstances -is:error"},
		{keys: "enter", want: []string{"2 of 2,900", "12:03:24", "11:55:21", "bert-jan", "192.168.10.20"}},
		{keys: "p", want: []string{"access key", "AKIATFQR7NSC8Q4X20BJ", "2,104 events"}},
		{keys: "a", want: []string{"2,104 of 2,900", "key:AKIATFQR7NSC8Q4X20BJ"}},
		{keys: "G", want: []string{"2,104 / 2,104", "11:54:33"}},
	}},
	{"who else acted from the intruder's address", "invictus", "2,900 events", []step{
		{keys: "f", text: "ip:192.168.10.20 -key:AKIATFQR7NSC8Q4X20BJ"},
		{keys: "enter", want: []string{"50 of 2,900", "aws-go-sdk-16889900", "i-0dbc91f429e48eeed", "stratus-red-team-nmfalu"}},
	}},
	{"that an instance's credentials were used from outside", "invictus", "2,900 events", []step{
		{keys: "f", text: "role:stratus-red-team-ec2-steal-credentials-role -ip:3.225.16.109"},
		{keys: "enter", want: []string{"2 of 2,900", "11:57:22", "DescribeInstances", "GetCallerIdentity", "192.168.10.20"}},
		{keys: "p", want: []string{"ASIATFQR7NSC36DZQP7P"}},
		{keys: "esc f ctrl+u", text: `"ASIATFQR7NSC36DZQP7P"`},
		{keys: "enter", want: []string{"3 of 2,900", "AssumeRole", "11:55:22"}},
	}},
	{"which roles were assumed, and what was refused", "invictus", "2,900 events", []step{
		{keys: "f", text: "user:bert-jan event:AssumeRole"},
		{keys: "enter", want: []string{"23 of 2,900", "AssumeRole"}},
		{keys: "!", want: []string{"13 of 2,900", "AccessDenied"}},
	}},
	{"which secrets were read by the tool itself", "invictus", "2,900 events", []step{
		{keys: "f", text: "event:(GetSecretValue OR GetParameters) -agent:*HashiCorp*"},
		{keys: "enter", want: []string{"25 of 2,900", "GetSecretValue", "GetParameters"}},
		{keys: "G", want: []string{"25 / 25", "11:57:51"}},
	}},
	{"how logging was tampered with", "invictus", "2,900 events", []step{
		{keys: "f", text: "source:cloudtrail is:write"},
		{keys: "enter", want: []string{"15 of 2,900", "StopLogging", "DeleteTrail", "PutEventSelectors"}},
		{keys: "!", want: []string{"7 of 2,900", "✗ Trail"}},
	}},
	{"what was left behind to come back with", "invictus", "2,900 events", []step{
		{keys: "f", text: "-agent:*HashiCorp* is:write ip:192.168.10.20 time:2023-07-10T12:24Z..2023-07-10T12:28Z"},
		{keys: "enter", want: []string{"10 of 2,900", "CreateTrustAnchor", "CreateLoginProfile", "AttachUserPolicy", "UpdateAssumeRolePol"}},
	}},
	{"what else happened while calls were throttled", "invictus", "2,900 events", []step{
		{keys: "f", text: "error:ThrottlingException"},
		{keys: "enter", want: []string{"102 of 2,900", "ssm", "bert-jan"}},
		{keys: "p", want: []string{"AKIATFQR7NSC8Q4X20BJ"}},
		{keys: "t", want: []string{"no filter", "1,122 of 2,900", "StartSecretVersionD"}},
	}},
	{"that the look-alike key's owner only read", "invictus", "2,900 events", []step{
		{keys: "f", text: "key:*8Q4X2?BJ"},
		{keys: "enter", want: []string{"2,139 of 2,900", "bert-jan", "2,104", "benjamin", "35"}},
		{keys: "2 j enter", want: []string{"35 of 2,900", "user:benjamin"}},
		{keys: "W", want: []string{"0 of 2,900"}},
	}},
	{"which records show the techniques against logging", "stratus", "310 events", []step{
		{keys: "f", text: "event:(StopLogging OR DeleteTrail OR PutEventSelectors OR DeleteFlowLogs OR DeleteResolverQueryLogConfig)"},
		{keys: "enter", want: []string{"5 of 310", "StopLogging", "DeleteTrail", "PutEventSelectors", "DeleteFlowLogs", "DeleteResolverQuery"}},
	}},
	{"where the federated session came from", "stratus", "310 events", []step{
		{keys: "f", text: "event:GetFederationToken"},
		{keys: "enter", want: []string{"1 of 310", "stratus-red-team-user"}},
		{keys: "f ctrl+u", text: `"ASIASTJKC5GCM7ZE6LUP"`},
		{keys: "enter", want: []string{"2 of 310", "GetCallerIdentity", "GetFederationToken"}},
	}},
	{"which account outside was let in, and through what", "stratus", "310 events", []step{
		{keys: "f", text: "193672423079"},
		{keys: "enter", want: []string{"2 of 310", "CreateRole", "UpdateAssumeRolePol"}},
		{keys: "n", want: []string{"193672423079"}},
	}},
}

func TestInvestigationsOfRealTrailsTakeAHandfulOfKeys(t *testing.T) {
	for _, tc := range investigations {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			pressed := 0
			for _, s := range tc.steps {
				pressed += len(strings.Fields(s.keys))
			}
			if pressed > mostKeys {
				t.Errorf("%d keys, more than %d", pressed, mostKeys)
			}
			term := open(t, 120, 40, surroundings(t), "open", realdata.Folder(t, tc.folder))
			shows(t, term, tc.opens)
			for _, s := range tc.steps {
				press(t, term, strings.Fields(s.keys)...)
				typed(t, term, s.text)
				shows(t, term, s.want...)
			}
			bordersHold(t, term)
		})
	}
}
