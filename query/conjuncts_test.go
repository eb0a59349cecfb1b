package query

import (
	"strings"
	"testing"
)

func TestConjunctsAndWhatIsLeftWithoutAField(t *testing.T) {
	x := mustParse(t, "user:a -user:b (user:c OR user:d) (user:e OR source:iam) is:write last:24h payroll (user:f OR is:root)")
	if n := len(Conjuncts(x)); n != 8 {
		t.Errorf("%d conjuncts, want 8", n)
	}
	if got, want := Print(Without(x, FieldUser)), "(user:e OR source:iam) is:write last:24h payroll (user:f OR is:root)"; got != want {
		t.Errorf("without user: %s, want %s", got, want)
	}
	if got := Print(Without(mustParse(t, "user:a"), FieldUser)); got != "" {
		t.Errorf("without its only part: %q", got)
	}
	if Without(mustParse(t, "user:a"), FieldUser) != nil {
		t.Error("nothing left is not nil")
	}
	if got := Print(Remove(x, Flag{FlagWrite})); got != "user:a -user:b (user:c OR user:d) (user:e OR source:iam) last:24h payroll (user:f OR is:root)" {
		t.Errorf("without is:write: %s", got)
	}
}

func TestWhatIsDemandedOfSomeFieldsAlone(t *testing.T) {
	x := mustParse(t, "account:a -region:b (account:c OR region:d) (account:e OR user:f) user:g is:write")
	if got, want := Print(About(x, FieldAccount, FieldRegion)), "account:a -region:b (account:c OR region:d)"; got != want {
		t.Errorf("of accounts and Regions: %s, want %s", got, want)
	}
	if got := About(x, FieldIP); got != nil {
		t.Errorf("of addresses: %s, want nothing", Print(got))
	}
}

func TestWithoutAPathEverythingElseStays(t *testing.T) {
	x := mustParse(t, "requestParameters.bucketName:(a OR b) -requestParameters.bucketName:c requestParameters.key:k (requestParameters.bucketName:d OR user:e)")
	if got, want := Print(WithoutPath(x, "requestParameters.bucketName")), "requestParameters.key:k (requestParameters.bucketName:d OR user:e)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if WithoutPath(mustParse(t, "requestParameters.key:k"), "requestParameters.key") != nil {
		t.Error("a filter of the path alone leaves something")
	}
}

func TestTheNamesOfAPathAreOneInWhateverCase(t *testing.T) {
	x := mustParse(t, "requestparameters.bucketname:a -requestParameters.BUCKETNAME:b user:e")
	if got := Print(WithoutPath(x, "requestParameters.bucketName")); got != "user:e" {
		t.Errorf("without the path %s is left", got)
	}
	of := PathTerm("requestParameters.bucketName", "")
	if chosen := ChosenOf(x, of); chosen("a") != Included || chosen("b") != Excluded || chosen("c") != Unchosen {
		t.Errorf("of a is said %v, of b %v, of c %v", chosen("a"), chosen("b"), chosen("c"))
	}
	if got := Print(Toggle(x, PathTerm("requestParameters.bucketName", "a"))); strings.Contains(got, ":a") {
		t.Errorf("with a taken out the filter is %s", got)
	}
}
