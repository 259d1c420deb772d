"""The mail host's zone at a master of some kind, and a second server that
follows it.  Each start_*() gives the options by which `danesweep rollover`
changes it."""

import os
import sys

import world  # where the lab is
import nameservers
import zones
from daemon import wait_for
from unpack import sandbox_command
from world import HOST, OWNER, PRIMARY, SECOND, ZONE, write

SECRET = "c2VjcmV0IG9mIHRoZSBsYWIsIG5vbmUgZWxzZQ=="
TOKEN = "a-token-of-the-lab"
API = f"http://{PRIMARY}:8053/zones/{ZONE}"


def zone_text(serial="1"):
    ttl = world.TTL
    lines = [f"{ZONE}. {ttl} IN SOA ns1.{ZONE}. hostmaster.{ZONE}. {serial} 2 1 864000 {ttl}",
             f"{ZONE}. {ttl} IN NS ns1.{ZONE}.", f"{ZONE}. {ttl} IN NS ns2.{ZONE}.",
             f"ns1.{ZONE}. {ttl} IN A {PRIMARY}", f"ns2.{ZONE}. {ttl} IN A {SECOND}",
             f"{ZONE}. {ttl} IN MX 10 {HOST}.", f"{HOST}. {ttl} IN A {world.MAIL4}",
             f"{HOST}. {ttl} IN AAAA {world.MAIL6}"]
    return "\n".join(lines) + "\n"


def update_options(run):
    write(f"{run}/tsig", f'key "mx" {{\n\talgorithm hmac-sha256;\n\tsecret "{SECRET}";\n}};\n', 0o600)
    for name in ("txt", "wide"):
        write(f"{run}/tsig-{name}", f"hmac-sha256:{name}:{SECRET}\n", 0o600)
    return [f"dns-server = {PRIMARY}", f"dns-zone = {ZONE}", f"tsig-key = {run}/tsig"]


def start_knot(daemons):
    """It signs, and takes updates of one name and one type."""
    home = f"{daemons.run}/knot-1"
    write(f"{home}/{ZONE}.zone", zone_text())
    nameservers.run_knot(daemons, "knot-1", [PRIMARY], [
        "key:", "  - id: mx", "    algorithm: hmac-sha256", f"    secret: {SECRET}",
        "  - id: txt", "    algorithm: hmac-sha256", f"    secret: {SECRET}",
        "  - id: wide", "    algorithm: hmac-sha256", f"    secret: {SECRET}",
        "remote:", "  - id: second", f"    address: {SECOND}@53",
        "acl:", "  - id: tlsa", "    key: mx", "    action: update", "    update-type: [TLSA]",
        "    update-owner: name", "    update-owner-match: equal", f"    update-owner-name: [{OWNER}]",
        "  - id: txt", "    key: txt", "    action: update", "    update-type: [TXT]",
        "  - id: wide", "    key: wide", "    action: update",
        "  - id: follow", "    address: 198.18.0.0/15", "    action: transfer",
        "policy:", "  - id: lab", "    algorithm: ecdsap256sha256", "    single-type-signing: on",
        "template:", "  - id: default", f'    storage: "{home}"', "    zonefile-sync: -1", "    zonefile-load: difference",
        "    journal-content: all",
        "zone:", f"  - domain: {ZONE}", f"    file: {ZONE}.zone", "    dnssec-signing: on", "    dnssec-policy: lab",
        "    serial-policy: increment", "    acl: [tlsa, txt, wide, follow]", "    notify: second"])
    return update_options(daemons.run)


def start_named(daemons):
    """It signs as well, and takes the same updates."""
    home = f"{daemons.run}/named"
    write(f"{home}/{ZONE}.zone", zone_text())
    write(f"{home}/named.conf", f"""options {{
	directory "{home}";
	listen-on {{ {PRIMARY}; }};
	listen-on-v6 {{ none; }};
	recursion no;
	dnssec-validation no;
	pid-file none;
	session-keyfile none;
}};
controls {{ }};
key "mx" {{ algorithm hmac-sha256; secret "{SECRET}"; }};
key "wide" {{ algorithm hmac-sha256; secret "{SECRET}"; }};
dnssec-policy "lab" {{ keys {{ csk lifetime unlimited algorithm ecdsap256sha256; }}; }};
zone "{ZONE}" {{
	type primary;
	file "{home}/{ZONE}.zone";
	dnssec-policy "lab";
	update-policy {{ grant mx name {OWNER} TLSA; grant wide zonesub ANY; }};
	allow-transfer {{ 198.18.0.0/15; }};
	notify explicit;
	also-notify {{ {SECOND}; }};
	notify-source {PRIMARY};
}};
""")
    daemons.start("named", sandbox_command("bind", "ds-dns", ["named", "-g", "-c", f"{home}/named.conf"]))
    return update_options(daemons.run)


def start_nsd(daemons):
    """It serves a file that ldns-signzone has signed."""
    home = f"{daemons.run}/nsd"
    signer = zones.Signer(home)
    key = signer.key(ZONE)
    write(f"{home}/{ZONE}.zone", zone_text("@SERIAL@"))
    write(f"{home}/sign", f"#!/bin/sh\nexport NSD_RELOAD=\"kill -HUP $(cat {home}/nsd.pid)\"\n"
                          f"exec {world.SCRIPTS}/sign-zone {ZONE} {home}/{ZONE}.zone {home}/{key}\n", 0o755)
    write(f"{home}/first", f"#!/bin/sh\nNSD_RELOAD=: exec {world.SCRIPTS}/sign-zone {ZONE} {home}/{ZONE}.zone {home}/{key}\n",
          0o755)
    zones.run(f"{home}/first", cwd=home)
    write(f"{home}/nsd.conf", "\n".join([
        "server:", "\tusername: root", '\tchroot: ""', "\tserver-count: 1", '\tdatabase: ""', f"\tzonesdir: {home}",
        f"\tpidfile: {home}/nsd.pid", f"\txfrdfile: {home}/xfrd", f"\txfrdir: {home}", f"\tzonelistfile: {home}/zone.list",
        f"\tip-address: {PRIMARY}", "remote-control:", "\tcontrol-enable: no",
        "zone:", f"\tname: {ZONE}", f"\tzonefile: {ZONE}.zone.signed", f"\tprovide-xfr: {SECOND} NOKEY",
        f"\tnotify: {SECOND} NOKEY", f"\toutgoing-interface: {PRIMARY}"]) + "\n")
    daemons.start("nsd", sandbox_command("nsd", "ds-dns", ["nsd", "-d", "-c", f"{home}/nsd.conf"]))
    write(f"{home}/hook", f"#!/bin/sh\nexport TTL={world.TTL}\n"
                          f"exec {world.SCRIPTS}/hook-zonefile {home}/{ZONE}.zone {home}/sign \"$@\"\n", 0o755)
    return [f"hook = {home}/hook"]


def start_http(daemons):
    """A provider's interface; behind it Knot, which nobody else may change."""
    start_knot(daemons)
    home = f"{daemons.run}/http"
    write(f"{home}/token", TOKEN + "\n", 0o600)
    daemons.start("http_api", ["ip", "netns", "exec", "ds-dns", sys.executable, "-B", os.path.join(world.HERE, "http_api.py"),
                               ZONE, SECRET, TOKEN])
    write(f"{home}/hook", f"#!/bin/sh\nexport TTL={world.TTL}\nexec {world.SCRIPTS}/hook-http {API} {home}/token \"$@\"\n",
          0o755)
    return [f"hook = {home}/hook"]


MASTERS = {"knot": start_knot, "named": start_named, "nsd": start_nsd, "http": start_http}


def start_second(daemons):
    home = f"{daemons.run}/knot-2"
    nameservers.run_knot(daemons, "knot-2", [SECOND], [
        "remote:", "  - id: first", f"    address: {PRIMARY}@53", f"    via: {SECOND}",
        "acl:", "  - id: told", f"    address: {PRIMARY}", "    action: notify",
        "template:", "  - id: default", f'    storage: "{home}"', "    zonefile-sync: -1", "    zonefile-load: none",
        "    journal-content: all",
        "zone:", f"  - domain: {ZONE}", "    master: first", "    acl: told"])


class Named:
    """What nameservers.knot_ds() wants of a domain."""
    name = ZONE


def start(daemons, master):
    """The zone, and those above it."""
    options = MASTERS[master](daemons)
    start_second(daemons)
    seen = []
    wait_for("the signed zone", lambda: seen or seen.extend(filter(None, [nameservers.knot_ds(Named)])) or seen)
    signer = zones.Signer(f"{daemons.run}/keys")
    key = signer.key("se")
    delegation = [f"{ZONE}. {zones.TTL} IN NS ns{n}.{ZONE}." for n in (1, 2)] + [
        f"ns1.{ZONE}. {zones.TTL} IN A {PRIMARY}", f"ns2.{ZONE}. {zones.TTL} IN A {SECOND}",
        f"{ZONE}. {zones.TTL} IN DS {seen[0]}"]
    lines, ds = signer.sign("se.", zones.tld_text("se", delegation), key), signer.ds(key)
    nameservers.start_nsd(daemons, "nsd-tld", [zones.TLD4, zones.TLD6], {"se.": lines})
    root, key = zones.sign_root(signer, {"se": ds})
    nameservers.start_nsd(daemons, "nsd-root", [zones.ROOT4, zones.ROOT6], {".": root})
    nameservers.write_anchors(daemons.run, signer, key)
    wait_for("the second server", lambda: nameservers.answers(SECOND, ZONE))
    wait_for("the TLD", lambda: nameservers.answers(zones.TLD4, "se"))
    wait_for("the root", lambda: nameservers.answers(zones.ROOT4, "."))
    return options
