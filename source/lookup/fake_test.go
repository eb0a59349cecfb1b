package lookup

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake answers as AWS does, as far as these tests need: one account, events by
// Region, newest first.
type fake struct {
	*httptest.Server
	// events are envelopes by Region, newest first, as they go over the wire.
	events map[string][]timed
	// before may answer a request in place of the fake; asked counts requests
	// of a Region from 1.
	before func(w http.ResponseWriter, region string, asked int, in request) bool
	// ec2 and sts may answer in place of the fake; n counts their requests from 1.
	ec2, sts func(w http.ResponseWriter, n int) bool
	// clock is the server's.
	clock func() time.Time
	size  int

	mu    sync.Mutex
	asked map[string]int
	got   map[string][]request
}

type timed struct {
	at   time.Time
	text string
}

type request struct {
	StartTime, EndTime json.Number
	NextToken          string
	EventCategory      string
	MaxResults         int
	LookupAttributes   []struct{ AttributeKey, AttributeValue string }
}

const testAccount = "111122223333"

func newFake(t *testing.T) *fake {
	f := &fake{events: map[string][]timed{}, asked: map[string]int{}, got: map[string][]request{}, size: 50}
	began := time.Now()
	f.clock = func() time.Time { return window.To.Add(24 * time.Hour).Add(time.Since(began)) }
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": f.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEAAAA00001", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
		"AWS_PROFILE": "", "AWS_REGION": "", "AWS_DEFAULT_REGION": "", "HTTP_PROXY": "", "HTTPS_PROXY": "", "http_proxy": "", "https_proxy": "",
	} {
		t.Setenv(name, value)
	}
	return f
}

func (f *fake) open(t *testing.T) *Account {
	t.Helper()
	a, err := Open(t.Context(), "", fast)
	if err != nil {
		t.Fatalf("open the account: %v", err)
	}
	return a
}

var fast = Options{Rate: 5000, RetryWait: time.Millisecond}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	scope := strings.Split(r.Header.Get("Authorization"), "/")
	if len(scope) < 4 {
		http.Error(w, "unsigned", http.StatusForbidden)
		return
	}
	w.Header().Set("Date", f.clock().UTC().Format(http.TimeFormat))
	body, _ := io.ReadAll(r.Body)
	region, service := scope[2], scope[3]
	switch service {
	case "sts":
		if f.sts != nil && f.sts(w, f.count("sts")) {
			return
		}
		fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::%[1]s:user/u</Arn><UserId>AIDA</UserId><Account>%[1]s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, testAccount)
	case "ec2":
		if n := f.count("ec2"); f.ec2 != nil && f.ec2(w, n) {
			return
		}
		io.WriteString(w, `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo><item><regionName>us-east-1</regionName></item><item><regionName>eu-west-1</regionName></item></regionInfo></DescribeRegionsResponse>`)
	case "cloudtrail":
		f.lookup(w, region, body)
	}
}

// count counts a request of a service.
func (f *fake) count(service string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[service]++
	return f.asked[service]
}

func (f *fake) lookup(w http.ResponseWriter, region string, body []byte) {
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		fail(w, 400, "ValidationException", err.Error())
		return
	}
	f.mu.Lock()
	f.asked[region]++
	n := f.asked[region]
	f.got[region] = append(f.got[region], in)
	f.mu.Unlock()
	if f.before != nil && f.before(w, region, n, in) {
		return
	}
	from, _ := in.StartTime.Float64()
	to, _ := in.EndTime.Float64()
	var within []string
	if in.EventCategory == "" {
		for _, e := range f.events[region] {
			if at := float64(e.at.UnixMilli()) / 1000; at >= from && at <= to {
				within = append(within, e.text)
			}
		}
	}
	first, _ := strconv.Atoi(in.NextToken)
	last := min(first+f.size, len(within))
	token := ""
	if last < len(within) {
		token = fmt.Sprintf(`,"NextToken":"%d"`, last)
	}
	fmt.Fprintf(w, `{"Events":[%s]%s}`, strings.Join(within[first:last], ", "), token)
}

func fail(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"__type":%q,"message":%q}`, code, message)
}

// add gives a Region an event.
func (f *fake) add(region string, at time.Time, id string) {
	f.events[region] = append(f.events[region], timed{at, envelopeOf(region, at, id)})
}

func recordOf(region string, at time.Time, id string) string {
	return fmt.Sprintf(`{"eventVersion":"1.11","eventTime":%q,"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":%q,"eventID":%q,"eventType":"AwsApiCall","recipientAccountId":%q,"eventCategory":"Management"}`,
		at.UTC().Format(time.RFC3339), region, id, testAccount)
}

func envelopeOf(region string, at time.Time, id string) string {
	record, _ := json.Marshal(recordOf(region, at, id))
	return fmt.Sprintf(`{"EventId":%q, "EventTime": %d.0,"CloudTrailEvent":%s}`, id, at.Unix(), record)
}
