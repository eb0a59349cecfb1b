package redact

import (
	"bytes"
	"slices"
)

// names are the values that have been learned, for finding them in any text,
// whatever their case.
type names struct {
	kinds map[string]kind
	// lengths are the lengths of the names that begin with three given bytes,
	// longest first; begins has a bit for each such beginning.
	lengths map[uint32][]int
	begins  []uint64
}

const (
	// shortest is the length from which on a name is looked for in other text
	// at all, loose that from which on also within words.
	shortest = 3
	loose    = 6
)

// learn adds a name and reports whether it is new.
func (n *names) learn(name string, k kind) bool {
	name = fold(name)
	if len(name) < shortest || stopWords[name] {
		return false
	}
	if _, known := n.kinds[name]; known {
		return false
	}
	if n.kinds == nil {
		n.kinds, n.lengths, n.begins = map[string]kind{}, map[uint32][]int{}, make([]uint64, 1<<24/64)
	}
	n.kinds[name] = k
	b := beginning(name)
	n.begins[b/64] |= 1 << (b % 64)
	if at, found := slices.BinarySearchFunc(n.lengths[b], len(name), func(a, b int) int { return b - a }); !found {
		n.lengths[b] = slices.Insert(n.lengths[b], at, len(name))
	}
	return true
}

// forget takes a name out again.
func (n *names) forget(name string) { delete(n.kinds, name) }

// service is what follows a word that is the name of an AWS service.
var service = []byte(".amazonaws.com")

func beginning(folded string) uint32 {
	return uint32(folded[0])<<16 | uint32(folded[1])<<8 | uint32(folded[2])
}

// find calls found with every name in a text. Shorter ones inside longer ones
// are not told.
func (n *names) find(text []byte, found func(from, to int, k kind)) {
	if n.kinds == nil || len(text) < shortest {
		return
	}
	folded := []byte(nil)
	b := uint32(lower(text[0]))<<8 | uint32(lower(text[1]))
	for i := 0; i+2 < len(text); i++ {
		b = (b<<8 | uint32(lower(text[i+2]))) & 0xffffff
		if n.begins[b/64]&(1<<(b%64)) == 0 {
			continue
		}
		if folded == nil {
			folded = make([]byte, len(text))
			for k, c := range text {
				folded[k] = lower(c)
			}
		}
		for _, length := range n.lengths[b] {
			if i+length > len(text) {
				continue
			}
			k, known := n.kinds[string(folded[i:i+length])]
			if known && (length >= loose || standsAlone(text, i, i+length)) && !bytes.HasPrefix(folded[i+length:], service) {
				found(i, i+length, k)
				break
			}
		}
	}
}

// standsAlone reports whether no letter or digit touches text[from:to].
func standsAlone(text []byte, from, to int) bool {
	return (from == 0 || !isAlnum(text[from-1])) && (to == len(text) || !isAlnum(text[to]))
}

func isAlnum(c byte) bool { return isDigit(c) || 'a' <= lower(c) && lower(c) <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// stopWords are names that cannot be told from AWS's own words in a text.
var stopWords = func() map[string]bool {
	words := map[string]bool{}
	for _, word := range []string{
		"aws", "iam", "sts", "ec2", "ssm", "rds", "sns", "sqs", "kms", "arn", "user", "users", "role", "roles", "root", "group",
		"policy", "assumed-role", "federated-user", "amazonaws", "amazonaws.com", "com", "null", "true", "false", "account", "session",
		"console", "lambda", "record", "records", "bucket", "resource", "resources", "action", "effect", "allow", "deny",
		"statement", "principal", "version", "condition", "not", "authorized", "perform", "the", "for", "from", "with", "and",
	} {
		words[word] = true
	}
	return words
}()
