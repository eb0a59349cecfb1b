package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"spoor/cache"
	"spoor/internal/lookuptest"
	"spoor/recorder/loopback"
	"spoor/recorder/serve"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

// clock says noon until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// serving starts a server of a store and returns its address.
func serving(t *testing.T, store *cache.Cache, o serve.Options) string {
	t.Helper()
	handler, err := serve.New(t.Context(), store, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func config(url, region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &url, HTTPClient: lookuptest.HTTPClient(), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	}
}

func clientOf(url, region string) *cloudtrail.Client {
	return cloudtrail.NewFromConfig(config(url, region))
}

// all asks for all pages of a question.
func all(t *testing.T, c *cloudtrail.Client, in *cloudtrail.LookupEventsInput) []types.Event {
	t.Helper()
	var events []types.Event
	pages := cloudtrail.NewLookupEventsPaginator(c, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, page.Events...)
	}
	return events
}

func idsOf(events []types.Event) []string {
	ids := []string{}
	for _, e := range events {
		ids = append(ids, aws.ToString(e.EventId))
	}
	return ids
}

func recordIDs(records ...lookuptest.Record) []string {
	ids := []string{}
	for _, r := range records {
		ids = append(ids, r.ID())
	}
	return ids
}

// free are the options without throttle and window.
var free = serve.Options{NoThrottle: true, NoWindow: true}

func TestTimesAreIncludedOnBothEnds(t *testing.T) {
	records := lookuptest.Series(lookuptest.Record{Time: noon}, 10, time.Second)
	c := clientOf(serving(t, lookuptest.NewStore(t, records...), free), "us-east-1")
	got := idsOf(all(t, c, &cloudtrail.LookupEventsInput{
		StartTime: aws.Time(noon.Add(-6 * time.Second)), EndTime: aws.Time(noon.Add(-2 * time.Second)),
	}))
	if want := recordIDs(records[2:7]...); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	second := noon.Add(-3 * time.Second)
	if got := all(t, c, &cloudtrail.LookupEventsInput{StartTime: &second, EndTime: &second}); len(got) != 1 {
		t.Errorf("one second holds %d events", len(got))
	}
}

func TestAnEventHasTheRecordsOwnTextAndTimesAsNumbers(t *testing.T) {
	record := lookuptest.Record{Time: noon.Add(250 * time.Millisecond), Bucket: "<b> & \u2028 é"}
	url := serving(t, lookuptest.NewStore(t, record), free)
	_, body := post(t, url, signed("us-east-1", "cloudtrail"), "CloudTrail_20131101.LookupEvents", `{}`)
	if !strings.Contains(body, `"EventTime":1795089600.25,`) || !strings.Contains(body, `"ReadOnly":"false"`) {
		t.Errorf("answered %s", body)
	}
	events := all(t, clientOf(url, "us-east-1"), &cloudtrail.LookupEventsInput{})
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	e := events[0]
	if *e.CloudTrailEvent != string(record.JSON()) {
		t.Errorf("record %s, want %s", *e.CloudTrailEvent, record.JSON())
	}
	if *e.EventName != "CreateBucket" || *e.EventSource != "s3.amazonaws.com" || *e.Username != "dana" ||
		*e.AccessKeyId != "AKIAIOSFODNN7EXAMPLE" || !e.EventTime.Equal(record.Time) {
		t.Errorf("event %+v", e)
	}
	if len(e.Resources) != 1 || *e.Resources[0].ResourceType != "AWS::S3::Bucket" || *e.Resources[0].ResourceName != record.Bucket {
		t.Errorf("resources %+v", e.Resources)
	}
}

func TestOnlyManagementEventsAreAnsweredWithAndInsightsWhenAskedFor(t *testing.T) {
	kinds := map[string]lookuptest.Record{}
	var records []lookuptest.Record
	for i, category := range []string{"Management", "Data", "NetworkActivity", "Insight"} {
		kinds[category] = lookuptest.Record{N: i, Time: noon, Category: category, Name: "RunInstances", Source: "ec2.amazonaws.com"}
		records = append(records, kinds[category])
	}
	c := clientOf(serving(t, lookuptest.NewStore(t, records...), free), "us-east-1")
	if got, want := idsOf(all(t, c, &cloudtrail.LookupEventsInput{})), recordIDs(kinds["Management"]); !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	insights := all(t, c, &cloudtrail.LookupEventsInput{EventCategory: types.EventCategoryInsight})
	if got, want := idsOf(insights), recordIDs(kinds["Insight"]); !slices.Equal(got, want) {
		t.Fatalf("insights %v, want %v", got, want)
	}
	if e := insights[0]; *e.EventName != "RunInstances" || *e.EventSource != "ec2.amazonaws.com" || e.AccessKeyId != nil || e.ReadOnly != nil || e.Username != nil {
		t.Errorf("insight %+v", e)
	}
}

func TestTheRegionIsTheOneSignedForAndAccountsAreKeptApart(t *testing.T) {
	here := lookuptest.Record{Time: noon, Region: "eu-west-1"}
	foreign := lookuptest.Record{Time: noon, Region: "eu-west-1", Account: "444455556666"}
	store := lookuptest.NewStore(t, here, foreign)
	_, err := serve.New(t.Context(), store, free)
	var accounts *serve.AccountsError
	if !errors.As(err, &accounts) || !slices.Equal(slices.Sorted(slices.Values(accounts.Accounts)), []string{"111122223333", "444455556666"}) {
		t.Errorf("two accounts and no choice: %v", err)
	}
	if _, err := serve.New(t.Context(), lookuptest.NewStore(t), free); !errors.As(err, &accounts) {
		t.Errorf("no account: %v", err)
	}
	url := serving(t, store, serve.Options{Account: "111122223333", NoThrottle: true, NoWindow: true})
	if got := idsOf(all(t, clientOf(url, "eu-west-1"), &cloudtrail.LookupEventsInput{})); !slices.Equal(got, recordIDs(here)) {
		t.Errorf("got %v", got)
	}
	for _, region := range []string{"us-east-1", "EU-WEST-1", "nowhere"} {
		if got := all(t, clientOf(url, region), &cloudtrail.LookupEventsInput{}); len(got) != 0 {
			t.Errorf("Region %s answers with %d events", region, len(got))
		}
	}
}

func TestEveryMistakeHasItsModelledError(t *testing.T) {
	c := clientOf(serving(t, lookuptest.NewStore(t, lookuptest.Record{Time: noon}), serve.Options{NoThrottle: true, Now: (&clock{noon}).now}), "us-east-1")
	pair := func(key types.LookupAttributeKey, value string) []types.LookupAttribute {
		return []types.LookupAttribute{{AttributeKey: key, AttributeValue: &value}}
	}
	type in = cloudtrail.LookupEventsInput
	for name, test := range map[string]struct {
		in   in
		want error
	}{
		"a key there is not":      {in{LookupAttributes: pair("EventID", "x")}, &types.InvalidLookupAttributesException{}},
		"two attributes":          {in{LookupAttributes: append(pair("EventId", "x"), pair("EventName", "y")...)}, &types.InvalidLookupAttributesException{}},
		"an empty value":          {in{LookupAttributes: pair("EventName", "")}, &types.InvalidLookupAttributesException{}},
		"a long value":            {in{LookupAttributes: pair("EventName", strings.Repeat("x", 2001))}, &types.InvalidLookupAttributesException{}},
		"many underscores":        {in{LookupAttributes: pair("EventName", strings.Repeat("_", 1001))}, &types.InvalidLookupAttributesException{}},
		"many spaces":             {in{LookupAttributes: pair("EventName", strings.Repeat(" ", 1001))}, &types.InvalidLookupAttributesException{}},
		"many commas":             {in{LookupAttributes: pair("EventName", strings.Repeat(",", 1001))}, &types.InvalidLookupAttributesException{}},
		"many lines":              {in{LookupAttributes: pair("EventName", strings.Repeat("\n", 1001))}, &types.InvalidLookupAttributesException{}},
		"readOnly neither":        {in{LookupAttributes: pair("ReadOnly", "True")}, &types.InvalidLookupAttributesException{}},
		"insights by user":        {in{EventCategory: "insight", LookupAttributes: pair("Username", "x")}, &types.InvalidLookupAttributesException{}},
		"start after end":         {in{StartTime: aws.Time(noon), EndTime: aws.Time(noon.Add(-time.Second))}, &types.InvalidTimeRangeException{}},
		"an end beyond 90 days":   {in{EndTime: aws.Time(noon.AddDate(0, 0, -91))}, &types.InvalidTimeRangeException{}},
		"no results":              {in{MaxResults: aws.Int32(0)}, &types.InvalidMaxResultsException{}},
		"too many results":        {in{MaxResults: aws.Int32(51)}, &types.InvalidMaxResultsException{}},
		"no token":                {in{NextToken: aws.String("nonsense")}, &types.InvalidNextTokenException{}},
		"an empty token":          {in{NextToken: aws.String("")}, &types.InvalidNextTokenException{}},
		"a category there is not": {in{EventCategory: "management"}, &types.InvalidEventCategoryException{}},
	} {
		_, err := c.LookupEvents(t.Context(), &test.in)
		if !isTyped(err, test.want) {
			t.Errorf("%s: got %v, want %T", name, err, test.want)
		}
		var response interface{ HTTPStatusCode() int }
		if !errors.As(err, &response) || response.HTTPStatusCode() != 400 {
			t.Errorf("%s: %v is no 400", name, err)
		}
	}
	longest := strings.Repeat("_ ,\n", 250)
	if _, err := c.LookupEvents(t.Context(), &in{LookupAttributes: pair("EventName", longest)}); err != nil {
		t.Errorf("a value of 2000 counted characters: %v", err)
	}
	for _, one := range []string{"x", "_", " ", ",", "\n"} {
		if _, err := c.LookupEvents(t.Context(), &in{LookupAttributes: pair("EventName", longest+one)}); !isTyped(err, &types.InvalidLookupAttributesException{}) {
			t.Errorf("a value that is longer by %q: %v", one, err)
		}
	}
}

// isTyped reports whether err is of the type that the SDK has for want.
func isTyped(err, want error) bool {
	switch want.(type) {
	case *types.InvalidLookupAttributesException:
		return as[*types.InvalidLookupAttributesException](err)
	case *types.InvalidTimeRangeException:
		return as[*types.InvalidTimeRangeException](err)
	case *types.InvalidMaxResultsException:
		return as[*types.InvalidMaxResultsException](err)
	case *types.InvalidNextTokenException:
		return as[*types.InvalidNextTokenException](err)
	case *types.InvalidEventCategoryException:
		return as[*types.InvalidEventCategoryException](err)
	case *types.UnsupportedOperationException:
		return as[*types.UnsupportedOperationException](err)
	}
	return false
}

func as[E error](err error) bool {
	var typed E
	return errors.As(err, &typed)
}

// signed is an Authorization header whose signature is none.
func signed(region, service string) string {
	return "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261119/" + region + "/" + service +
		"/aws4_request, SignedHeaders=host, Signature=00"
}

func post(t *testing.T, url, authorization, target, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if target == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", target)
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return send(t, r)
}

func send(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(answer)
}

func TestMalformedRequestsGetTheErrorsThatAWSGives(t *testing.T) {
	url := serving(t, lookuptest.NewStore(t, lookuptest.Record{Time: noon}), free)
	const target = "CloudTrail_20131101.LookupEvents"
	ours := signed("us-east-1", "cloudtrail")
	for name, test := range map[string]struct {
		authorization, target, body string
		status                      int
		code                        string
	}{
		"Go's target":                {ours, target, "{}", 200, ""},
		"botocore's target":          {ours, "com.amazonaws.cloudtrail.v20131101." + target, "{}", 200, ""},
		"unknown members":            {ours, target, `{"Unknown":[1],"maxresults":900}`, 200, ""},
		"null members":               {ours, target, `{"MaxResults":null,"NextToken":null,"LookupAttributes":null,"StartTime":null}`, 200, ""},
		"no attributes":              {ours, target, `{"LookupAttributes":[]}`, 200, ""},
		"a fraction of a second":     {ours, target, `{"StartTime":1.7950896005e9}`, 200, ""},
		"no body":                    {ours, target, "", 400, "SerializationException"},
		"no JSON":                    {ours, target, "{", 400, "SerializationException"},
		"a list":                     {ours, target, "[]", 400, "SerializationException"},
		"null":                       {ours, target, "null", 400, "SerializationException"},
		"two objects":                {ours, target, "{}{}", 400, "SerializationException"},
		"a time that is text":        {ours, target, `{"StartTime":"2026-11-19T12:00:00Z"}`, 400, "SerializationException"},
		"a time that is none":        {ours, target, `{"StartTime":1e300}`, 400, "InvalidTimeRangeException"},
		"a number that is text":      {ours, target, `{"MaxResults":"5"}`, 400, "SerializationException"},
		"half an event":              {ours, target, `{"MaxResults":1.5}`, 400, "SerializationException"},
		"a token that is a number":   {ours, target, `{"NextToken":5}`, 400, "SerializationException"},
		"attributes as an object":    {ours, target, `{"LookupAttributes":{}}`, 400, "SerializationException"},
		"an attribute as text":       {ours, target, `{"LookupAttributes":["EventId"]}`, 400, "SerializationException"},
		"an attribute without value": {ours, target, `{"LookupAttributes":[{"AttributeKey":"EventId"}]}`, 400, "InvalidLookupAttributesException"},
		"an empty attribute":         {ours, target, `{"LookupAttributes":[null]}`, 400, "SerializationException"},
		"another operation":          {ours, "CloudTrail_20131101.DeleteTrail", "{}", 400, "UnsupportedOperationException"},
		"no signature":               {"", target, "{}", 403, "MissingAuthenticationTokenException"},
		"a password":                 {"Basic c3Bvb3I6", target, "{}", 403, "IncompleteSignatureException"},
		"half a signature":           {"AWS4-HMAC-SHA256 Credential=A/1/us-east-1/cloudtrail/aws4_request", target, "{}", 403, "IncompleteSignatureException"},
		"half a scope":               {"AWS4-HMAC-SHA256 Credential=A/us-east-1, SignedHeaders=host, Signature=0", target, "{}", 403, "IncompleteSignatureException"},
		"signed for S3":              {signed("us-east-1", "s3"), target, "{}", 403, "InvalidSignatureException"},
		"a huge body":                {ours, target, `{"NextToken":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "RequestEntityTooLargeException"},
	} {
		response, body := post(t, url, test.authorization, test.target, test.body)
		var said struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil {
			t.Errorf("%s: %v in %s", name, err, body)
		}
		if response.StatusCode != test.status || said.Type != test.code || (said.Message == "") != (test.code == "") {
			t.Errorf("%s: %d %s, want %d %s", name, response.StatusCode, body, test.status, test.code)
		}
		if len(response.Header.Get("x-amzn-RequestId")) != 36 || response.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
			t.Errorf("%s: headers %v", name, response.Header)
		}
	}
}

func TestWebPagesAndForeignHostsAreNotAnswered(t *testing.T) {
	store := lookuptest.NewStore(t, lookuptest.Record{Time: noon})
	url := serving(t, store, free)
	open := serving(t, store, serve.Options{NoThrottle: true, NoWindow: true, AnyHost: true})
	request := func(url string, change func(*http.Request)) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", "LookupEvents")
		r.Header.Set("Authorization", signed("us-east-1", "cloudtrail"))
		change(r)
		response, _ := send(t, r)
		return response.StatusCode
	}
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:80": 200, "cloudtrail.localhost:8080": 200, "127.0.0.9:1": 200, "[::1]:80": 200, "[::1]": 200,
		"evil.example": 403, "evil.example:80": 403, "localhost.evil.example": 403, "192.0.2.1": 403, "127.0.0.1.evil.example": 403,
	} {
		if got := request(url, func(r *http.Request) { r.Host = host }); got != want {
			t.Errorf("host %s: %d, want %d", host, got, want)
		}
		if got := request(open, func(r *http.Request) { r.Host = host }); got != 200 {
			t.Errorf("host %s where any will do: %d", host, got)
		}
	}
	for _, u := range []string{url, open} {
		if got := request(u, func(r *http.Request) { r.Header.Set("Origin", "http://localhost") }); got != 403 {
			t.Errorf("a web page: %d", got)
		}
		if got := request(u, func(r *http.Request) { r.Method = http.MethodGet }); got != 405 {
			t.Errorf("GET: %d", got)
		}
	}
}

func TestTheWindowIsTheLast90Days(t *testing.T) {
	recent := lookuptest.Record{N: 1, Time: noon.AddDate(0, 0, -89)}
	old := lookuptest.Record{N: 2, Time: noon.AddDate(0, 0, -91)}
	store := lookuptest.NewStore(t, recent, old)
	c := clientOf(serving(t, store, serve.Options{NoThrottle: true, Now: (&clock{noon}).now}), "us-east-1")
	for name, in := range map[string]*cloudtrail.LookupEventsInput{
		"no start": {}, "an earlier start": {StartTime: aws.Time(noon.AddDate(-1, 0, 0))},
	} {
		if got := idsOf(all(t, c, in)); !slices.Equal(got, recordIDs(recent)) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	unlimited := clientOf(serving(t, store, free), "us-east-1")
	if got := idsOf(all(t, unlimited, &cloudtrail.LookupEventsInput{})); !slices.Equal(got, recordIDs(recent, old)) {
		t.Errorf("without a window: got %v", got)
	}
	if got := idsOf(all(t, unlimited, &cloudtrail.LookupEventsInput{EndTime: aws.Time(noon.AddDate(0, 0, -90))})); !slices.Equal(got, recordIDs(old)) {
		t.Errorf("an old end without a window: got %v", got)
	}
}

func TestTwoRequestsASecondAreAnsweredForEachRegion(t *testing.T) {
	at := &clock{noon}
	store := lookuptest.NewStore(t, lookuptest.Record{Time: noon})
	url := serving(t, store, serve.Options{NoWindow: true, Now: at.now})
	ask := func(region string) error {
		_, err := clientOf(url, region).LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
		return err
	}
	for n, wantThrottled := range []bool{false, false, true, true} {
		err := ask("us-east-1")
		var api smithy.APIError
		if throttled := errors.As(err, &api) && api.ErrorCode() == "ThrottlingException" && api.ErrorMessage() == "Rate exceeded"; throttled != wantThrottled {
			t.Errorf("request %d at one instant: %v", n+1, err)
		}
	}
	if err := ask("eu-west-1"); err != nil {
		t.Errorf("another Region shares the rate: %v", err)
	}
	at.at = at.at.Add(500 * time.Millisecond)
	if err := ask("us-east-1"); err != nil {
		t.Errorf("half a second later: %v", err)
	}
	if err := ask("us-east-1"); err == nil {
		t.Error("two more requests after half a second")
	}
	unlimited := clientOf(serving(t, store, free), "us-east-1")
	for range 20 {
		if _, err := unlimited.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{}); err != nil {
			t.Fatalf("without a throttle: %v", err)
		}
	}
}

func TestATokenGoesWithItsQuestionOnly(t *testing.T) {
	records := lookuptest.Series(lookuptest.Record{Time: noon}, 30, time.Second)
	store := lookuptest.NewStore(t, append(records, lookuptest.Series(lookuptest.Record{Time: noon, Region: "eu-west-1"}, 30, time.Second)...)...)
	url := serving(t, store, free)
	c := clientOf(url, "us-east-1")
	dana := []types.LookupAttribute{{AttributeKey: "Username", AttributeValue: aws.String("dana")}}
	type in = cloudtrail.LookupEventsInput
	first, err := c.LookupEvents(t.Context(), &in{MaxResults: aws.Int32(10), LookupAttributes: dana, StartTime: aws.Time(noon.Add(-time.Hour))})
	if err != nil || first.NextToken == nil {
		t.Fatalf("no token: %v", err)
	}
	token := first.NextToken
	good := in{MaxResults: aws.Int32(5), LookupAttributes: dana, StartTime: aws.Time(noon.Add(-time.Hour)), NextToken: token}
	for name, url := range map[string]string{"this server": url, "the server started again": serving(t, store, free)} {
		got, err := clientOf(url, "us-east-1").LookupEvents(t.Context(), &good)
		if err != nil || !slices.Equal(idsOf(got.Events), recordIDs(records[10:15]...)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	changed := map[string]in{}
	for name, change := range map[string]func(*in){
		"no attribute": func(i *in) { i.LookupAttributes = nil },
		"another attribute": func(i *in) {
			i.LookupAttributes = []types.LookupAttribute{{AttributeKey: "Username", AttributeValue: aws.String("dan")}}
		},
		"another start":   func(i *in) { i.StartTime = aws.Time(noon.Add(-2 * time.Hour)) },
		"an end":          func(i *in) { i.EndTime = aws.Time(noon) },
		"a changed token": func(i *in) { i.NextToken = aws.String(strings.ToUpper(*token)) },
		"a cut token":     func(i *in) { i.NextToken = aws.String((*token)[:len(*token)-4]) },
		"a longer token":  func(i *in) { i.NextToken = aws.String(*token + "AAAA") },
	} {
		i := good
		change(&i)
		changed[name] = i
	}
	for name, i := range changed {
		if _, err := c.LookupEvents(t.Context(), &i); !as[*types.InvalidNextTokenException](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := clientOf(url, "eu-west-1").LookupEvents(t.Context(), &good); !as[*types.InvalidNextTokenException](err) {
		t.Errorf("another Region: %v", err)
	}
}

func TestTheAccountAndItsRegionsAreKnown(t *testing.T) {
	store := lookuptest.NewStore(t, lookuptest.Record{Time: noon}, lookuptest.Record{Time: noon, Region: "eu-south-2"},
		lookuptest.Record{Time: noon, Region: "ap-east-1", Account: "444455556666"})
	url := serving(t, store, serve.Options{Account: "111122223333"})
	who, err := sts.NewFromConfig(config(url, "eu-west-1")).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Account != "111122223333" || *who.Arn != "arn:aws:iam::111122223333:user/spoor" || *who.UserId == "" {
		t.Errorf("caller %+v, %v", who, err)
	}
	regions := func(more string) string {
		response, body := post(t, url, signed("us-east-1", "ec2"), "", "Action=DescribeRegions&Version=2016-11-15"+more)
		if response.StatusCode != 200 {
			return body
		}
		var names []string
		for _, part := range strings.Split(body, "<regionName>")[1:] {
			name, rest, _ := strings.Cut(part, "<")
			_, rest, _ = strings.Cut(rest, "<optInStatus>")
			status, _, _ := strings.Cut(rest, "<")
			names = append(names, name+" "+status)
		}
		return strings.Join(names, ", ")
	}
	both := "eu-south-2 opted-in, us-east-1 opt-in-not-required"
	for more, want := range map[string]string{
		"": both, "&AllRegions=true": both, "&RegionName.1=us-east-1": "us-east-1 opt-in-not-required",
		"&Filter.1.Name=opt-in-status&Filter.1.Value.1=opted-in&Filter.1.Value.2=x": "eu-south-2 opted-in",
		"&Filter.1.Name=endpoint&Filter.1.Value.1=*us*":                             "us-east-1 opt-in-not-required",
		"&Filter.1.Name=region-name&Filter.1.Value.1=none":                          "",
	} {
		if got := regions(more); got != want {
			t.Errorf("%s: %s, want %s", more, got, want)
		}
	}
	for _, more := range []string{"&RegionName.1=ap-east-1", "&Filter.1.Name=colour&Filter.1.Value.1=red"} {
		if got := regions(more); !strings.Contains(got, "<Errors><Error><Code>InvalidParameterValue</Code>") {
			t.Errorf("%s: %s", more, got)
		}
	}
	for name, test := range map[string]struct{ authorization, body, want string }{
		"no signature":           {"", "Action=GetCallerIdentity", "<Code>MissingAuthenticationToken</Code>"},
		"signed for another":     {signed("us-east-1", "s3"), "Action=GetCallerIdentity", "<Code>SignatureDoesNotMatch</Code>"},
		"an action there is not": {signed("us-east-1", "sts"), "Action=GetFederationToken", "<Code>InvalidAction</Code>"},
		"a broken form":          {signed("us-east-1", "sts"), "Action=%zz", "<Code>MalformedQueryString</Code>"},
	} {
		if response, body := post(t, url, test.authorization, "", test.body); response.StatusCode < 400 || !strings.Contains(body, test.want) {
			t.Errorf("%s: %d %s", name, response.StatusCode, body)
		}
	}
}

func TestEventsThatOthersAddAreServed(t *testing.T) {
	first := lookuptest.Record{N: 1, Time: noon}
	path := t.TempDir() + "/cache.bolt"
	open := func(readOnly bool) *cache.Cache {
		store, err := cache.Open(t.Context(), cache.Options{Path: path, ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		return store
	}
	writer := open(false)
	lookuptest.Add(t, writer, first)
	c := clientOf(serving(t, open(true), free), "us-east-1")
	if got := all(t, c, &cloudtrail.LookupEventsInput{}); len(got) != 1 {
		t.Fatalf("%d events", len(got))
	}
	lookuptest.Add(t, writer, lookuptest.Record{N: 2, Time: noon.Add(time.Second)})
	for len(all(t, c, &cloudtrail.LookupEventsInput{})) != 2 {
		time.Sleep(20 * time.Millisecond) // until the test's own time is over
	}
}

func TestAServerEndsWithItsContextAfterAnsweringWhatWasAsked(t *testing.T) {
	listener, err := loopback.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serve.Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			cancel()
			time.Sleep(50 * time.Millisecond) // the server is told to end while this one is being answered
			w.Write([]byte("answered"))
		}))
	}()
	response, err := http.Post("http://"+listener.Addr().String(), "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); string(body) != "answered" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := http.Post("http://"+listener.Addr().String(), "text/plain", nil); err == nil {
		t.Error("it still answers")
	}
}

func TestEachRequestIsLoggedOnce(t *testing.T) {
	lines := make(chan serve.Request, 10)
	o := free
	o.Log = func(r serve.Request) { lines <- r }
	url := serving(t, lookuptest.NewStore(t, lookuptest.Record{Time: noon}), o)
	post(t, url, signed("us-east-1", "cloudtrail"), "LookupEvents", "{}")
	post(t, url, "", "LookupEvents", "{}")
	first, second := <-lines, <-lines
	if first.Action != "LookupEvents" || first.Region != "us-east-1" || first.Events != 1 || first.Status != 200 || first.Code != "" || first.AccessKey != "AKIAEXAMPLE" {
		t.Errorf("first %+v", first)
	}
	if second.Status != 403 || second.Code != "MissingAuthenticationToken" || second.ID == first.ID {
		t.Errorf("second %+v", second)
	}
	if len(lines) != 0 {
		t.Errorf("%d more lines", len(lines))
	}
}

func seconds(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
