"""Recomputes the signatures of requests with botocore's own signer, over what has arrived.

Standard input: a JSON list of {"method", "url", "headers", "body"}. Standard output: a JSON list of the
Authorization headers that they should have.
"""

import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def authorization(request, credentials):
    arrived = {name.lower(): value for name, value in request["headers"].items()}
    scope, signed, _ = arrived["authorization"].removeprefix("AWS4-HMAC-SHA256 ").split(", ")
    _, _, region, service, _ = scope.removeprefix("Credential=").split("/")
    names = signed.removeprefix("SignedHeaders=").split(";")
    # What the signer must not leave out: it names nothing that did not arrive.
    headers = {name: arrived[name] for name in names}
    auth = SigV4Auth(credentials, service, region)
    again = AWSRequest(request["method"], request["url"], data=request["body"].encode(), headers=headers)
    again.context["timestamp"] = arrived["x-amz-date"]
    canonical = auth.canonical_request(again)
    signature = auth.signature(auth.string_to_sign(again, canonical), again)
    return (
        f"AWS4-HMAC-SHA256 Credential={auth.scope(again)}, "
        f"SignedHeaders={auth.signed_headers(auth.headers_to_sign(again))}, Signature={signature}"
    )


key, secret, token = sys.argv[1:4]
credentials = Credentials(key, secret, token or None)
json.dump([authorization(request, credentials) for request in json.load(sys.stdin)], sys.stdout)
