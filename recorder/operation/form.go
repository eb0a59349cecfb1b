package operation

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// node is a parameter of the query protocols while it is put together: a value,
// or members.
type node struct {
	value   string
	members map[string]*node
}

// maxParameters bounds the parameters of a form that are read.
const maxParameters = 4096

// unflatten makes of Tags.member.1.Key=a what CloudTrail records:
// {"tags":[{"key":"a"}]}. EC2 has a way of its own.
func unflatten(form url.Values, ec2 bool) map[string]any {
	root := &node{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if name == "Action" || name == "Version" || strings.HasPrefix(name, "X-Amz-") || len(root.members) >= maxParameters {
			continue
		}
		at := root
		for part := range strings.SplitSeq(name, ".") {
			if at.members == nil {
				at.members = map[string]*node{}
			}
			next := at.members[part]
			if next == nil {
				next = &node{}
				at.members[part] = next
			}
			at = next
		}
		at.value = strings.Join(form[name], ",")
	}
	out := map[string]any{}
	for name, n := range root.members {
		if ec2 {
			n.ec2(out, name, 0)
		} else {
			out[lowerFirst(name)] = n.plain(0)
		}
	}
	return out
}

// numbered are a node's members in order, if they are all numbers.
func (n *node) numbered() ([]*node, bool) {
	if len(n.members) == 0 {
		return nil, false
	}
	type entry struct {
		at int
		n  *node
	}
	var entries []entry
	for name, member := range n.members {
		at, err := strconv.Atoi(name)
		if err != nil || at < 0 {
			return nil, false
		}
		entries = append(entries, entry{at, member})
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.at - b.at })
	list := make([]*node, len(entries))
	for i, e := range entries {
		list[i] = e.n
	}
	return list, true
}

// wrapped looks through the name that the protocol puts before the numbers of a
// list (Tags.member.1, Tags.Tag.1).
func (n *node) wrapped() (string, []*node, bool) {
	if list, ok := n.numbered(); ok {
		return "", list, true
	}
	if len(n.members) == 1 && n.value == "" {
		for name, only := range n.members {
			if list, ok := only.numbered(); ok {
				return name, list, true
			}
		}
	}
	return "", nil, false
}

func (n *node) scalar() any {
	switch n.value {
	case "true":
		return true
	case "false":
		return false
	}
	return n.value
}

// plain is a value as CloudTrail writes it for all services but EC2.
func (n *node) plain(depth int) any {
	if len(n.members) == 0 || depth > maxDepth {
		return n.scalar()
	}
	if wrapper, list, ok := n.wrapped(); ok {
		if wrapper == "entry" {
			return pairs(list, depth)
		}
		out := make([]any, len(list))
		for i, element := range list {
			out[i] = element.plain(depth + 1)
		}
		return out
	}
	out := make(map[string]any, len(n.members))
	for name, member := range n.members {
		out[lowerFirst(name)] = member.plain(depth + 1)
	}
	return out
}

// pairs makes a map of Attributes.entry.1.key and .value.
func pairs(list []*node, depth int) any {
	out := map[string]any{}
	for _, entry := range list {
		var key string
		var value any
		for name, member := range entry.members {
			if strings.EqualFold(name, "key") || strings.EqualFold(name, "name") {
				key = member.value
			} else {
				value = member.plain(depth + 1)
			}
		}
		out[key] = value
	}
	return out
}

// ec2Lists are the names that CloudTrail gives to lists of EC2's parameters, and
// to what stands in them where that is a plain value. Others get "Set" behind
// their name.
var ec2Lists = map[string][2]string{
	"InstanceId": {"instancesSet", "instanceId"}, "ImageId": {"imagesSet", "imageId"}, "ResourceId": {"resourcesSet", "resourceId"},
	"VolumeId": {"volumeSet", "volumeId"}, "SnapshotId": {"snapshotSet", "snapshotId"}, "VpcId": {"vpcSet", "vpcId"},
	"SubnetId": {"subnetSet", "subnetId"}, "KeyName": {"keySet", "keyName"}, "Filter": {"filterSet", ""},
	"GroupId": {"securityGroupIdSet", "groupId"}, "SecurityGroupId": {"groupSet", "groupId"}, "GroupName": {"securityGroupSet", "groupName"},
	"SecurityGroup": {"groupSet", "groupName"}, "RegionName": {"regionSet", "regionName"}, "ZoneName": {"availabilityZoneSet", "zoneName"},
	"Owner": {"ownersSet", "owner"}, "Tag": {"tagSet", ""}, "Value": {"valueSet", "value"}, "TagSpecification": {"tagSpecificationSet", ""},
	"IpPermissions": {"ipPermissions", ""}, "IpRanges": {"ipRanges", ""}, "Ipv6Ranges": {"ipv6Ranges", ""}, "Groups": {"groups", ""},
	"PrefixListIds": {"prefixListIds", ""}, "BlockDeviceMapping": {"blockDeviceMapping", ""}, "NetworkInterface": {"networkInterfaceSet", ""},
}

// ec2 writes a parameter into an object as CloudTrail does for EC2: lists are
// objects with items.
func (n *node) ec2(into map[string]any, name string, depth int) {
	if len(n.members) == 0 || depth > maxDepth {
		into[lowerFirst(name)] = n.scalar()
		return
	}
	list, ok := n.numbered()
	if !ok {
		out := map[string]any{}
		for member, value := range n.members {
			value.ec2(out, member, depth+1)
		}
		into[lowerFirst(name)] = out
		return
	}
	known, ok := ec2Lists[name]
	if !ok {
		known = [2]string{lowerFirst(name) + "Set", lowerFirst(name)}
	}
	if name == "Tag" && depth > 0 {
		known[0] = "tags"
	}
	items := make([]any, len(list))
	for i, element := range list {
		item := map[string]any{}
		if len(element.members) == 0 {
			item[cmp.Or(known[1], "value")] = element.scalar()
		}
		for member, value := range element.members {
			value.ec2(item, member, depth+1)
		}
		items[i] = item
	}
	into[known[0]] = map[string]any{"items": items}
}
