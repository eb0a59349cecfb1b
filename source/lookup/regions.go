package lookup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"

	"spoor/source/login"
)

// Regions asks EC2 for the Regions that the account has enabled, in order of
// their names. Errors are *login.Problem, or that of ctx.
//
// It is one call of EC2's query protocol, signed with the SDK: EC2's own client
// would be larger than the rest of the program.
func (a *Account) Regions(ctx context.Context) ([]string, error) {
	for attempt := 1; ; attempt++ {
		regions, err := a.describeRegions(ctx)
		if err == nil {
			return regions, nil
		}
		kind := troubleOf(err)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case kind == login.Refused:
			return nil, a.problem(login.Refused, "", "its Regions cannot be listed: "+login.Short(err),
				"allow ec2:DescribeRegions, or name the Regions with --region", err)
		case !kind.Passes() && kind != login.Throttled || attempt == attempts:
			return nil, a.explain("", err)
		}
		if err := pause(ctx, backoff(a.options.RetryWait, attempt)); err != nil {
			return nil, err
		}
	}
}

func (a *Account) describeRegions(ctx context.Context) ([]string, error) {
	const (
		form    = "Action=DescribeRegions&Version=2016-11-15"
		timeout = 20 * time.Second
	)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	endpoint, err := endpointOf(ctx, a.login.Config, "EC2", "ec2")
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/", strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	keys, err := a.login.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(form))
	if err := v4.NewSigner().SignHTTP(ctx, keys, request, hex.EncodeToString(sum[:]), "ec2", a.login.Config.Region, a.Now()); err != nil {
		return nil, err
	}
	response, err := a.login.Config.HTTPClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := readAnswer(response.Body)
	if err != nil {
		return nil, &unreadable{err}
	}
	if response.StatusCode != http.StatusOK {
		return nil, queryError(response.StatusCode, body)
	}
	var answer struct {
		Regions []string `xml:"regionInfo>item>regionName"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil {
		return nil, &unreadable{err}
	}
	slices.Sort(answer.Regions)
	return slices.Compact(answer.Regions), nil
}

// queryError is an error as EC2's query protocol tells it.
func queryError(status int, body []byte) error {
	var answer struct {
		Code    string `xml:"Errors>Error>Code"`
		Message string `xml:"Errors>Error>Message"`
	}
	if err := xml.Unmarshal(body, &answer); err != nil || answer.Code == "" {
		answer.Code, answer.Message = fmt.Sprintf("HTTP %d", status), http.StatusText(status)
	}
	fault := smithy.FaultClient
	if status >= 500 {
		fault = smithy.FaultServer
	}
	return &smithy.GenericAPIError{Code: answer.Code, Message: answer.Message, Fault: fault}
}

// endpointOf is where a service is asked for which there is no client here,
// found as the SDK's clients find it: AWS_ENDPOINT_URL_<service>,
// AWS_ENDPOINT_URL, the profile, else AWS's own.
func endpointOf(ctx context.Context, c aws.Config, id, host string) (string, error) {
	if chosen, err := chosenEndpoint(ctx, c, id); err != nil || chosen != "" {
		return strings.TrimSuffix(chosen, "/"), err
	}
	for _, from := range c.ConfigSources {
		if p, ok := from.(interface {
			GetUseFIPSEndpoint(context.Context) (aws.FIPSEndpointState, bool, error)
		}); ok {
			state, found, err := p.GetUseFIPSEndpoint(ctx)
			if err != nil {
				return "", err
			}
			if found {
				if state == aws.FIPSEndpointStateEnabled {
					host += "-fips"
				}
				break
			}
		}
	}
	return "https://" + host + "." + c.Region + "." + domainOf(c.Region), nil
}

func chosenEndpoint(ctx context.Context, c aws.Config, id string) (string, error) {
	for _, from := range c.ConfigSources {
		if p, ok := from.(interface {
			GetIgnoreConfiguredEndpoints(context.Context) (bool, bool, error)
		}); ok {
			if ignore, found, err := p.GetIgnoreConfiguredEndpoints(ctx); err != nil || found && ignore {
				return "", err
			}
		}
	}
	all, forAll := os.LookupEnv("AWS_ENDPOINT_URL")
	if _, forOne := os.LookupEnv("AWS_ENDPOINT_URL_" + id); forAll && all != "" && !forOne {
		return all, nil
	}
	for _, from := range c.ConfigSources {
		if p, ok := from.(interface {
			GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
		}); ok {
			if url, found, err := p.GetServiceBaseEndpoint(ctx, id); err != nil || found {
				return url, err
			}
		}
	}
	return aws.ToString(c.BaseEndpoint), nil
}

// domainOf is the domain under which a Region's services are found.
func domainOf(region string) string {
	for _, partition := range []struct{ prefix, domain string }{
		{"cn-", "amazonaws.com.cn"},
		{"us-iso-", "c2s.ic.gov"},
		{"us-isob-", "sc2s.sgov.gov"},
		{"us-isof-", "csp.hci.ic.gov"},
		{"eu-isoe-", "cloud.adc-e.uk"},
		{"eusc-", "amazonaws.eu"},
	} {
		if strings.HasPrefix(region, partition.prefix) {
			return partition.domain
		}
	}
	return "amazonaws.com"
}
