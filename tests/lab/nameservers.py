"""The lab's name servers: NSD, Knot, Unbound, and the odd ones."""

import json
import os
import subprocess
import sys

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.rdatatype

import reverse
import zones
from daemon import wait_for
from unpack import sandbox_command

HERE = os.path.dirname(os.path.abspath(__file__))
UNBOUND = "198.18.2.2"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def ask(server, name, rdtype, ns="ds-scan", *options):
    """A question put by dig in a namespace; gives what it printed."""
    done = subprocess.run(
        ["ip", "netns", "exec", ns, "dig", f"@{server}", "+time=2", "+tries=1", "+norec", *options, name, rdtype],
        capture_output=True, text=True, check=False)
    return done.stdout


def answers(server, name):
    return "status: NOERROR" in ask(server, name, "SOA")


# -- NSD ------------------------------------------------------------------------

def start_nsd(daemons, name, addresses, zone_lines):
    """One NSD; `zone_lines`: zone -> lines of its file."""
    home = f"{daemons.run}/{name}"
    config = [
        "server:", "\tusername: root", '\tchroot: ""', "\tserver-count: 1", '\tdatabase: ""',
        f"\tzonesdir: {home}", f"\tpidfile: {home}/nsd.pid", f"\txfrdfile: {home}/xfrd", f"\txfrdir: {home}",
        f"\tzonelistfile: {home}/zone.list", "\trrl-ratelimit: 0", "\trrl-whitelist-ratelimit: 0",
        *(f"\tip-address: {a}" for a in addresses), "remote-control:", "\tcontrol-enable: no"]
    for zone, lines in zone_lines.items():
        stem = zone.rstrip(".") or "root"
        write(f"{home}/{stem}.zone", "\n".join(lines) + "\n")
        config += ["zone:", f"\tname: {zone}", f"\tzonefile: {stem}.zone",
                   "\tprovide-xfr: 0.0.0.0/0 NOKEY", "\tprovide-xfr: ::0/0 NOKEY"]
    write(f"{home}/nsd.conf", "\n".join(config) + "\n")
    daemons.start(name, sandbox_command("nsd", "ds-dns", ["nsd", "-d", "-c", f"{home}/nsd.conf"]))


# -- Knot -----------------------------------------------------------------------

def run_knot(daemons, name, addresses, config, server=()):
    """One Knot; `config`: its policies, templates and zones, `server`: more of that section."""
    home = f"{daemons.run}/{name}"
    os.makedirs(f"{home}/db", exist_ok=True)
    listen = ", ".join(f"{a}@53" for a in addresses)
    write(f"{home}/knot.conf", "\n".join([
        "server:", f"  listen: [{listen}]", f'  rundir: "{home}"', *server, "log:", "  - target: stderr",
        "    any: warning", "database:", f'  storage: "{home}/db"', "  journal-db-max-size: 100M",
        "  kasp-db-max-size: 50M", "  timer-db-max-size: 20M", *config]) + "\n")
    daemons.start(name, sandbox_command("knot", "ds-dns", ["knotd", "-c", f"{home}/knot.conf"]))


def start_knot(daemons, domains, certs):
    """The hosting provider: it signs its customers' zones by itself."""
    home = f"{daemons.run}/knot"
    config = [
        "policy:", "  - id: lab", "    algorithm: ecdsap256sha256", "    single-type-signing: on", "    nsec3: off",
        "template:", "  - id: default", f'    storage: "{home}"', "    zonefile-sync: -1", "    zonefile-load: whole",
        "    journal-content: none", "zone:"]
    for domain in domains:
        write(f"{home}/{domain.name}.zone", zones.zone_text(domain, certs))
        config += [f"  - domain: {domain.name}", f"    file: {domain.name}.zone"]
        if domain.zone != "unsigned":
            config += ["    dnssec-signing: on", "    dnssec-policy: lab"]
    run_knot(daemons, "knot", [a for pair in zones.KNOT for a in pair], config)


def knot_ds(domain):
    """The DS of a zone that Knot has signed, or None while it has not."""
    name = dns.name.from_text(domain.name)
    query = dns.message.make_query(name, "DNSKEY", want_dnssec=True)
    done = subprocess.run(["ip", "netns", "exec", "ds-scan", "/usr/bin/python3", f"{HERE}/ask.py",
                           zones.KNOT[0][0]], input=query.to_wire(), capture_output=True, check=False)
    if not done.stdout:
        return None
    reply = dns.message.from_wire(done.stdout)
    for rrset in reply.answer:
        if rrset.rdtype == dns.rdatatype.DNSKEY:
            key = next(k for k in rrset if k.flags & 1)
            return dns.dnssec.make_ds(name, key, "SHA256").to_text()
    return None


def all_knot_ds(domains):
    """DS records of Knot's zones: waits until each is signed."""
    ds = {d.name: [] for d in domains}
    for domain in domains:
        if domain.zone == "unsigned":
            continue
        wait_for(f"Knot's zone {domain.name}", lambda d=domain: ds[d.name] or set_ds(ds, d))
    return ds


def set_ds(ds, domain):
    record = knot_ds(domain)
    if record:
        ds[domain.name] = [record]
    return record


# -- Unbound, and the odd ones ----------------------------------------------------

def start_unbound(daemons):
    home = f"{daemons.run}/unbound"
    write(f"{home}/unbound.conf", "\n".join([
        "server:", f"\tinterface: {UNBOUND}", "\taccess-control: 198.18.0.0/15 allow", '\tusername: ""',
        '\tchroot: ""', f'\tdirectory: "{home}"', f'\tpidfile: "{home}/unbound.pid"', "\tuse-syslog: no",
        f'\troot-hints: "{daemons.run}/root.hints"', f'\ttrust-anchor-file: "{daemons.run}/trust-anchor"',
        '\tmodule-config: "validator iterator"', "\tqname-minimisation: no", "\taggressive-nsec: no",
        "\tprefetch: no", "\tnum-threads: 1", "\tdo-daemonize: no", "\tval-log-level: 2", "remote-control:",
        "\tcontrol-enable: no"]) + "\n")
    daemons.start("unbound", sandbox_command(
        "unbound", "ds-res", ["unbound", "-d", "-p", "-c", f"{home}/unbound.conf"]))


def start_odd(daemons):
    path = f"{daemons.run}/dns_odd.json"
    write(path, json.dumps({"upstream": zones.SELF[0][0], "servers": zones.ODD}))
    daemons.start("dns_odd", ["ip", "netns", "exec", "ds-dns", "/usr/bin/python3", f"{HERE}/dns_odd.py", path])


# -- all together -------------------------------------------------------------------

def start(daemons, world, certs):
    """Starts all; gives the key of the root when every server answers."""
    hosted = [d for d in world.domains if d.dns == "knot"]
    start_knot(daemons, hosted, certs)

    signer = zones.Signer(f"{daemons.run}/keys")
    own, ds = {}, {}
    for domain in world.domains:
        if domain.dns != "knot":
            own[f"{domain.name}."], ds[domain.name] = zones.sign_domain(signer, domain, certs)
    start_nsd(daemons, "nsd-self", [a for pair in [*zones.SELF, zones.EXTERN] for a in pair], own)
    start_odd(daemons)

    ds.update(all_knot_ds(hosted))
    tlds, tld_ds = {}, {}
    for tld in zones.TLDS:
        tlds[f"{tld}."], tld_ds[tld] = zones.sign_tld(signer, tld, world.domains, ds)
    tlds["arpa."], tld_ds["arpa"] = reverse.sign(signer, world)
    start_nsd(daemons, "nsd-tld", [zones.TLD4, zones.TLD6], tlds)
    root, key = zones.sign_root(signer, tld_ds)
    start_nsd(daemons, "nsd-root", [zones.ROOT4, zones.ROOT6], {".": root})
    write_anchors(daemons.run, signer, key)
    start_unbound(daemons)

    wait_for("the root's NSD", lambda: answers(zones.ROOT4, "."))
    wait_for("the TLDs' NSD", lambda: answers(zones.TLD4, "se"))
    wait_for("the self-hosters' NSD", lambda: answers(zones.SELF[0][0], "ee300.com"))
    wait_for("the odd name servers", lambda: answers(zones.ODD["drop"][0], "drops.net"))
    wait_for("Unbound", lambda: "flags: qr" in ask(UNBOUND, "se", "SOA", "ds-res", "+rec"))


def write_anchors(run, signer, key):
    """Where to begin: hints, and the trust anchor in the forms of all judges."""
    write(f"{run}/root.hints", f". 3600000 NS a.root-servers.lab.\na.root-servers.lab. 3600000 A {zones.ROOT4}\n"
                               f"a.root-servers.lab. 3600000 AAAA {zones.ROOT6}\n")
    ds = signer.ds(key)
    write(f"{run}/trust-anchor", f". IN DS {ds}\n")
    tag, algorithm, kind, digest = ds.split(None, 3)
    write(f"{run}/delv.key", f'trust-anchors {{ . static-ds {tag} {algorithm} {kind} "{digest}"; }};\n')


if __name__ == "__main__":
    sys.exit("this is a part of scripts/lab")
