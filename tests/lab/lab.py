#!/usr/bin/python3
"""lab.py up|down|status : the lab, from nothing to ready and back."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time

import certs
import daemon
import mail
import nameservers
import net
import unpack
import world as world_table
import zones

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RUN = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")
RANGES = ["198.18.0.0/15", "2001:db8::/32"]  # all addresses of the lab
ALLOW_SPECIAL = [word for prefix in RANGES for word in ("--allow-special", prefix)]


def addresses(world):
    name_servers = [(zones.ROOT4, zones.ROOT6), (zones.TLD4, zones.TLD6), *zones.KNOT, *zones.SELF, zones.EXTERN,
                    *zones.ODD.values()]
    return {
        "ds-dns": [a for pair in name_servers for a in pair],
        "ds-mail": [a for host in world.hosts for a in host.addresses()],
    }


def transfer(tld):
    """The zone file, as AXFR gives it; com and net also compressed."""
    text = subprocess.run(
        ["ip", "netns", "exec", "ds-scan", "dig", f"@{zones.TLD4}", tld, "AXFR"],
        capture_output=True, check=True).stdout
    with open(f"{RUN}/zones/{tld}.zone", "wb") as f:
        f.write(text)
    if tld in ("com", "net"):
        with gzip.open(f"{RUN}/zones/{tld}.zone.gz", "wb") as f:
            f.write(text)


def write_for_scans(world):
    """What a scan of the lab needs."""
    os.makedirs(f"{RUN}/zones", exist_ok=True)
    for tld in world_table.SCANNED:
        transfer(tld)
    with open(f"{RUN}/scan.args", "w", encoding="ascii") as f:
        f.write(f"--root-hints {RUN}/root.hints {' '.join(ALLOW_SPECIAL)} --implicit-mx --ehlo scan.lab.example "
                "--contact https://scan.lab.example --i-am-allowed-to-scan\n")
    world_table.write_truth(world, f"{RUN}/truth.json")


def up(*tables):
    """The lab of world.txt, and of more tables of its form."""
    down()
    began = time.monotonic()
    for group in unpack.GROUPS:
        unpack.unpack(group)
    os.makedirs(RUN, exist_ok=True)
    world = world_table.load(*tables)
    certs.make_certs(world, f"{RUN}/certs")
    net.up(addresses(world))
    daemons = daemon.Daemons(RUN)
    mail.start(daemons, world, f"{RUN}/certs")
    nameservers.start(daemons, world, f"{RUN}/certs")
    mail.wait(world)
    write_for_scans(world)
    open(f"{RUN}/up", "w", encoding="ascii").close()
    print(f"lab: {len(world.domains)} domains, {len(world.hosts)} mail hosts, up in "
          f"{time.monotonic() - began:.0f} s; files in {RUN}")


def down():
    """From any state, a half-built one too."""
    daemon.end_all(net.processes)
    net.down()
    shutil.rmtree(RUN, ignore_errors=True)


def status():
    state = "up" if os.path.exists(f"{RUN}/up") else "half up" if net.present() else "down"
    print(f"lab: {state}; namespaces: {' '.join(net.present()) or 'none'}; processes: {len(net.processes())}")
    return 0 if state == "up" else 1


def explain(why):
    """What to say, and how to exit, when `up` did not come to its end."""
    if isinstance(why, KeyboardInterrupt):
        return 130
    if isinstance(why, subprocess.CalledProcessError):
        return f"lab: {' '.join(map(str, why.cmd))[:300]}: {str(why.stderr or '')[-500:]}"
    if isinstance(why, (RuntimeError, OSError)):
        return f"lab: {why}"
    raise why


def up_or_nothing():
    """Ctrl-C and a closed terminal too: nothing stays behind."""
    try:
        up()
    except BaseException as why:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        down()
        sys.exit(explain(why))


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "up":
        return up_or_nothing()
    if command == "down":
        return down()
    if command == "status":
        return status()
    sys.exit(__doc__)


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
