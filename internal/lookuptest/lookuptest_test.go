package lookuptest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	. "spoor/internal/lookuptest"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

const (
	account = "111122223333"
	other   = "444455556666"
)

func client(s *Server, region, key string) *cloudtrail.Client {
	return cloudtrail.NewFromConfig(s.Config(region, key), func(o *cloudtrail.Options) { o.Retryer = aws.NopRetryer{} })
}

// scan reads all pages and returns the ids in the order they came, and how many
// pages there were.
func scan(t *testing.T, c *cloudtrail.Client) (ids []string, pages int) {
	t.Helper()
	in := &cloudtrail.LookupEventsInput{}
	for {
		out, err := c.LookupEvents(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, e := range out.Events {
			ids = append(ids, *e.EventId)
		}
		if out.NextToken == nil {
			return ids, pages
		}
		in.NextToken = out.NextToken
	}
}

func idsOf(records []Record) (ids []string) {
	for _, r := range records {
		ids = append(ids, r.ID())
	}
	return ids
}

func codeOf(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

func TestWithoutFaultsEveryEventComesOnce(t *testing.T) {
	records := Series(Record{Time: noon}, 120, time.Second)
	s := NewServer(t, Options{}, Account{ID: account, Store: NewStore(t, records...)})
	ids, pages := scan(t, client(s, "us-east-1", "AKIA"))
	if !slices.Equal(ids, idsOf(records)) || pages != 3 {
		t.Errorf("%d events on %d pages", len(ids), pages)
	}
	calls := s.Calls()
	if len(calls) != 3 || calls[0].Events != 50 || calls[2].Events != 20 || calls[2].Status != 200 {
		t.Errorf("calls %+v", calls)
	}
}

func TestPagesMayBeShortEmptyAndRepeatEvents(t *testing.T) {
	records := Series(Record{Time: noon}, 40, time.Second)
	s := NewServer(t, Options{}, Account{ID: account, Store: NewStore(t, records...)})
	want := idsOf(records)
	for name, test := range map[string]struct {
		faults      []Fault
		pages, more int
	}{
		"short":              {[]Fault{ShortPages(15)}, 3, 0},
		"empty":              {[]Fault{EmptyPages()}, 2, 0},
		"empty and short":    {[]Fault{EmptyPages(), ShortPages(15)}, 6, 0},
		"repeating":          {[]Fault{RepeatEvents(3), ShortPages(10)}, 4, 9},
		"repeating too much": {[]Fault{ShortPages(2), RepeatEvents(5)}, 39, 38},
	} {
		s.Inject(test.faults...)
		ids, pages := scan(t, client(s, "us-east-1", "AKIA"))
		if pages != test.pages || len(ids) != len(want)+test.more {
			t.Errorf("%s: %d events on %d pages, want %d on %d", name, len(ids), pages, len(want)+test.more, test.pages)
		}
		var distinct []string
		for _, id := range ids {
			if !slices.Contains(distinct, id) {
				distinct = append(distinct, id)
			}
		}
		if !slices.Equal(distinct, want) {
			t.Errorf("%s: other events came", name)
		}
	}
}

func TestATokenExpiresAfterSomePages(t *testing.T) {
	s := NewServer(t, Options{}, Account{ID: account, Store: NewStore(t, Series(Record{Time: noon}, 200, time.Second)...)})
	s.Inject(ExpireTokens(2))
	c, in := client(s, "us-east-1", "AKIA"), &cloudtrail.LookupEventsInput{}
	for page := 1; page <= 3; page++ {
		out, err := c.LookupEvents(t.Context(), in)
		if page == 3 {
			if codeOf(err) != "InvalidNextTokenException" {
				t.Errorf("page 3: %v", err)
			}
			break
		}
		if err != nil {
			t.Fatalf("page %d: %v", page, err)
		}
		in.NextToken = out.NextToken
	}
}

func TestFaultsMeetTheRequestsTheyAreFor(t *testing.T) {
	store := NewStore(t, Series(Record{Time: noon}, 10, time.Second)...)
	var expired Switch
	for name, test := range map[string]struct {
		fault Fault
		// want are the codes of four requests to eu-west-1, then of one to us-east-1.
		want string
	}{
		"every second":        {Every(2, Throttled()), "- ThrottlingException - ThrottlingException -"},
		"the first and third": {Nth(ServerError(), 1, 3), "InternalFailure - InternalFailure - InternalFailure"},
		"after the third":     {After(3, ExpiredCredentials()), "- - - ExpiredTokenException -"},
		"one Region": {InRegion("eu-west-1", RefusedRegion()),
			"UnrecognizedClientException UnrecognizedClientException UnrecognizedClientException UnrecognizedClientException -"},
		"the second denied":   {Nth(AccessDenied(), 2), "- AccessDeniedException - - -"},
		"none with a token":   {WithToken(Unavailable()), "- - - - -"},
		"a switch that is on": {expired.Guards(Unavailable()), "ServiceUnavailable ServiceUnavailable ServiceUnavailable ServiceUnavailable ServiceUnavailable"},
	} {
		expired.Set(true)
		s := NewServer(t, Options{}, Account{ID: account, Store: store})
		s.Inject(test.fault)
		var got []string
		for _, region := range []string{"eu-west-1", "eu-west-1", "eu-west-1", "eu-west-1", "us-east-1"} {
			code := "-"
			if _, err := client(s, region, "AKIA").LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{}); err != nil {
				code = codeOf(err)
			}
			got = append(got, code)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %v, want %s", name, got, test.want)
		}
	}
}

func TestConnectionsBreak(t *testing.T) {
	s := NewServer(t, Options{}, Account{ID: account, Store: NewStore(t, Series(Record{Time: noon}, 10, time.Second)...)})
	for name, fault := range map[string]Fault{"drop": Drop(), "break": Break(), "garbage": Garbage()} {
		s.Inject(fault)
		_, err := client(s, "us-east-1", "AKIA").LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
		if err == nil || codeOf(err) != "" {
			t.Errorf("%s: %v", name, err)
		}
		if name == "break" && !strings.Contains(err.Error(), "StatusCode: 200") {
			t.Errorf("the body did not break: %v", err)
		}
	}
	s.Inject(Hang())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := client(s, "us-east-1", "AKIA").LookupEvents(ctx, &cloudtrail.LookupEventsInput{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a server that hangs: %v", err)
	}
}

func TestAccountsAreToldApartByTheirKeysAndReachedThroughRoles(t *testing.T) {
	store := NewStore(t, append(Series(Record{Time: noon}, 3, time.Second), Series(Record{Time: noon, Account: other}, 5, time.Second)...)...)
	s := NewServer(t, Options{},
		Account{ID: account, Keys: []string{"AKIAONE"}, Store: store}, Account{ID: other, Keys: []string{"AKIATWO"}, Store: store})
	ctx := t.Context()
	for key, want := range map[string]string{"AKIAONE": account, "AKIATWO": other} {
		got, err := sts.NewFromConfig(s.Config("us-east-1", key)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil || *got.Account != want {
			t.Errorf("key %s: %v, %v", key, got, err)
		}
	}
	if ids, _ := scan(t, client(s, "us-east-1", "AKIATWO")); len(ids) != 5 {
		t.Errorf("account %s: %d events", other, len(ids))
	}
	if _, err := client(s, "us-east-1", "AKIANONE").LookupEvents(ctx, &cloudtrail.LookupEventsInput{}); codeOf(err) != "UnrecognizedClientException" {
		t.Errorf("an unknown key: %v", err)
	}
	role, err := sts.NewFromConfig(s.Config("us-east-1", "AKIAONE")).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + other + ":role/path/reader"), RoleSessionName: aws.String("spoor"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if ids, _ := scan(t, client(s, "us-east-1", *role.Credentials.AccessKeyId)); len(ids) != 5 {
		t.Errorf("the role in account %s sees %d events", other, len(ids))
	}
	if !strings.HasSuffix(*role.AssumedRoleUser.Arn, ":assumed-role/reader/spoor") {
		t.Errorf("assumed %s", *role.AssumedRoleUser.Arn)
	}
}

func TestEventsCanArriveDuringAScan(t *testing.T) {
	records := Series(Record{Time: noon}, 60, time.Second)
	store := NewStore(t, records...)
	s := NewServer(t, Options{}, Account{ID: account, Store: store})
	late := Record{N: 1000, Time: noon.Add(-55 * time.Second)}
	newer := Record{N: 1001, Time: noon.Add(time.Minute)}
	s.Inject(Nth(Before(func(*Request) { Add(t, store, late, newer) }), 2))
	ids, _ := scan(t, client(s, "us-east-1", "AKIA"))
	if len(ids) != 61 || !slices.Contains(ids, late.ID()) || slices.Contains(ids, newer.ID()) {
		t.Errorf("%d events", len(ids))
	}
}
