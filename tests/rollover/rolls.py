"""Rolls of a host's key by `danesweep rollover`, and what may come between."""

import glob
import json
import os
import random
import signal
import subprocess
import time

import world  # where the lab is
import daemon
from daemon import wait_for, wait_until

STARTS = 24  # of one roll that is killed
# What a roll writes to its journal, each line before its act.
STEPS = {("key", "make key"), ("issue", "issue"), ("check", "look"), ("install", "install"), ("probe", "look"),
         ("publish", "look"), ("publish", "update"), ("publish", "sleep"), ("age", "sleep"), ("age", "look")}


class Rollover:
    """The command, its option file, and its journal."""

    def __init__(self, danesweep, run):
        self.danesweep, self.run_dir = danesweep, run

    def argv(self, *words):
        return ["ip", "netns", "exec", "ds-scan", self.danesweep, "rollover", *words, "--config", f"{self.run_dir}/mx.conf"]

    def call(self, *words, more=None):
        """One call, with `more` in its environment."""
        return subprocess.run(self.argv(*words), capture_output=True, text=True, check=False,
                              env={**os.environ, **(more or {})})

    def status(self):
        done = self.call("status", "--json")
        return json.loads(done.stdout) if done.stdout else {}

    def last_line(self):
        """The journal's last whole line."""
        with open(f"{self.run_dir}/mx/journal", encoding="ascii") as f:
            return json.loads(f.read().rpartition("\n")[0].rpartition("\n")[2])

    def until_idle(self, *words, tries=20):
        """Runs it as a timer would, until it rests; gives how, and the last call."""
        done = None
        for _ in range(tries):
            done = self.call("run", *words)
            if done.returncode not in (0, 1):
                break
            words = ()
            if done.returncode == 0 and self.status().get("phase") == "idle":
                return True, done
            time.sleep(0.2)
        return False, done

    def begin(self, *words, more=None):
        """A run that goes on beside the caller, with `more` in its environment."""
        return subprocess.Popen(self.argv("run", *words), stderr=subprocess.DEVNULL, start_new_session=True,
                                env={**os.environ, **(more or {})})


def end(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# -- kills ---------------------------------------------------------------------------

def killing(run):
    """A library that ends or stops the process behind a line of the journal."""
    library = f"{run}/kill_at.so"
    subprocess.run(["cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", library, os.path.join(world.HERE, "kill_at.c")],
                   check=True)
    return library


def roll_with_kills(rollover, library, seed, seen):
    """Each start ends by kill -9, behind its first lines; every other one's last
    line is torn.  `seen` counts the steps behind which it was ended."""
    chance = random.Random(seed)
    begun, words = rollover.last_line(), ("--roll",)
    for start in range(STARTS):
        more = {"LD_PRELOAD": library, "KILL_AT": str(chance.choice((1, 2, 2, 3, 3, 4)))}
        if start % 2:
            more["KILL_TORN"] = "1"
        done = rollover.call("run", *words, more=more)
        last = rollover.last_line()
        if done.returncode != -signal.SIGKILL:
            break
        step = (last["phase"], last["act"])
        seen[step] = seen.get(step, 0) + 1
        if last["phase"] == "idle" and last["active"] != begun["active"]:
            break
        # If its first line was torn, nobody has asked for a roll.
        words = ("--roll",) if last["phase"] == "idle" else ()
    return rollover.until_idle()


# -- what is away ----------------------------------------------------------------------

def stop(run, name):
    with open(f"{run}/pids/{name}.pid", encoding="ascii") as f:
        pid = int(f.read())
    os.killpg(pid, signal.SIGSTOP)
    return pid


def waits(rollover, phases):
    """It stands in one of the phases, and has said why."""
    last = rollover.last_line()
    return last["phase"] in phases and last["failures"] > 0 and last["fault"] != "the update is not shown yet"


def has_stopped(process):
    """It has; or it has ended, and there is nothing to wait for."""
    return os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def roll_without_names(rollover, server, phase):
    """A name server is away from that phase on, and comes back when it was
    missed.  Gives what stood in the way, and how it ended.  The roll itself
    halts at the phase: whoever only looks at its journal may look too late."""
    process = rollover.begin("--roll", more={"LD_PRELOAD": killing(rollover.run_dir), "STOP_AT": phase})
    wait_until(lambda: has_stopped(process), 120)
    pid = stop(rollover.run_dir, server)
    process.send_signal(signal.SIGCONT)
    try:
        missed = wait_until(lambda: waits(rollover, ("check", "probe", "publish", "age")), 180)
        fault = rollover.last_line()["fault"] if missed else None
    finally:
        end(process)
        os.killpg(pid, signal.SIGCONT)
    return fault, *rollover.until_idle()


def pebbles():
    found = subprocess.run(["ip", "netns", "pids", "ds-res"], capture_output=True, text=True, check=False).stdout.split()
    return [int(pid) for pid in found]


def restart_pebble(daemons):
    """It comes back with another root, and other intermediates."""
    daemon.end_all(pebbles)
    world.start_pebble(daemons)
    wait_for("Pebble", lambda: world.acme_up(daemons.run))


def roll_without_ca(rollover, daemons):
    daemon.end_all(pebbles)
    process = rollover.begin("--roll")
    missed = wait_until(lambda: waits(rollover, ("issue",)), 180)
    fault = rollover.last_line()["fault"] if missed else None
    end(process)
    restart_pebble(daemons)
    return fault, *rollover.until_idle()


def issuer(run):
    """Who has signed the certificate that is served."""
    return subprocess.run(["openssl", "x509", "-in", f"{run}/mx.pem", "-noout", "-issuer"], check=True,
                          capture_output=True, text=True).stdout.strip()


def keys_of(run):
    return sorted(glob.glob(f"{run}/mx/keys/*"))
