"""shards.py: a sweep in two shards, each judged by itself, is one run of a store; what `verify -o` made of both is none."""

import datetime
import os
import subprocess

import runs
from runs import made_run


class Shard(runs.Hour):
    """Every other host."""

    def __init__(self, run, certs, number):
        made_run.NOW = runs.BEGIN + datetime.timedelta(hours=1)
        made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        made_run.RUN_ID = runs.run_id(60 + number)
        self.number = number
        super().__init__(run, 1, certs, domains=False)

    def add_host(self, name, number, *more):
        if number % 2 == self.number:
            super().add_host(name, number, *more)


def make(t, number):
    run = t.path(f"shard{number}")
    anchor = Shard(run, t.certs, number).end()
    runs.change_manifest(run, seed="7", shard=number, shards=2)
    return run, anchor


def check(t, ok):
    """One of two is not whole, both are as the run of all hosts; a folder of their verdicts says what to add."""
    (one, anchor), (two, _) = made = [make(t, number) for number in range(2)]
    python, store = ("--python", t.python), t.path("shard_store")

    def states(name):
        return t.rows(name, "tlsa_state", "host, f, l, n, set_id", "host"), t.rows(name, "pair", "host, rfc", "host, rfc")

    both = t.path("both")
    done = subprocess.run([t.danesweep, "verify", one, two, "--trust-anchor", anchor, "-o", both], capture_output=True,
                          text=True, check=False)
    ok(done.returncode == 0 and os.path.exists(os.path.join(both, "verdict")), "shards are judged as one", done.stderr)
    code, out, err = t.history("add", store, both, *python)
    ok(code == 2 and "has the verdict of runs that are elsewhere" in err and out == "", "that folder is no run", f"{code} {out} {err}")
    for run, path in made:
        done = subprocess.run([t.danesweep, "verify", run, "--trust-anchor", path], capture_output=True, text=True, check=False)
        ok(done.returncode == 0, "a shard is judged by itself", done.stderr)
    code, _, err = t.history("add", store, one, *python)
    ok(code == 0, "and added", err)
    ok("1 of them incomplete" in t.history("show", store, *python)[1], "one of two: incomplete")
    code, _, err = t.history("add", store, two, *python)
    ok(code == 0, "the other is of the same hour", err)
    told = t.history("show", store, *python)[1]
    ok("hourly runs: 1, " in told and "0 of them incomplete" in told, "both are one run, and whole", told)
    t.add("whole_store", (1,))
    found, want = states("shard_store"), states("whole_store")
    ok(want[0] and found == want, "with what the run of all hosts has", f"{found}\n{want}")
