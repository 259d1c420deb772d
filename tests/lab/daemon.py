"""Starts the lab's daemons, waits for them, and ends them by their ids."""

import os
import signal
import subprocess
import time


class Daemons:
    """Processes of the lab; their ids are kept in RUN/pids."""

    def __init__(self, run):
        self.run = run
        os.makedirs(f"{run}/pids", exist_ok=True)
        os.makedirs(f"{run}/log", exist_ok=True)

    def start(self, name, argv):
        """Starts one in the foreground of its own session."""
        with open(f"{self.run}/log/{name}", "wb") as log:
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       start_new_session=True)
        with open(f"{self.run}/pids/{name}.pid", "w", encoding="ascii") as f:
            f.write(str(process.pid))
        return process

    def log_of(self, name):
        with open(f"{self.run}/log/{name}", encoding="utf-8", errors="replace") as f:
            return f.read()[-2000:]


def wait_until(condition, seconds=30):
    """Until it is true, which is looked at now and then; False: it never was."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def wait_for(what, ready, seconds=30):
    """Until ready() is true, or an error that says what did not come."""
    if not wait_until(ready, seconds):
        raise RuntimeError(f"{what} is not ready after {seconds} seconds")


def end_all(pids):
    """Asks each process to end, then makes it."""
    for sig, patience_s in ((signal.SIGTERM, 5), (signal.SIGKILL, 2)):
        for pid in pids():
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass
        wait_until(lambda: not pids(), patience_s)
