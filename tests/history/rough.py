"""rough.py: the hours of tests/store as a series that went badly, in order.

Of the eight runs one is missing, one is damaged, the clock of one was three
days ahead and that of another went back while it ran; a host moves; somebody
else looks from elsewhere, and sees what was seven hours later.
"""

import gzip
import os
import shutil

import runs

MISSING, DAMAGED, AHEAD, BACK, MOVED = 2, 3, 5, 6, 4
DAYS_AHEAD = 3
LOST = "mx-late.dane"  # whose line is damaged
# Of the hosts that rolled their keys at hour 3, when nobody looked at hour 2: the record changed an hour after the
# key (and nobody saw it at 3), never, and an hour before: less than two TTLs in any case.
ROLLED = [["mx-late.dane", "key", "unknown", "", ""], ["mx-never.dane", "key", "open", "", ""],
          ["mx-on-time.dane", "key", "swap", "", ""]]


class Hour(runs.Hour):
    """One run, in which a host may have moved."""

    def __init__(self, run, hour, certs, domains=True):
        self.hour = hour
        super().__init__(run, hour, certs, domains)

    def add_host(self, name, number, record, chain, certs, domains):
        moved = 100 if name == "steady" and self.hour >= MOVED else 0
        super().add_host(name, number + moved, record, chain, certs, domains)


def damage(run):
    """A line of a verdict becomes none."""
    path, = (os.path.join(run, "verdict", "host", name) for name in os.listdir(os.path.join(run, "verdict", "host")))
    with gzip.open(path, "rb") as f:
        lines = f.read().split(b"\n")
    at, = (i for i, line in enumerate(lines) if f'"host":"{LOST}"'.encode() in line)
    lines[at] = lines[at][:len(lines[at]) // 2]
    with open(path, "wb") as f:
        f.write(gzip.compress(b"\n".join(lines)))


def clock(hours):
    return (runs.BEGIN + runs.datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def make(folder, danesweep):
    """{hour: path} of the runs, and the path of the one from elsewhere."""
    certs = runs.certificates()
    made = runs.make(folder, danesweep, certs, Hour)
    for run in made:
        runs.change_manifest(run, vantage="here")
    runs.change_manifest(made[AHEAD], start=clock(24 * DAYS_AHEAD), end=clock(24 * DAYS_AHEAD))
    runs.change_manifest(made[BACK], end=clock(0))
    damage(made[DAMAGED])
    elsewhere = os.path.join(folder, "elsewhere")
    shutil.copytree(made[7], elsewhere)
    runs.change_manifest(elsewhere, vantage="yonder", run_id=runs.run_id(90), start=clock(0), end=clock(0))
    return {hour: run for hour, run in enumerate(made) if hour != MISSING}, elsewhere
