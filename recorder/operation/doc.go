// Package operation tells which service and operation of AWS an HTTP request is,
// and reads from request and answer what CloudTrail would record of them.
//
// The service and the Region stand in the scope of the signature. The operation
// stands in X-Amz-Target (AWS JSON), in the parameter Action (AWS Query and
// EC2), in the path of Smithy RPC v2, or in the method, path and sub-resource of
// S3. For other REST services a table of their methods and paths tells it; where
// that has nothing the operation is named by its method and path, and Unnamed
// says so.
//
// Names are those that CloudTrail records, which differ from the model's for
// some operations of S3 and Lambda.
//
// Parameters and results are named as in CloudTrail's records: they begin in
// lower case, lists are lists, and bodies of objects and messages are left out.
// The types of AWS's models are not known here, so numbers of the query protocol
// stay strings, and maps are told from structures by their name alone.
package operation
