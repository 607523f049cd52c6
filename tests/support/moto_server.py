"""moto as the tests need it: one server, gone with the test process, that remembers who asked what.

Started by moto.rs. Its first line on stdout is the port it listens on.
"""

import json
import os
import re
import signal
import sys
import threading
from collections import defaultdict
from urllib.parse import parse_qs


def exit_with_the_tests():
    # stdin is a pipe that nobody writes to. It ends when the test process ends, however it ends: a return,
    # a panic, SIGKILL. os.read and not sys.stdin, whose lock can block the interpreter's own exit.
    while os.read(0, 1024):
        pass
    os._exit(0)


# Before the slow imports, so that tests which end early do not leave a half-started server behind.
threading.Thread(target=exit_with_the_tests, daemon=True).start()
# Ctrl-C reaches the whole process group. The tests end by it, and this server by their end.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.ssm.responses import SimpleSystemManagerResponse  # noqa: E402
from moto.ssm.utils import parameter_arn  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402
from werkzeug.test import Client, run_wsgi_app  # noqa: E402

# -I leaves the folder of this file out.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from moto_guard import Guard, Scope  # noqa: E402


class QuietHandler(MotoRequestHandler):
    """No line per request; tracebacks still reach stderr, through `log`."""

    def log_request(self, code="-", size="-"):
        pass


class Recorder:
    """Notes each request's X-Amz-Target under its access key, and gives every access key an account.

    An access key ends in the number of its account. moto would put all of them into one. That of a role which was
    assumed is another one each time: its requests are noted under the role's ARN.
    """

    ACCESS_KEY = re.compile(r"Credential=([A-Z0-9]+?(\d{12})?)/\d+/([a-z0-9-]+)/")
    ROLE = re.compile(rb"<Arn>arn:aws:sts::(\d{12}):assumed-role/([^<]+)/[^</]+</Arn>")
    ASSUMED = re.compile(rb"<AccessKeyId>([A-Z0-9]+)</AccessKeyId>")

    def __init__(self, app):
        self.app = app
        self.lock = threading.Lock()
        self.targets = defaultdict(list)
        self.assumed = {}

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/figleaf/requests":
            return self.answer(environ, start_response)
        if found := self.ACCESS_KEY.search(environ.get("HTTP_AUTHORIZATION", "")):
            access_key, account, region = found.groups()
            with self.lock:
                caller, account = self.assumed.get(access_key, (access_key, account))
                self.targets[caller].append(environ.get("HTTP_X_AMZ_TARGET", "sts"))
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
            environ["figleaf.scope"] = Scope(caller, account, region)
            if "HTTP_X_AMZ_TARGET" not in environ:
                return self.sts(environ, start_response)
        return self.app(environ, start_response)

    def sts(self, environ, start_response):
        parts, status, headers = run_wsgi_app(self.app, environ)
        body = b"".join(parts)
        role, key = self.ROLE.search(body), self.ASSUMED.search(body)
        if role and key:
            account, name = (part.decode() for part in role.groups())
            with self.lock:
                self.assumed[key[1].decode()] = (f"arn:aws:iam::{account}:role/{name}", account)
        start_response(status, list(headers.items()))
        return [body]

    def answer(self, environ, start_response):
        [access_key] = parse_qs(environ["QUERY_STRING"])["access_key"]
        with self.lock:
            body = json.dumps(self.targets.get(access_key, [])).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


def tell_arns(describe):
    """DescribeParameters tells the ARN of each parameter, and moto's does not."""

    def describe_parameters(response):
        answer = describe(response)
        for parameter in answer.result["Parameters"]:
            parameter["ARN"] = parameter_arn(response.current_account, response.region, parameter["Name"])
        return answer

    return describe_parameters


SimpleSystemManagerResponse.describe_parameters = tell_arns(SimpleSystemManagerResponse.describe_parameters)


def warm_up(app):
    """moto loads a service at its first request, for longer than the timeouts that some tests set."""
    scope = "Credential=FIGLEAFW000000000000/20250101/eu-west-1/{}/aws4_request"
    for service, target, body in [
        ("ssm", "AmazonSSM.GetParameters", {"Names": ["/warm/up"]}),
        ("secretsmanager", "secretsmanager.ListSecrets", {}),
    ]:
        answer = Client(app).post(
            "/",
            data=json.dumps(body),
            content_type="application/x-amz-json-1.1",
            headers={"Authorization": f"AWS4-HMAC-SHA256 {scope.format(service)}", "X-Amz-Target": target},
        )
        if answer.status_code != 200:
            sys.exit(f"moto's {service} does not answer: {answer.get_data(as_text=True)}")


app = Recorder(Guard(DomainDispatcherApplication(create_backend_app)))
warm_up(app)
# Port 0: the operating system picks a free one, and it is bound before anybody hears of it.
server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
print(server.server_port, flush=True)
# The test process reads that one line. Whatever moto prints from here on belongs to a person.
sys.stdout = sys.stderr
server.serve_forever()
