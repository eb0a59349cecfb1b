package operation

import (
	"maps"
	"strings"
)

// omitted stands for what was too long to be read, as CloudTrail writes it.
func omitted() map[string]any {
	return map[string]any{"omitted": true, "reason": "longer than CloudTrail keeps"}
}

// Parameters are the request's parameters as CloudTrail would record them, nil
// for none. r is the request that was identified, with its body where that was
// wanted.
func (o *Operation) Parameters(r *Request) map[string]any {
	var p map[string]any
	switch o.Protocol {
	case S3:
		return o.s3Parameters(r)
	case Query:
		if !r.Whole {
			return omitted()
		}
		p = unflatten(o.form, o.Service.Signing == "ec2")
	case JSON:
		p = bodyOf(r, func() (any, bool) { return decodeJSON(r.Body, true) })
	case CBOR:
		p = bodyOf(r, func() (any, bool) { return decodeCBOR(r.Body) })
	default:
		p = o.restParameters(r)
	}
	if len(p) == 0 {
		return nil
	}
	return p
}

func bodyOf(r *Request, decode func() (any, bool)) map[string]any {
	if !r.Whole {
		return omitted()
	}
	v, _ := decode()
	p, _ := v.(map[string]any)
	return p
}

// restParameters are the labels of the path, the query and the body.
func (o *Operation) restParameters(r *Request) map[string]any {
	p := map[string]any{}
	if kind := contentType(r.Header); len(r.Body) > 0 && !carriesPayload(*o) {
		var body map[string]any
		if strings.HasSuffix(kind, "xml") {
			body = bodyOf(r, func() (any, bool) { _, v, ok := decodeXML(r.Body, xmlLists); return v, ok })
		} else {
			body = bodyOf(r, func() (any, bool) { return decodeJSON(r.Body, true) })
		}
		maps.Copy(p, body)
	}
	for name, values := range r.query() {
		if !strings.HasPrefix(strings.ToLower(name), "x-amz-") {
			p[lowerFirst(name)] = oneOrAll(values)
		}
	}
	maps.Copy(p, o.labels)
	return p
}

// lowerFirst writes the name of a parameter as CloudTrail does.
func lowerFirst(name string) string {
	if name != "" && 'A' <= name[0] && name[0] <= 'Z' {
		return string(name[0]+'a'-'A') + name[1:]
	}
	return name
}

// keepsNames are members whose own members are named by the caller, not by the
// service, so that their names are kept.
var keepsNames = names(`tags Tags variables Variables environment attributes Attributes item Item key Key
	expressionAttributeNames ExpressionAttributeNames expressionAttributeValues ExpressionAttributeValues parameters Parameters
	labels Labels metadata Metadata requestParameters RequestParameters responseParameters ResponseParameters options Options
	requestItems RequestItems dockerLabels stageVariables headers Headers entitlements context Context`)
