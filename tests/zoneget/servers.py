"""NSD, Knot and BIND with one zone each way: open to all, and by key alone.

Each listens on 127.0.0.1 of a network namespace, on a port of its own.
"""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))
from daemon import wait_for  # noqa: E402
from unpack import sandbox_command  # noqa: E402

NAMESPACE = "zoneget"
PORTS = {"nsd": 5301, "knot": 5302, "bind": 5303}
ALGORITHMS = {"nsd": "hmac-sha256", "knot": "hmac-sha512", "bind": "hmac-sha1"}
SECRET = "c2VjcmV0LW9mLWEtdGVzdA=="


def write(path, *lines):
    with open(path, "w", encoding="ascii") as f:
        f.write("\n".join(lines) + "\n")


def nsd(home, zones):
    """zones: name -> (path, by key alone)"""
    text = ["server:", "  username: root", '  chroot: ""', "  server-count: 1", '  database: ""', f"  zonesdir: {home}",
            f"  pidfile: {home}/nsd.pid", f"  xfrdfile: {home}/xfrd", f"  xfrdir: {home}", f"  port: {PORTS['nsd']}",
            f"  zonelistfile: {home}/zone.list", "  ip-address: 127.0.0.1", "  rrl-ratelimit: 0", "remote-control:",
            "  control-enable: no", "key:", "  name: mx", f"  algorithm: {ALGORITHMS['nsd']}", f"  secret: {SECRET}"]
    for zone, (path, keyed) in zones.items():
        text += ["zone:", f"  name: {zone}", f"  zonefile: {path}", f"  provide-xfr: 0.0.0.0/0 {'mx' if keyed else 'NOKEY'}"]
    write(f"{home}/nsd.conf", *text)
    return ["nsd", "-d", "-c", f"{home}/nsd.conf"]


def knot(home, zones):
    text = ["server:", f"  listen: 127.0.0.1@{PORTS['knot']}", f'  rundir: "{home}"', "  tcp-workers: 1", "log:",
            "  - target: stderr", "    any: warning", "database:", f'  storage: "{home}/db"', "  journal-db-max-size: 50M",
            "  kasp-db-max-size: 50M", "  timer-db-max-size: 20M", "key:", "  - id: mx",
            f"    algorithm: {ALGORITHMS['knot']}", f"    secret: {SECRET}", "acl:", "  - id: open",
            "    action: transfer", "  - id: keyed", "    action: transfer", "    key: mx", "template:", "  - id: default",
            "    zonefile-sync: -1", "    journal-content: none", "zone:"]
    for zone, (path, keyed) in zones.items():
        text += [f"  - domain: {zone}", f"    file: {path}", f"    acl: {'keyed' if keyed else 'open'}"]
    os.makedirs(f"{home}/db", exist_ok=True)
    write(f"{home}/knot.conf", *text)
    return ["knotd", "-c", f"{home}/knot.conf"]


def bind(home, zones):
    text = [f'options {{ directory "{home}"; listen-on port {PORTS["bind"]} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};',
            f'pid-file "{home}/named.pid"; session-keyfile "{home}/session"; recursion no; notify no;',
            "dnssec-validation no; check-names primary ignore; managed-keys-directory \"" + home + "\"; };", "controls { };",
            f'key mx {{ algorithm {ALGORITHMS["bind"]}; secret "{SECRET}"; }};']
    for zone, (path, keyed) in zones.items():
        text.append(f'zone {zone} {{ type primary; file "{path}"; allow-transfer {{ {"key mx" if keyed else "any"}; }}; }};')
    write(f"{home}/named.conf", *text)
    return ["named", "-f", "-u", "root", "-c", f"{home}/named.conf"]


def start(daemons, name, zones, answers):
    """Starts one; answers(port) is true when it answers."""
    home = f"{daemons.run}/{name}"
    os.makedirs(home, exist_ok=True)
    argv = {"nsd": nsd, "knot": knot, "bind": bind}[name](home, zones)
    process = daemons.start(name, sandbox_command(name, NAMESPACE, argv))
    wait_for(f"{name}: {daemons.log_of(name)}", lambda: answers(PORTS[name]))
    return process


def reload(daemons, name):
    """The server reads its zones again."""
    file = {"nsd": "nsd.pid", "knot": "knot.pid", "bind": "named.pid"}[name]
    with open(f"{daemons.run}/{name}/{file}", encoding="ascii") as f:
        os.kill(int(f.read()), signal.SIGHUP)
