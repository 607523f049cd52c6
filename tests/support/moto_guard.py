"""IAM in front of moto, which looks at actions alone: the resources of one policy count for one access key.

A key without a policy may do everything. PUT /figleaf/policy?access_key=… sets one.
"""

import json
import re
from io import BytesIO
from urllib.parse import parse_qs

from moto.secretsmanager.models import secretsmanager_backends
from werkzeug.test import run_wsgi_app

SCOPE = re.compile(r"Credential=([A-Z0-9]+?(\d{12}))/\d+/([a-z0-9-]+)/")


def matches(pattern, text):
    """As IAM does: `*` is anything, `?` one character."""
    parts = {"*": ".*", "?": "."}
    return re.fullmatch("".join(parts.get(c, re.escape(c)) for c in pattern), text) is not None


def listed(value):
    return value if isinstance(value, list) else [value]


class Guard:
    def __init__(self, app):
        self.app = app
        self.policies = {}

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        if environ["PATH_INFO"] == "/figleaf/policy":
            [access_key] = parse_qs(environ["QUERY_STRING"])["access_key"]
            self.policies[access_key] = json.loads(body)
            return answer(start_response, "200 OK", {})
        scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not scope or scope[1] not in self.policies:
            return self.app(environ, start_response)
        service, action = environ["HTTP_X_AMZ_TARGET"].split(".")
        action = f"{'ssm' if service == 'AmazonSSM' else 'secretsmanager'}:{action}"
        return self.judge(environ, start_response, self.policies[scope[1]], scope, action, json.loads(body))

    def judge(self, environ, start_response, policy, scope, action, request):
        def denied(action, resource):
            if allows(policy, action, resource):
                return None
            return f"User is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"

        for needed, resource in needs(action, request, account=scope[2], region=scope[3]):
            if message := denied(needed, resource):
                return answer(start_response, "400 Bad Request", {"__type": "AccessDeniedException", "Message": message})
        if action == "ssm:GetParameters":
            found = self.ask(environ, request)
            # moto tells the name of the secret, and AWS the name that was asked for.
            behind = [name.removeprefix(WINDOW) for name in request["Names"] if name.startswith(WINDOW)]
            for value in found.get("Parameters", []):
                if value["Name"] in behind:
                    value["Name"] = WINDOW + value["Name"]
            return answer(start_response, "200 OK", found)
        if action != "secretsmanager:BatchGetSecretValue":
            return self.app(environ, start_response)
        # Each secret of a batch is judged for itself, and told in the answer.
        told = {name: denied(SINGLE, secret(name, scope[2], scope[3])) for name in request["SecretIdList"]}
        allowed = [name for name, message in told.items() if not message]
        found = {"SecretValues": [], "Errors": []}
        if allowed:
            found = self.ask(environ, {"SecretIdList": allowed})
        errors = [{"SecretId": name, "ErrorCode": "AccessDeniedException", "Message": m} for name, m in told.items() if m]
        found["Errors"] = found.get("Errors", []) + errors
        return answer(start_response, "200 OK", found)

    def ask(self, environ, request):
        body = json.dumps(request).encode()
        inner = {**environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        parts, _, _ = run_wsgi_app(self.app, inner)
        return json.loads(b"".join(parts))


def allows(policy, action, resource):
    return any(
        action in listed(statement["Action"]) and any(matches(pattern, resource) for pattern in listed(statement["Resource"]))
        for statement in policy["Statement"]
    )


WINDOW = "/aws/reference/secretsmanager/"
SINGLE = "secretsmanager:GetSecretValue"


def needs(action, request, account, region):
    """The actions and resources of a request, as IAM names them. Selectors are no part of a resource."""
    operation = action.split(":")[1]
    if operation in ("GetParameter", "GetParameters", "GetParametersByPath"):
        names = request.get("Names") or [request.get("Name") or request["Path"]]
        behind = [name.removeprefix(WINDOW) for name in names if name.startswith(WINDOW)]
        return [(action, parameter(name, account, region)) for name in names] + [
            (SINGLE, secret(name, account, region)) for name in behind
        ]
    if action == SINGLE:
        return [(action, secret(request["SecretId"], account, region))]
    return [(action, "*")]


def parameter(name, account, region):
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:6])
    account = "" if name.startswith("/aws/service/") else account
    return f"arn:aws:ssm:{region}:{account}:parameter/{name.split(':')[0].removeprefix('/')}"


def secret(name, account, region):
    found = secretsmanager_backends[account][region].secrets.get(name)
    if found:
        return found.arn
    return name if name.startswith("arn:") else f"arn:aws:secretsmanager:{region}:{account}:secret:{name}"


def answer(start_response, status, body):
    body = json.dumps(body).encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]
