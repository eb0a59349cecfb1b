package trail

import "fmt"

// sampleRecord is a record as a trail delivers it, about 1.3 KB long.
func sampleRecord(n int) string {
	return fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE00000%05d:deploy","arn":"arn:aws:sts::210987654321:assumed-role/ci-deploy/deploy","accountId":"210987654321","accessKeyId":"ASIAEXAMPLE00%07d","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE0000000001","arn":"arn:aws:iam::210987654321:role/ci-deploy","accountId":"210987654321","userName":"ci-deploy"},"attributes":{"creationDate":"2026-03-02T09:58:11Z","mfaAuthenticated":"false"}}},"eventTime":"2026-03-02T10:14:05Z","eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.%d","userAgent":"[aws-sdk-go-v2/1.47.6 os/linux lang/go#1.26 \"ci\"]","requestParameters":{"bucketName":"acme-artifacts","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::210987654321:root"]},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::acme-artifacts","arn:aws:s3:::acme-artifacts/*"]}]},"Host":"acme-artifacts.s3.eu-west-1.amazonaws.com"},"responseElements":null,"requestID":"%016X","eventID":"7d0f5c1e-2b7a-4a51-9a06-%012x","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"210987654321","eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"acme-artifacts.s3.eu-west-1.amazonaws.com"}}`,
		n%100000, n%10000000, n%250, n, n)
}
