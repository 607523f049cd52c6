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
from werkzeug.serving import make_server  # noqa: E402
from werkzeug.test import Client  # noqa: E402

# -I leaves the folder of this file out.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from moto_guard import Guard  # noqa: E402


class QuietHandler(MotoRequestHandler):
    """No line per request; tracebacks still reach stderr, through `log`."""

    def log_request(self, code="-", size="-"):
        pass


class Recorder:
    """Notes each request's X-Amz-Target under its access key, and gives every access key an account.

    An access key ends in the number of its account. moto would put all of them into one.
    """

    ACCESS_KEY = re.compile(r"Credential=([A-Z0-9]+?(\d{12}))/")

    def __init__(self, app):
        self.app = app
        self.lock = threading.Lock()
        self.targets = defaultdict(list)

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/figleaf/requests":
            return self.answer(environ, start_response)
        if found := self.ACCESS_KEY.search(environ.get("HTTP_AUTHORIZATION", "")):
            access_key, account = found.groups()
            with self.lock:
                self.targets[access_key].append(environ.get("HTTP_X_AMZ_TARGET", ""))
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        return self.app(environ, start_response)

    def answer(self, environ, start_response):
        [access_key] = parse_qs(environ["QUERY_STRING"])["access_key"]
        with self.lock:
            body = json.dumps(self.targets.get(access_key, [])).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


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
