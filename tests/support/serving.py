"""``python -m tests.support.serving PORT PLAN``: the supervisor on a socket of its own making."""

import dataclasses
import os
import sys

from autoservice.server.plan import Plan
from autoservice.server.resources import listen
from autoservice.server.supervisor import Supervisor

if __name__ == "__main__":
    listener = listen("127.0.0.1", int(sys.argv[1]))
    os.set_inheritable(listener.fileno(), True)
    plan = dataclasses.replace(Plan.read(sys.argv[2]), listener=listener.fileno())
    sys.exit(Supervisor(plan).run())
