package demo

// The accounts. They are the numbers that AWS uses in its own examples.
const (
	production = "111122223333"
	security   = "444455556666"
	// vendor watches production from outside; stranger is the intruder's.
	vendor   = "123456789012"
	stranger = "999988887777"
)

const payrollBucket = "example-payroll"

// Regions of the demo, the home Region first.
var demoRegions = []string{"us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"}

const (
	dublin  = 0      // seconds ahead of UTC, in November
	seattle = -28800 //
)

const (
	officeDublin  = "192.0.2.14"
	officeSeattle = "192.0.2.180"
	officeIPv6    = "2001:db8:51:7::1c4"
	runners       = "198.51.100.64"
)

// User agents. They are text inside JSON strings, escaped as needed.
const (
	agentCLI       = "aws-cli/2.31.18 md/awscrt#0.28.1 ua/2.1 os/linux#6.8.0-85-generic md/arch#x86_64 lang/python#3.13.7 m/E,Z,b cfg/retry-mode#standard"
	agentMacCLI    = "aws-cli/2.31.18 md/awscrt#0.28.1 ua/2.1 os/macos#25.1.0 md/arch#arm64 lang/python#3.13.9 m/E,b,Z,s cfg/retry-mode#standard"
	agentBoto      = "Boto3/1.40.64 md/Botocore#1.40.64 ua/2.1 os/linux#6.1.155 md/arch#aarch64 lang/python#3.13.9 exec-env/AWS_Lambda_python3.13"
	agentTerraform = "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 (+https://www.terraform.io) terraform-provider-aws/6.20.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.5 ua/2.1 os/linux lang/go#1.24.9 md/GOOS#linux md/GOARCH#amd64 m/E,i,n"
	agentGo        = "aws-sdk-go-v2/1.39.5 ua/2.1 os/linux lang/go#1.25.3 md/GOOS#linux md/GOARCH#arm64 m/E,g"
	agentSSM       = "aws-sdk-go/1.55.5 (go1.24.9; linux; arm64) amazon-ssm-agent/"
	agentJava      = "aws-sdk-java/2.37.3 md/io#sync ua/2.1 os/Linux#6.1.155 lang/java#21.0.9 exec-env/AWS_ECS_FARGATE"
	agentChrome    = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
	agentFirefox   = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
	agentActions   = "aws-sdk-nodejs/3.922.0 md/nodejs#22.21.1 ua/2.1 os/linux#6.11.0 configure-aws-credentials-for-github-actions m/E"
	agentIntruder  = "aws-cli/2.15.30 md/Botocore#1.34.69 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 md/distrib#kali.2024 cfg/retry-mode#standard"
	agentScan      = "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#adaptive Botocore/1.34.69"
	// agentHostile tries to rename the terminal's window, clear its screen and
	// turn the reading direction round.
	agentHostile = "aws-cli/2.15.30 \\u001b]0;all clear\\u0007\\u001b[2J\\u001b[31m \u202esgol on\u202c \u200bmd/command#cloudtrail.stop-logging"
)

// leakedKey is mallory's long-term key, which the intruder found.
const leakedKey = "AKIA6ODU5DHT7VPXGCE4"

// cast is everybody who acts, and where.
type cast struct {
	places map[string]*place // by account and Region, with a space between

	alice, mallory, bob *user // people with IAM users
	malloryAnew         *user // mallory with the key she was given afterwards
	backup, robot       *user // programs with IAM users

	admins, builders, auditors, readers *role // what single sign-on gives
	ci, apply, vendorRole, breakGlass   *role
	archiveAdmin, archiveAudit          *role
	nodes, orders, exporter, forwarder  *role
	scaling, configRole, ecsRole        *role
	lifecycle, explorer, advisor        *role
}

func (c *cast) at(account, region string) *place { return c.places[account+" "+region] }

func newCast(d *dice) *cast {
	c := &cast{places: make(map[string]*place)}
	words := map[string][]string{
		production: {"orders-api", "web", "invoice-render", "payments", "catalogue", "search-index"},
		security:   {"log-archive", "siem-forwarder", "findings"},
	}
	for _, account := range []string{production, security} {
		for i, region := range demoRegions {
			s := size{machines: 12 >> i, names: max(len(words[account])-i, 2)}
			c.places[account+" "+region] = newPlace(d, account, region, s, words[account])
		}
	}
	c.alice, c.bob = d.newUser(production, "alice"), d.newUser(production, "bob")
	c.mallory = d.newUser(production, "mallory")
	anew := *c.mallory
	c.malloryAnew, c.mallory.key = &anew, leakedKey
	c.backup, c.robot = d.newUser(production, "backup-svc"), d.newUser(production, "deploy-bot")

	sso := func(account, name string) *role {
		return d.newRole(account, "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_"+name+"_"+d.hex(16))
	}
	c.admins, c.builders = sso(production, "AdministratorAccess"), sso(production, "PowerUserAccess")
	c.auditors, c.readers = sso(security, "SecurityAudit"), sso(production, "ViewOnlyAccess")
	c.ci, c.apply = d.newRole(production, "/", "ci-deploy"), d.newRole(production, "/", "terraform-apply")
	c.vendorRole = d.newRole(production, "/", "observability-integration")
	c.breakGlass = d.newRole(production, "/", "ops-break-glass")
	c.archiveAdmin, c.archiveAudit = d.newRole(security, "/", "log-archive-admin"), d.newRole(security, "/", "log-archive-query")
	c.nodes, c.orders = d.newRole(production, "/", "web-node"), d.newRole(production, "/", "orders-api-task")
	c.exporter, c.forwarder = d.newRole(production, "/service-role/", "payroll-export"), d.newRole(security, "/service-role/", "siem-forwarder")
	linked := func(account, service, name string) *role {
		return d.newRole(account, "/aws-service-role/"+service+".amazonaws.com/", "AWSServiceRoleFor"+name)
	}
	c.scaling, c.configRole = linked(production, "autoscaling", "AutoScaling"), linked(production, "config", "Config")
	c.ecsRole, c.lifecycle = linked(production, "ecs", "ECS"), linked(production, "dlm", "DataLifecycleManager")
	c.explorer, c.advisor = linked(production, "resource-explorer-2", "ResourceExplorer"), linked(security, "trustedadvisor", "TrustedAdvisor")
	c.furnish(d)
	return c
}

// furnish gives the places what the story needs: the payroll files, and the
// users and roles that really exist where IAM is asked for them.
func (c *cast) furnish(d *dice) {
	home := c.at(production, "us-east-1")
	for month := 1; month <= 10; month++ {
		for _, team := range []string{"engineering", "sales", "operations", "finance", "legal"} {
			for page := range 10 {
				home.names[thingPayslip] = append(home.names[thingPayslip],
					"2026/"+pad(month)+"/"+team+"/payslips-"+pad(page+1)+"-"+d.hex(6)+".pdf")
			}
		}
	}
	for _, p := range c.places {
		if p.account == production {
			p.names[thingUser] = []string{"alice", "bob", "deploy-bot", "mallory", "backup-svc"}
			p.names[thingRole] = append(p.names[thingRole], "web-node", "ci-deploy", "terraform-apply", "ops-break-glass")
			p.names[thingPolicy] = append(p.names[thingPolicy], "backup-operators")
		} else {
			p.names[thingRole] = append(p.names[thingRole], "log-archive-admin", "log-archive-query")
		}
	}
}

func pad(n int) string {
	if n < 10 {
		return "0" + itoa(n)
	}
	return itoa(n)
}
