package demo

import "strings"

// thing is a kind of resource that templates can name.
type thing uint8

const (
	thingInstance thing = iota
	thingVolume
	thingSnapshot
	thingImage
	thingSecurityGroup
	thingVPC
	thingSubnet
	thingBucket
	thingObject
	thingPayslip
	thingRole
	thingUser
	thingPolicy
	thingFunction
	thingTable
	thingCluster
	thingService
	thingLogGroup
	thingSecret
	thingParameter
	thingKey
	thingQueue
	thingTopic
	thingStack
	thingDatabase
	thingGroup
	thingTargetGroup
	thingRepository
	thingAlarm
	thingTrail
	thingDetector

	things = iota
)

var thingNames = map[string]thing{
	"instance": thingInstance, "volume": thingVolume, "snapshot": thingSnapshot, "image": thingImage,
	"securitygroup": thingSecurityGroup, "vpc": thingVPC, "subnet": thingSubnet,
	"bucket": thingBucket, "object": thingObject, "payslip": thingPayslip,
	"role": thingRole, "user": thingUser, "policy": thingPolicy,
	"function": thingFunction, "table": thingTable, "cluster": thingCluster, "service": thingService,
	"loggroup": thingLogGroup, "secret": thingSecret, "parameter": thingParameter, "kmskey": thingKey,
	"queue": thingQueue, "topic": thingTopic, "stack": thingStack, "database": thingDatabase,
	"asg": thingGroup, "targetgroup": thingTargetGroup, "repository": thingRepository,
	"alarm": thingAlarm, "trail": thingTrail, "detector": thingDetector,
}

// place is one Region of one account, and the things in it.
type place struct {
	account, region string
	names           [things][]string
}

// size says how many things of each kind a place has.
type size struct {
	machines, names int
}

// idPrefixes are the things whose names are a prefix and 17 hexadecimal digits.
var idPrefixes = map[thing]string{
	thingInstance: "i-0", thingVolume: "vol-0", thingSnapshot: "snap-0", thingImage: "ami-0",
	thingSecurityGroup: "sg-0", thingVPC: "vpc-0", thingSubnet: "subnet-0",
}

// newPlace invents the things of a Region: ids for what AWS numbers, and names
// made of the words given for what people name.
func newPlace(d *dice, account, region string, s size, words []string) *place {
	p := &place{account: account, region: region}
	for t := thingInstance; t <= thingSubnet; t++ {
		n := s.machines
		switch t {
		case thingVPC:
			n = 1 + s.machines/10
		case thingSubnet, thingSecurityGroup, thingImage:
			n = 2 + s.machines/3
		}
		for range n {
			p.names[t] = append(p.names[t], idPrefixes[t]+d.hex(16))
		}
	}
	for i := range s.names {
		word := words[i%len(words)]
		if i >= len(words) {
			word += "-" + itoa(i/len(words)+1)
		}
		p.nameAfter(d, word)
	}
	p.names[thingDetector] = []string{d.hex(32)}
	p.names[thingTrail] = []string{"management-events"}
	return p
}

// nameAfter adds one thing of each kind that people name, called after a word
// such as "orders-api".
func (p *place) nameAfter(d *dice, word string) {
	arn := func(service, rest string) string {
		return "arn:aws:" + service + ":" + p.region + ":" + p.account + ":" + rest
	}
	add := func(t thing, name string) { p.names[t] = append(p.names[t], name) }
	add(thingBucket, "example-"+word+"-"+p.region)
	add(thingRole, word+"-task")
	add(thingUser, word+"-svc")
	add(thingPolicy, word+"-access")
	add(thingFunction, word+"-worker")
	add(thingTable, word+"-state")
	add(thingCluster, "prod-"+p.region[len(p.region)-1:])
	add(thingService, word)
	add(thingLogGroup, "/aws/lambda/"+word+"-worker")
	add(thingSecret, arn("secretsmanager", "secret:prod/"+word+"/database-"+d.alnum(6)))
	add(thingParameter, "/prod/"+word+"/settings")
	add(thingKey, arn("kms", "key/"+d.uuid()))
	add(thingQueue, word+"-jobs")
	add(thingTopic, word+"-alerts")
	add(thingStack, word+"-stack")
	add(thingDatabase, "prod-"+word)
	add(thingGroup, word+"-nodes")
	add(thingTargetGroup, arn("elasticloadbalancing", "targetgroup/"+word+"/"+d.hex(16)))
	add(thingRepository, "platform/"+word)
	add(thingAlarm, word+"-5xx")
}

// pack moves all names of the place into one text, so that a corpus with its
// tens of thousands of names is little work for the garbage collector.
func (p *place) pack() {
	var text strings.Builder
	for _, names := range p.names {
		for _, name := range names {
			text.WriteString(name)
		}
	}
	all := text.String()
	for _, names := range p.names {
		for i, name := range names {
			names[i], all = all[:len(name)], all[len(name):]
		}
	}
}
