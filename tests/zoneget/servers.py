"""NSD, Knot, BIND, PowerDNS and YADIFA with one zone each way: open to all, and by key alone.

Each listens on 127.0.0.1 of a network namespace, on a port of its own.
"""

import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))
from daemon import wait_for  # noqa: E402
from unpack import sandbox_command  # noqa: E402

NAMESPACE = "zoneget"
PORTS = {"nsd": 5301, "knot": 5302, "bind": 5303, "powerdns": 5304, "yadifa": 5305}
ALGORITHMS = {"nsd": "hmac-sha256", "knot": "hmac-sha512", "bind": "hmac-sha1", "powerdns": "hmac-sha384", "yadifa": "hmac-sha224"}
READY_S = 600  # a large zone is read, on a machine with other work
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


def powerdns(home, zones):
    """Its tool has to be told of each zone that it is signed, and who may have it."""
    write(f"{home}/named.conf", *(f'zone "{zone}" {{ type master; file "{path}"; }};' for zone, (path, _) in zones.items()))
    write(f"{home}/pdns.conf", "launch=bind", f"bind-config={home}/named.conf", f"bind-dnssec-db={home}/keys.db", f"socket-dir={home}",
          "local-address=127.0.0.1", f"local-port={PORTS['powerdns']}", "security-poll-suffix=", "allow-axfr-ips=")
    tool = f"pdnsutil --config-dir={home}"
    steps = [f"{tool} create-bind-db {home}/keys.db", f"{tool} import-tsig-key mx {ALGORITHMS['powerdns']} {SECRET}"]
    for zone, (_, keyed) in zones.items():
        steps += [f"{tool} set-presigned {zone}",
                  f"{tool} set-meta {zone} " + ("TSIG-ALLOW-AXFR mx" if keyed else "ALLOW-AXFR-FROM 127.0.0.0/8")]
    return ["sh", "-ec", "\n".join([*steps, f"exec pdns_server --config-dir={home} --daemon=no --guardian=no"])]


def yadifa(home, zones):
    for folder in ("log", "keys", "xfr"):
        os.makedirs(f"{home}/{folder}", exist_ok=True)
    text = ["<main>", f"listen 127.0.0.1 port {PORTS['yadifa']}", f"datapath {home}", f"keyspath {home}/keys", f"xfrpath {home}/xfr",
            f"logpath {home}/log", f"pidfile {home}/yadifad.pid", "daemonize off", "</main>", "<channels>", "out STDOUT", "</channels>", "<loggers>", "main prod out", "zone prod out", "server prod out", "database prod out", "</loggers>", "<key>", "name mx",
            f"algorithm {ALGORITHMS['yadifa']}", f"secret {SECRET}", "</key>", "<acl>", "keyed key mx", "</acl>"]
    for zone, (path, is_keyed) in zones.items():
        # As a primary it writes its zone files anew.
        shutil.copy(path, f"{home}/{zone}")
        text += ["<zone>", "type master", f"domain {zone}", f"file {zone}", f"allow-transfer {'keyed' if is_keyed else 'any'}",
                 "maintain-dnssec off", "</zone>"]
    write(f"{home}/yadifad.conf", *text)
    return ["yadifad", "-c", f"{home}/yadifad.conf"]


def start(daemons, name, zones, answers):
    """Starts one; answers(port) is true when it answers."""
    home = f"{daemons.run}/{name}"
    os.makedirs(home, exist_ok=True)
    argv = {"nsd": nsd, "knot": knot, "bind": bind, "powerdns": powerdns, "yadifa": yadifa}[name](home, zones)
    process = daemons.start(name, sandbox_command(name, NAMESPACE, argv))
    wait_for(f"{name}: {daemons.log_of(name)}", lambda: answers(PORTS[name]), READY_S)
    return process


def reload(daemons, name):
    """The server reads its zones again."""
    file = {"nsd": "nsd.pid", "knot": "knot.pid", "bind": "named.pid"}[name]
    with open(f"{daemons.run}/{name}/{file}", encoding="ascii") as f:
        os.kill(int(f.read()), signal.SIGHUP)
