"""The store's engine, killed before some call that changes files.

KILL_AT in the environment says which: "write 3", the third file that is made;
"decide 1", the rename that decides; "move 2", the second file that takes its
place; "forget 1", when all is done.
"""

import os
import signal
import sys

HISTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "analysis", "history")
sys.path.insert(0, HISTORY)
import importlib.util  # noqa: E402

spec = importlib.util.spec_from_file_location("engine", os.path.join(HISTORY, "store.py"))
engine = importlib.util.module_from_spec(spec)
spec.loader.exec_module(engine)
import tables  # noqa: E402

wanted, number = os.environ["KILL_AT"].split()
left = [int(number)]


def before(function, what):
    """Dies before the call, if `what` of its last argument is what is wanted."""
    def call(*arguments, **named):
        left[0] -= what(arguments[-1]) == wanted
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)
    return call


os.rename = before(os.rename, lambda to: "decide" if to.endswith("commit") else "move")
os.unlink = before(os.unlink, lambda path: "forget" if path.endswith("commit") else "")
tables.Files.write = before(tables.Files.write, lambda _: "write")
engine.main()
