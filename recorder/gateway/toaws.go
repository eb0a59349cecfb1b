package gateway

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"spoor/recorder/operation"
	"spoor/recorder/sigv4"
)

// toAWS is the request, which is passable, as it goes to AWS: signed again, or
// unsigned where it may be. What cannot be proved is refused.
func (x *exchange) toAWS() (*http.Request, error) {
	if x.signature.Kind == sigv4.Unsigned {
		out := x.outgoing()
		out.Host = x.endpoint.Host
		if len(x.start) > 0 {
			out.Header.Del("Expect")
		}
		return out, nil
	}
	secret, ok := x.g.vault.secret(x.r.Context(), x.signature.AccessKey)
	if !ok {
		return nil, &refusal{"InvalidClientTokenId", http.StatusForbidden,
			"the secret of the access key is not known here: it is neither in the recorder's credential chain nor was it given out by AWS in this run"}
	}
	hash, err := x.payloadHash()
	if err != nil {
		return nil, err
	}
	proof, err := x.signature.Verify(x.r, secret, hash, x.g.now())
	if err != nil {
		return nil, unverified(err)
	}
	x.verified = true
	return x.resigned(proof, hash)
}

// passable refuses by name what cannot be passed on to AWS.
func (x *exchange) passable() error {
	if x.malformed != nil {
		return &refusal{"IncompleteSignature", http.StatusForbidden, x.malformed.Error()}
	}
	switch x.signature.Kind {
	case sigv4.Presigned, sigv4.Asymmetric:
		return denied(x.signature.Kind.String() + " cannot be signed again, so it is not passed on to AWS")
	case sigv4.Foreign:
		return denied(x.signature.Kind.String() + " is not passed on to AWS")
	case sigv4.Unsigned:
		if !x.op.IsUnsigned() {
			return &refusal{"MissingAuthenticationToken", http.StatusForbidden, "the request is not signed, and only some calls may be sent so"}
		}
		return nil
	}
	switch {
	case !x.g.namesGateway(x.r):
		return denied("the request was signed for " + strconv.Quote(x.r.Host) + ", which is not this gateway")
	case ownHosts[x.op.Service.Signing] || x.op.NeedsOwnHost():
		return denied(x.op.Service.Name + " " + x.op.Name + " needs a host of its own, which the gateway does not stand for: set AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true for it")
	case strings.HasPrefix(x.r.Header.Get("Content-Type"), "application/vnd.amazon.eventstream"), strings.HasSuffix(x.signature.PayloadHash, "-EVENTS"):
		return denied("signed event streams are not passed on to AWS")
	}
	return nil
}

// ownHosts are the services whose requests belong to a host that cannot be told
// from the request.
var ownHosts = map[string]bool{
	"s3express": true, "s3-outposts": true, "s3-object-lambda": true, "execute-api": true, "vpc-lattice-svcs": true, "neptune-db": true,
	"kafka-cluster": true, "rds-db": true, "aoss": true, "lambda-microvms": true,
}

func unverified(err error) error {
	switch {
	case errors.Is(err, sigv4.ErrSkewed):
		return &refusal{"RequestTimeTooSkewed", http.StatusForbidden, err.Error() + ": set the clock"}
	case errors.Is(err, sigv4.ErrUncovered):
		return &refusal{"AccessDenied", http.StatusForbidden, err.Error()}
	}
	return &refusal{"SignatureDoesNotMatch", http.StatusForbidden, err.Error()}
}

var isHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// payloadHash is what the signature says of the body. Where the client declared
// nothing, or the service is not S3, which verifies a declared hash, the body is
// read and hashed.
func (x *exchange) payloadHash() (string, error) {
	declared := x.signature.PayloadHash
	if sigv4.IsS3(x.signature.Service) {
		switch declared {
		case sigv4.UnsignedPayload, sigv4.SignedChunks, sigv4.SignedChunksTrailer, sigv4.UnsignedChunksTrailer:
			return declared, nil
		case "":
		default:
			if !isHash.MatchString(declared) {
				return "", denied("X-Amz-Content-Sha256 is " + strconv.Quote(declared[:min(len(declared), 64)]) + ", which is not passed on to AWS")
			}
			return declared, nil
		}
	}
	if declared == sigv4.UnsignedPayload {
		return declared, nil
	}
	s, err := newSpool(x.wholeBody())
	switch {
	case errors.Is(err, errTooLong):
		return "", &refusal{"RequestEntityTooLarge", http.StatusRequestEntityTooLarge, err.Error() + ", which is as much as the gateway holds to hash it"}
	case err != nil && x.body.err() != nil:
		return "", x.bodyError()
	case err != nil:
		return "", &refusal{"InternalFailure", http.StatusInternalServerError, err.Error()}
	}
	x.spool = s
	if declared != "" && declared != s.hash {
		return "", &refusal{"SignatureDoesNotMatch", http.StatusForbidden, "the body is not the one whose hash was declared"}
	}
	return s.hash, nil
}

// resigned is the request signed again for AWS.
func (x *exchange) resigned(proof *sigv4.Proof, hash string) (*http.Request, error) {
	out := x.outgoing()
	x.addressAWS(out)
	if x.spool != nil {
		if sigv4.IsS3(x.signature.Service) {
			out.Header.Set("X-Amz-Content-Sha256", hash) // S3 wants it
		}
		out.ContentLength = x.spool.size
		setBody(out, x.spool.reader())
		sendAgain(out, x.spool.reader)
	}
	if x.spool != nil || len(x.start) > 0 {
		out.Header.Del("Expect")
	}
	switch hash {
	case sigv4.SignedChunks, sigv4.SignedChunksTrailer:
		var err error
		if hash, err = x.unchunk(out, proof, hash); err != nil {
			return nil, err
		}
	}
	if err := proof.Resign(out, x.region, hash, x.g.now()); err != nil {
		return nil, &refusal{"InternalFailure", http.StatusInternalServerError, err.Error()}
	}
	return out, nil
}

// unchunk makes of a body whose chunks are signed one that is not signed: its
// chunks are verified while they flow.
func (x *exchange) unchunk(out *http.Request, proof *sigv4.Proof, hash string) (string, error) {
	out.GetBody = nil
	length, err := strconv.ParseInt(x.r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return "", &refusal{"MissingContentLength", http.StatusLengthRequired, "a body in chunks must say its length in X-Amz-Decoded-Content-Length"}
	}
	if hash == sigv4.SignedChunks {
		chunks := proof.Chunks(x.wholeBody(), length, nil)
		x.checked = &watched{Reader: chunks}
		out.Header.Del("X-Amz-Decoded-Content-Length")
		out.Header.Set("X-Amz-Content-Sha256", sigv4.UnsignedPayload)
		dropCoding(out.Header)
		// The last chunk is empty, and must be verified too where all are.
		out.ContentLength = length
		setBody(out, x.checked)
		return sigv4.UnsignedPayload, nil
	}
	chunks := proof.Chunks(x.wholeBody(), length, strings.Split(x.r.Header.Get("X-Amz-Trailer"), ","))
	x.checked = &watched{Reader: chunks.Unsigned()}
	out.Header.Set("X-Amz-Content-Sha256", sigv4.UnsignedChunksTrailer)
	out.ContentLength = -1
	setBody(out, x.checked)
	return sigv4.UnsignedChunksTrailer, nil
}

// dropCoding takes aws-chunked out of Content-Encoding.
func dropCoding(h http.Header) {
	var kept []string
	for coding := range strings.SplitSeq(h.Get("Content-Encoding"), ",") {
		if coding = strings.TrimSpace(coding); coding != "" && coding != "aws-chunked" {
			kept = append(kept, coding)
		}
	}
	if len(kept) == 0 {
		h.Del("Content-Encoding")
		return
	}
	h.Set("Content-Encoding", strings.Join(kept, ","))
}

var hostedBucket = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`)

// addressAWS gives a request the host of its service. A bucket that stood in the
// host stays there, or moves to the path where AWS's certificate does not cover
// it.
func (x *exchange) addressAWS(out *http.Request) {
	bucket := x.request.Bucket
	switch {
	case x.op.Protocol != operation.S3 || bucket == "":
	case hostedBucket.MatchString(bucket):
		out.URL.Host = bucket + "." + x.endpoint.Host
	default:
		if out.URL.RawPath != "" {
			out.URL.RawPath = "/" + bucket + out.URL.RawPath
		}
		out.URL.Path = "/" + bucket + out.URL.Path
	}
	out.Host = out.URL.Host
}
