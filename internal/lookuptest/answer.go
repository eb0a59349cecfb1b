package lookuptest

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"strconv"
)

// Answer is what goes back to the client.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Ending says how the connection ends.
	Ending Ending
}

// Ending is how a connection ends.
type Ending uint8

// The endings.
const (
	// Whole: as it should.
	Whole Ending = iota
	// Dropped: without a byte of the answer.
	Dropped
	// Broken: in the middle of the body.
	Broken
)

// Page is a page of LookupEvents.
type Page struct {
	Events    []json.RawMessage
	NextToken string `json:",omitempty"`
}

// Page is the page that an answer carries, and false when it carries none.
func (a *Answer) Page() (p Page, ok bool) {
	if a.Status != http.StatusOK || a.Ending != Whole || json.Unmarshal(a.Body, &p) != nil {
		return p, false
	}
	return p, p.Events != nil
}

// WithPage is the answer with another page.
func (a *Answer) WithPage(p Page) *Answer {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // it holds nothing but what was read from JSON
	}
	changed := *a
	changed.Body = body
	return &changed
}

func (a *Answer) call(r *Request) Call {
	c := Call{Action: r.Action, AccessKey: r.AccessKey, Region: r.Region}
	if r.Action == "LookupEvents" {
		c.Input = r.Body
	}
	if a.Ending != Whole {
		return c
	}
	c.Status = a.Status
	if p, ok := a.Page(); ok {
		c.Events = len(p.Events)
	}
	if a.Status != http.StatusOK {
		var inJSON struct {
			Type string `json:"__type"`
		}
		var inXML struct {
			Code    string `xml:"Error>Code"`
			EC2Code string `xml:"Errors>Error>Code"`
		}
		if json.Unmarshal(a.Body, &inJSON) == nil {
			c.Code = inJSON.Type
		} else if xml.Unmarshal(a.Body, &inXML) == nil {
			c.Code = inXML.Code + inXML.EC2Code
		}
	}
	return c
}

func (a *Answer) write(w http.ResponseWriter) {
	if a.Ending == Dropped {
		panic(http.ErrAbortHandler) // closes the connection, with no line in the log
	}
	maps.Copy(w.Header(), a.Header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	if a.Ending == Broken {
		w.Write(a.Body[:len(a.Body)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	w.Write(a.Body)
}
