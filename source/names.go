package source

import "slices"

// The names of shapes and states in what people and scripts read, by number.
var (
	shapeNames = [...]string{"record", "lookup", "eventbridge", "cloudwatch", "csv"}
	stateNames = [...]string{"never fetched", "observed", "delivered", "filtered", "provisional", "complete", "failed", "damaged", "pruned"}
)

// String returns the shape's name: "record", "lookup", "eventbridge",
// "cloudwatch" or "csv".
func (s Shape) String() string {
	if int(s) < len(shapeNames) {
		return shapeNames[s]
	}
	return "unknown"
}

// ShapeNamed returns the shape of that name.
func ShapeNamed(name string) (Shape, bool) {
	i := slices.Index(shapeNames[:], name)
	return Shape(max(i, 0)), i >= 0
}

// String returns the word for the state: "never fetched", "observed",
// "delivered", "filtered", "provisional", "complete", "failed", "damaged" or
// "pruned".
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// StateNamed returns the state of that word.
func StateNamed(name string) (State, bool) {
	i := slices.Index(stateNames[:], name)
	return State(max(i, 0)), i >= 0
}
