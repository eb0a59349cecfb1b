package redact

// User returns the pseudonym of a name known to be a user's; where users are not
// redacted, it treats it as Text.
func (r *Redactor) User(name string) string {
	if !r.users || r.exempt(name) {
		return r.Text(name)
	}
	r.learn(name, kindUser)
	return r.pseudonym(kindUser, name)
}

// Account is User for accounts.
func (r *Redactor) Account(name string) string {
	if !r.accounts || r.exempt(name) {
		return r.Text(name)
	}
	r.learn(name, kindAccount)
	return r.pseudonym(kindAccount, name)
}

// Principal treats an access key, a principal id or a session's name after one.
func (r *Redactor) Principal(id string) string {
	if r.off() {
		return id
	}
	return r.principal(id)
}

// Unknown treats a value that may or may not be a name: where names are
// redacted, it is removed.
func (r *Redactor) Unknown(value string) string {
	if r.users {
		return Removed
	}
	return value
}
