"""IAM in front of moto, which looks at actions alone: the resources of one policy count for one access key.

A key without a policy may do everything. PUT /figleaf/policy?access_key=… sets one.
"""

import json
import re
from collections import namedtuple
from io import BytesIO
from urllib.parse import parse_qs

from moto.secretsmanager.models import secretsmanager_backends
from werkzeug.test import run_wsgi_app

# Who asks: an access key, or the ARN of a role that was assumed.
Scope = namedtuple("Scope", "caller account region")


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
        scope = environ.get("figleaf.scope")
        if not scope or scope.caller not in self.policies:
            return self.app(environ, start_response)
        if "HTTP_X_AMZ_TARGET" not in environ:
            return self.sts(environ, start_response, self.policies[scope.caller], parse_qs(body.decode()))
        service, action = environ["HTTP_X_AMZ_TARGET"].split(".")
        action = f"{'ssm' if service == 'AmazonSSM' else 'secretsmanager'}:{action}"
        return self.judge(environ, start_response, self.policies[scope.caller], scope, action, json.loads(body))

    def judge(self, environ, start_response, policy, scope, action, request):
        def denied(action, resource):
            if allows(policy, action, resource):
                return None
            return f"User is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"

        for needed, resource in needs(action, request, account=scope.account, region=scope.region):
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
        told = {name: denied(SINGLE, secret(name, scope.account, scope.region)) for name in request["SecretIdList"]}
        allowed = [name for name, message in told.items() if not message]
        found = {"SecretValues": [], "Errors": []}
        if allowed:
            found = self.ask(environ, {"SecretIdList": allowed})
        errors = [{"SecretId": name, "ErrorCode": "AccessDeniedException", "Message": m} for name, m in told.items() if m]
        found["Errors"] = found.get("Errors", []) + errors
        return answer(start_response, "200 OK", found)

    def sts(self, environ, start_response, policy, form):
        """The query protocol: a form, and answers in XML."""
        [action], [role] = form["Action"], form.get("RoleArn", ["*"])
        if allows(policy, f"sts:{action}", role):
            return self.app(environ, start_response)
        message = f"User is not authorized to perform: sts:{action} on resource: {role}"
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error></ErrorResponse>"
        start_response("403 Forbidden", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
        return [body.encode()]

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
DESCRIBE = "secretsmanager:DescribeSecret"


def needs(action, request, account, region):
    """The actions and resources of a request, as IAM names them. Selectors are no part of a resource."""
    operation = action.split(":")[1]
    if operation in ("GetParameter", "GetParameters", "GetParametersByPath"):
        names = request.get("Names") or [request.get("Name") or request["Path"]]
        behind = [name.removeprefix(WINDOW) for name in names if name.startswith(WINDOW)]
        return [(action, parameter(name, account, region)) for name in names] + [
            (SINGLE, secret(name, account, region)) for name in behind
        ]
    if action in (SINGLE, DESCRIBE):
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
