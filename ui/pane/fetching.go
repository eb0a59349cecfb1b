package pane

// StartFetch asks for what was offered to be fetched.
type StartFetch struct{}

// StopFetch asks for the fetch under way to be stopped.
type StopFetch struct{}

// PlanFetch asks for another offer: with Narrow, of only what the filter asks
// for.
type PlanFetch struct{ Narrow bool }

func (StartFetch) isIntent() {}
func (StopFetch) isIntent()  {}
func (PlanFetch) isIntent()  {}
