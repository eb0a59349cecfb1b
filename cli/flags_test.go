package cli

import (
	"strings"
	"testing"
)

func TestAnUnknownFlagLeadsToWhatIsMeant(t *testing.T) {
	surroundings(t)
	for line, want := range map[string]string{
		"list --lmit 3":                              "unknown flag --lmit: did you mean --limit?",
		"list --json":                                "unknown flag --json: write --format json\n",
		"facets --group-by user":                     "write --by\n",
		"list --since 7d":                            "times stand in the filter, as in last:7d",
		"export --start-time x -o y":                 "times stand in the filter",
		"list --user alice":                          "fields stand in the filter, as in user:VALUE",
		"facets --eventname x":                       "as in event:VALUE",
		"cache info --since 7d":                      "unknown flag --since\n",
		"import --profil x y":                        "did you mean --profile?",
		"list --nonsense":                            "unknown flag --nonsense\nrun 'spoor list --help' to see what it takes\n",
		"cache prune --befor 90d":                    "run 'spoor cache prune --help' to see what it takes\n",
		"--nonsense":                                 "run 'spoor --help', or 'spoor COMMAND --help', to see what there is\n",
		"facets --by usr":                            "did you mean user?",
		"facets --by id":                             "it differs in nearly every event",
		"facets --by nonsense":                       "see 'spoor keys --fields'",
		"list --columns time,usr":                    `unknown column "usr": did you mean user?`,
		"list --columns Nonsense":                    `unknown column "Nonsense": the columns are user, key,`,
		"list --columns requestParamters.bucketName": "did you mean `requestParameters`?",
		"list --columns bucketName":                  "and paths into the record, such as requestParameters.bucketName",
		"list --lookup-attributes AttributeKey=EventName,AttributeValue=CreateUser": "attributes stand in the filter, as in EventName:CreateUser",
		"list --query Events[]":        "'spoor list --columns' chooses what is printed",
		"list --reverse":               "write --oldest-first\n",
		"facets --sort name":           "write --order\n",
		"facets --limit 3":             "write --top\n",
		"list --profile x":             "'spoor sync --profile' fills",
		"--region us-east-1":           "fields stand in the filter, as in region:VALUE",
		"lookup-events":                "'spoor list' does that",
		"tail":                         "'spoor list --follow' does that",
		"list --follow --oldest-first": "leave --oldest-first out",
		"cache inf":                    "did you mean 'spoor cache info'?\n",
		"config nonsense":              "'spoor config --help' lists them\n",
		"show --json x":                "unknown flag --json: write --raw\n",
		"cache prune --before 1y":      "or how far back, as in 7d\n",
		"import --since soon s3://b":   "or how far back, as in 7d\n",
		"verify -":                     "give the file's name\n",
		"keys --markdown --json":       "leave --json and --fields out\n",
		"keys --fields --markdown":     "leave --json and --fields out\n",
		"export -f csv -o x":           "did you mean --force or --format?\n",
		"list -f json":                 "did you mean --follow or --format?\n",
		"list -x":                      "write NOT x\n",
		"export --limit 5 -o x":        "unknown flag --limit: 'spoor list' has it\n",
		"list --by user":               "'spoor facets' has it\n",
		"cache info --format json":     "write --json\n",
		"sync --to yesterday":          "write --until\n",
		"version":                      "'spoor --version' does that",
		"exprt":                        "did you mean 'spoor export'?; 'spoor browse exprt' looks for the word",
		"payroll":                      "'spoor --help' lists them; 'spoor browse payroll' looks for the word",
		"facets --by user --format js": "use table, json or csv",
	} {
		r := run(t, strings.Fields(line)...)
		if r.code != exitUsage || r.out != "" || !strings.Contains(r.err, want) {
			t.Errorf("spoor %s: exit code %d, said\n%swant in it\n%s", line, r.code, r.err, want)
		}
	}
}

func TestTheFieldsAreListedWithTheirFewValues(t *testing.T) {
	surroundings(t)
	if got := must(t, "keys", "--fields"); !strings.Contains(got, "(quiet, normal, attention, danger), as in severity:") {
		t.Errorf("printed\n%s", got)
	}
}
