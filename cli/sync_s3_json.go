package cli

// bucketSyncJSON and bucketPlanJSON are the forms that scripts read; their names
// are stable.
type bucketSyncJSON struct {
	reportJSON
	Trails   []trailJSON `json:"trails"`
	Problems []string    `json:"problems"`
}

type bucketPlanJSON struct {
	Trails   []trailJSON   `json:"trails"`
	Buckets  []pendingJSON `json:"buckets"`
	Problems []string      `json:"problems"`
}

type pendingJSON struct {
	Place      string `json:"place"`
	Objects    int    `json:"objects"`
	Bytes      int64  `json:"bytes"`
	ReadBefore int    `json:"readBefore"`
}

type trailJSON struct {
	Name         string `json:"name"`
	ARN          string `json:"arn"`
	Place        string `json:"place"`
	HomeRegion   string `json:"homeRegion"`
	MultiRegion  bool   `json:"multiRegion"`
	Organization bool   `json:"organization"`
	OwnSelectors bool   `json:"ownSelectors"`
	Insights     bool   `json:"insights"`
	Digests      bool   `json:"digests"`
	Key          string `json:"key,omitempty"`
}

func (s *bucketSync) trails() []trailJSON {
	all := []trailJSON{}
	for _, d := range s.deposits {
		for _, t := range d.trails {
			all = append(all, trailJSON{t.Name, t.ARN, t.URL(), t.HomeRegion, t.MultiRegion, t.Organization, t.OwnSelectors, t.Insights, t.Digests, t.Key})
		}
	}
	return all
}
