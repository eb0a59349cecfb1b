// Package sigv4 reads, verifies and makes AWS Signature Version 4, the way in
// which AWS requests name their caller, Region and service and prove that who
// sent them holds the secret key (AWS General Reference, "Signature Version 4
// signing process"; Amazon S3 API Reference, "Authenticating Requests"). It also
// reads bodies in the aws-chunked coding, and verifies those whose chunks are
// signed one by one.
//
// A [Signature] that was verified yields a [Proof]. Only a Proof can sign a
// request again, so that nothing is ever signed whose own signature did not hold.
package sigv4
