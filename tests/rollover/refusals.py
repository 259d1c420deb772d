"""What must not be possible, and what must be said: each gives what it is to
be, whether it was, and what was seen."""

import glob
import os
import shutil
import signal
import subprocess

import world  # where the lab is
import net
import rolls
from daemon import wait_until


def stderr_of(rollover, seconds, *words):
    """What a run says until it ends, or is ended as it only waits."""
    process = subprocess.Popen(rollover.argv("run", *words), stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: process.poll() is not None, seconds)
    rolls.end(process)
    return process.returncode, process.stderr.read()


def two_at_once(rollover):
    """The first halts in the midst of a look, so that it is there for sure."""
    first = rollover.begin()
    seen = wait_until(lambda: looks(rollover), 10)
    first.send_signal(signal.SIGSTOP)
    done = rollover.call("run")
    first.send_signal(signal.SIGCONT)
    code = first.wait()
    return "two at once: one leaves, the other goes on", \
        seen and done.returncode == 2 and "another run" in done.stderr and code == 0, f"{seen} {done.returncode} {done.stderr} {code}"


def other_version(rollover):
    """A journal that a later version has written."""
    home = f"{rollover.run_dir}/later"
    os.makedirs(home)
    with open(f"{rollover.run_dir}/mx/journal", encoding="ascii") as f:
        world.write(f"{home}/journal", f.read().replace('"version":1', '"version":2'), 0o600)
    codes = [rollover.call(*verb, "--dir", home).returncode for verb in (("run",), ("status",), ("run", "--dry-run"))]
    done = rollover.call("run", "--dir", home)
    return "a journal of another version is refused", codes == [2, 2, 2] and "another version" in done.stderr, \
        f"{codes} {done.stderr}"


def wrong_key(rollover):
    """Knot's policy forbids this key the type: it says so as if it did not know the key."""
    home = f"{rollover.run_dir}/forbidden"
    words = ("--dir", home, "--tsig-key", f"{rollover.run_dir}/tsig-txt")
    rollover.call("init", "--adopt", f"{rollover.run_dir}/first.key", *words)
    _, said = stderr_of(rollover, 8, *words)
    return "a key that may not do it: said, with what it may be", "NOTAUTH" in said and "forbids this name or type" in said, said


def wide_key(rollover):
    """One for all names and types: it is taken, and said."""
    done = rollover.call("init", "--adopt", f"{rollover.run_dir}/first.key", "--dir", f"{rollover.run_dir}/wide",
                         "--tsig-key", f"{rollover.run_dir}/tsig-wide")
    return "a key that may do too much: a warning", \
        done.returncode == 0 and "may change more than TLSA" in done.stderr, f"{done.returncode} {done.stderr}"


def full_disk(rollover):
    """No room for a key or a journal line: nothing is installed, nothing published."""
    home, file = f"{rollover.run_dir}/full", f"{rollover.run_dir}/mx.pem"
    os.makedirs(home)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", home], check=True)
    try:
        shutil.copytree(f"{rollover.run_dir}/mx", f"{home}/mx")
        subprocess.run(["dd", "if=/dev/zero", f"of={home}/filler", "bs=4k"], check=False, capture_output=True)
        before = (open(file, "rb").read(), records())
        code, said = stderr_of(rollover, 8, "--roll", "--dir", f"{home}/mx")
        same = (open(file, "rb").read(), records()) == before
    finally:
        subprocess.run(["umount", "-l", home], check=True)
    return "a full disk: it is said, and nothing changes", same and code != 0 and "No space left" in said, f"{code} {said}"


def records():
    done = subprocess.run(["ip", "netns", "exec", "ds-scan", "dig", f"@{world.PRIMARY}", "+short", world.OWNER, "TLSA"],
                          capture_output=True, text=True, check=True)
    return sorted(done.stdout.splitlines())


def looks(rollover):
    return glob.glob(f"{rollover.run_dir}/mx/look-*")


def ended_look(rollover):
    """Ended in the midst of a look, by a signal: its folder goes."""
    process = rollover.begin()
    seen = wait_until(lambda: looks(rollover), 10)
    process.send_signal(signal.SIGTERM)
    process.wait()
    return "a look that SIGTERM ends leaves nothing", \
        seen and process.returncode == -signal.SIGTERM and not looks(rollover), f"{seen} {process.returncode} {looks(rollover)}"


def ended_before_scan(rollover):
    """The signal comes when the folder is just made, and nothing scans yet."""
    done = rollover.call("run", more={"LD_PRELOAD": rolls.killing(rollover.run_dir), "END_LOOK": "1"})
    return "nor one that it ends before its scan", \
        done.returncode == -signal.SIGTERM and not looks(rollover), f"{done.returncode} {looks(rollover)} {done.stderr}"


def killed_look(rollover):
    process = rollover.begin()
    seen = wait_until(lambda: looks(rollover), 10)
    rolls.end(process)
    left = looks(rollover)
    # Its scan lives on for a moment, and so does its lock.
    wait_until(lambda: rollover.call("run").returncode != 2, 20)
    rests, done = rollover.until_idle()
    return "what SIGKILL leaves goes with the next look", seen and left and rests and not looks(rollover), \
        f"{left} {looks(rollover)} {done.stderr}"


def ipv6(on):
    """Of the machine that looks."""
    device, _, net6, _ = net.SPOKES["ds-scan"]
    net.in_ns("ds-scan", "sysctl", "-qw", f"net.ipv6.conf.{device}.disable_ipv6={0 if on else 1}")
    if on:
        net.add_address("ds-scan", device, f"{net6}:2/64")
        net.ip("-6", "route", "add", "default", "via", f"{net6}:1", ns="ds-scan")


def without_ipv6(rollover):
    """The host has an IPv6 address, and the machine that looks has no way there."""
    ipv6(False)
    try:
        alone, told = stderr_of(rollover, 20)
        code, said = stderr_of(rollover, 20, "--no-ipv6")
    finally:
        ipv6(True)
    return "without IPv6: it is said, and --no-ipv6 does without", alone == 1 and "--no-ipv6" in told and code == 0, \
        f"{alone} {told} {code} {said}"


OF_KEYS = (wide_key,)
ALL = (two_at_once, other_version, wrong_key, wide_key, full_disk, ended_look, ended_before_scan, killed_look, without_ipv6)
