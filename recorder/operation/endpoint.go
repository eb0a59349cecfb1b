package operation

import (
	"fmt"
	"regexp"
	"strings"
)

// partition is a part of AWS with accounts and names of its own.
type partition struct{ name, regions, dns, api string }

var partitions = []partition{
	{"aws-cn", "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"aws-us-gov", "us-gov-", "amazonaws.com", "api.aws"},
	{"", "", "amazonaws.com", "api.aws"},
}

func partitionOf(region string) partition {
	for _, p := range partitions {
		if strings.HasPrefix(region, p.regions) {
			return p
		}
	}
	return partitions[len(partitions)-1]
}

// arnPartition is the partition of a Region as ARNs name it.
func arnPartition(region string) string {
	if name := partitionOf(region).name; name != "" {
		return name
	}
	return "aws"
}

// isRegion matches the names of Regions of the partitions whose hosts are known.
// Anything else would let a request choose its host.
var isRegion = regexp.MustCompile(`^(us|eu|ap|ca|sa|af|me|il|mx|cn|us-gov)-[a-z]+-[0-9]{1,2}$`)

var isLabel = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// Endpoint is the host of a service at AWS for a Region, and the Region that
// requests to it are signed for. The error says why there is none.
func (s Service) Endpoint(region string) (host, signFor string, err error) {
	if region == "aws-global" || region == "" {
		region = "us-east-1"
	}
	if !isRegion.MatchString(region) {
		return "", "", fmt.Errorf("%.40q is not a Region whose endpoints are known", region)
	}
	if !isLabel.MatchString(strings.ToLower(s.Signing)) {
		return "", "", fmt.Errorf("%.40q is not a service whose endpoints are known", s.Signing)
	}
	p := partitionOf(region)
	for _, own := range services()[[2]string{p.name, s.Signing}] {
		if own.Name == s.Name {
			s = own
		}
	}
	host, signFor = s.host, s.home
	if host == "" {
		host = strings.ToLower(s.Signing) + ".{region}.amazonaws.com"
	}
	if signFor == "" {
		signFor = region
	}
	if p.name == "aws-cn" && !strings.HasSuffix(host, ".cn") {
		host = strings.NewReplacer(".api.aws", "."+p.api, ".amazonaws.com", "."+p.dns).Replace(host)
	}
	return strings.ReplaceAll(host, "{region}", region), signFor, nil
}

// prefixed are the operations that AWS takes only on a host of their own, by
// signing name; "*" stands for all of a service. Clients put the prefix before
// whatever endpoint they were given.
var prefixed = map[string]string{
	"health-agent": "GetMedicalScribeListeningSession GetPatientInsightsJob StartMedicalScribeListeningSession StartPatientInsightsJob",
	"dataexchange": "SendApiAsset",
	"deadline":     "*", "aidevops": "*", "iotsitewise": "*", "iottwinmaker": "*", "geo": "*", "airflow": "*", "omics": "*", "thinclient": "*",
	"lakeformation":   "GetQueryState GetQueryStatistics GetWorkUnitResults GetWorkUnits StartQueryPlanning",
	"logs":            "GetLogObject StartLiveTail",
	"medical-imaging": "CopyImageSet DeleteImageSet GetImageFrame GetImageSet GetImageSetMetadata ListImageSetVersions SearchImageSets UpdateImageSetMetadata",
	"neptune-graph":   "CancelQuery ExecuteQuery GetGraphSummary GetQuery ListQueries",
	"rum":             "PutRumEvents", "s3": "WriteGetObjectResponse",
	"servicediscovery": "DiscoverInstances DiscoverInstancesRevision",
	"signer":           "GetRevocationStatus", "states": "StartSyncExecution TestState",
}

// NeedsOwnHost reports whether AWS takes an operation only on a host with a
// prefix of its own.
func (o *Operation) NeedsOwnHost() bool {
	if o.Service.Name == "s3control" {
		return true
	}
	names := prefixed[o.Service.Signing]
	for name := range strings.FieldsSeq(names) {
		if name == "*" || name == o.Name {
			return true
		}
	}
	return false
}
