package serve

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"

	"spoor/query"
)

// alwaysEnabled are the Regions that every account has without opting in (AWS
// Account Management Reference Guide, Regions).
var alwaysEnabled = []string{
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
	"ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
	"sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

// describeRegions is the answer to EC2 DescribeRegions.
type describeRegions struct {
	XMLName   xml.Name `xml:"http://ec2.amazonaws.com/doc/2016-11-15/ DescribeRegionsResponse"`
	RequestID string   `xml:"requestId"`
	Regions   []region `xml:"regionInfo>item"`
}

type region struct {
	Name     string `xml:"regionName"`
	Endpoint string `xml:"regionEndpoint"`
	OptIn    string `xml:"optInStatus"`
}

func newRegion(name string) region {
	r := region{Name: name, Endpoint: "ec2." + name + ".amazonaws.com", OptIn: "opted-in"}
	if slices.Contains(alwaysEnabled, name) {
		r.OptIn = "opt-in-not-required"
	}
	return r
}

// Regions are the Regions that the cache holds events of the account from, the
// busiest first.
func (h *Handler) Regions(ctx context.Context) ([]string, error) {
	account := query.Term{Field: query.FieldAccount, Patterns: []query.Pattern{query.NewQuoted(h.account)}}
	return valuesOf(ctx, h.cache, query.Query{Filter: account}, query.FieldRegion)
}

// describeRegions lists the Regions that the account has events of, or those
// that every account has while there are no events at all.
func (h *Handler) describeRegions(ctx context.Context, requestID string, form url.Values) (*describeRegions, error) {
	if err := h.fresh.refresh(ctx, h.cache); err != nil {
		return nil, err
	}
	names, err := h.Regions(ctx)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = slices.Clone(alwaysEnabled)
	}
	slices.Sort(names)
	out := &describeRegions{RequestID: requestID, Regions: []region{}}
	wanted := numbered(form, "RegionName.")
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			return nil, &failure{"InvalidParameterValue", http.StatusBadRequest, fmt.Sprintf("Invalid region provided: '%s'", name)}
		}
	}
	filters, bad := regionFilters(form)
	if bad != nil {
		return nil, bad
	}
	for _, name := range names {
		r := newRegion(name)
		if len(wanted) > 0 && !slices.Contains(wanted, name) {
			continue
		}
		if !slices.ContainsFunc(filters, func(f regionFilter) bool { return !f.holds(r) }) {
			out.Regions = append(out.Regions, r)
		}
	}
	return out, nil
}

// regionFilter holds when a property of a Region is one of its values, which may
// have wildcards.
type regionFilter struct {
	name   string
	values []string
}

func (f regionFilter) holds(r region) bool {
	property := map[string]string{"region-name": r.Name, "endpoint": r.Endpoint, "opt-in-status": r.OptIn}[f.name]
	return slices.ContainsFunc(f.values, func(pattern string) bool {
		ok, _ := path.Match(pattern, property)
		return ok
	})
}

func regionFilters(form url.Values) ([]regionFilter, *failure) {
	var filters []regionFilter
	for i := 1; form.Has(fmt.Sprintf("Filter.%d.Name", i)); i++ {
		f := regionFilter{
			name:   form.Get(fmt.Sprintf("Filter.%d.Name", i)),
			values: numbered(form, fmt.Sprintf("Filter.%d.Value.", i)),
		}
		if !slices.Contains([]string{"region-name", "endpoint", "opt-in-status"}, f.name) {
			return nil, &failure{"InvalidParameterValue", http.StatusBadRequest, fmt.Sprintf("The filter '%s' is invalid", f.name)}
		}
		filters = append(filters, f)
	}
	return filters, nil
}

// numbered reads a list of the query protocol: name1, name2, and so on.
func numbered(form url.Values, name string) []string {
	var values []string
	for i := 1; form.Has(fmt.Sprintf("%s%d", name, i)); i++ {
		values = append(values, form.Get(fmt.Sprintf("%s%d", name, i)))
	}
	return values
}
