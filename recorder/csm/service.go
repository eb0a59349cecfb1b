package csm

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed services.txt
var servicesText string

// services are the names of event sources by service id, where they are not the
// id itself.
var services = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(servicesText) {
		name, id, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok && !strings.HasPrefix(line, "#") {
			all[strings.TrimSpace(id)] = name
		}
	}
	return all
})

// ServiceOfVariable is the name that signatures and event sources have for a
// service, by what stands for it in the name of an environment variable
// (AWS_ENDPOINT_URL_CLOUDWATCH_LOGS): its id in upper case with _ for blanks.
func ServiceOfVariable(part string) string {
	for id, name := range services() {
		if strings.EqualFold(strings.ReplaceAll(id, " ", "_"), part) {
			return name
		}
	}
	return strings.TrimSuffix(eventSource(part), ".amazonaws.com")
}

// eventSource is the event source of a service, by the id that SDKs have for it.
func eventSource(id string) string {
	name := services()[id]
	if name == "" {
		name = strings.Map(func(c rune) rune {
			switch {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
				return c
			case 'A' <= c && c <= 'Z':
				return c - 'A' + 'a'
			}
			return -1
		}, id)
	}
	return name + ".amazonaws.com"
}
