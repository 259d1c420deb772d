"""A world of mail servers alone: one signed zone with their host names, TLSA
records for each, and all that a scan and a sender need to find them."""

import os
import shutil
import subprocess

import mtas
import certs
import nameservers
import zones
from daemon import wait_for

TLD, ZONE = "se", "mail.se"
NET = "198.19.1."


def tlsa(pem):
    with open(pem, "rb") as f:
        leaf = zones.x509.load_pem_x509_certificate(f.read())
    return f"3 1 1 {zones.hashlib.sha256(zones.selected(leaf, 1)).hexdigest()}"


def addresses_of(starts):
    """server's name -> its only address."""
    return {name: [f"{NET}{number + 1}"] for number, name in enumerate(starts)}


def servers(run, addresses, ports=(25,)):
    """Each with the files of its certificate; `addresses`: name -> those of it."""
    authority, several = certs.Lab(), []
    for name, own in addresses.items():
        server = mtas.Server(name, own, f"{run}/{name}", dict(mtas.SETTINGS.get(name, {})), ports)
        certs.make_host(authority, server.host, "le-rsa", server.home)
        with open(f"{server.home}/all.pem", "wb") as whole:
            for part in ("key.pem", "chain.pem"):
                with open(f"{server.home}/{part}", "rb") as f:
                    shutil.copyfileobj(f, whole)
        os.chmod(server.home, 0o755)
        several.append(server)
    return several


def names_of(server, count):
    """The server's own name, and others at its address."""
    return [server.host, *(f"{server.name}-{n}.{ZONE}" for n in range(2, count + 1))]


def zone_text(several, count):
    ns = f"ns.{ZONE}."
    lines = [zones.soa(f"{ZONE}.", ns), f"{ZONE}. {zones.TTL} IN NS {ns}", f"{ns} {zones.TTL} IN A {zones.SELF[0][0]}"]
    for server in several:
        data = tlsa(f"{server.home}/leaf.pem")
        for name in names_of(server, count):
            lines += [f"{name}. {zones.TTL} IN A {server.address}",
                      *(f"_{port}._tcp.{name}. {zones.TTL} IN TLSA {data}" for port in server.ports)]
    return "\n".join(lines) + "\n"


def start_names(daemons, several, count):
    """The zone, its TLD, the root, and Unbound."""
    signer = zones.Signer(f"{daemons.run}/keys")
    key = signer.key(ZONE)
    own, ds = signer.sign(f"{ZONE}.", zone_text(several, count), key), signer.ds(key)
    nameservers.start_nsd(daemons, "nsd-self", [zones.SELF[0][0]], {f"{ZONE}.": own})
    delegation = [f"{ZONE}. {zones.TTL} IN NS ns.{ZONE}.", f"ns.{ZONE}. {zones.TTL} IN A {zones.SELF[0][0]}",
                  f"{ZONE}. {zones.TTL} IN DS {ds}"]
    key = signer.key(TLD)
    lines, ds = signer.sign(f"{TLD}.", zones.tld_text(TLD, delegation), key), signer.ds(key)
    nameservers.start_nsd(daemons, "nsd-tld", [zones.TLD4, zones.TLD6], {f"{TLD}.": lines})
    root, key = zones.sign_root(signer, {TLD: ds})
    nameservers.start_nsd(daemons, "nsd-root", [zones.ROOT4, zones.ROOT6], {".": root})
    nameservers.write_anchors(daemons.run, signer, key)
    nameservers.start_unbound(daemons)
    wait_for("the zone", lambda: nameservers.answers(zones.SELF[0][0], ZONE))
    wait_for("the root", lambda: nameservers.answers(zones.ROOT4, "."))
    wait_for("Unbound", lambda: "flags: qr" in nameservers.ask(nameservers.UNBOUND, TLD, "SOA", "ds-res", "+rec"))


def all_addresses(addresses):
    """namespace -> its addresses."""
    return {"ds-dns": [zones.ROOT4, zones.ROOT6, zones.TLD4, zones.TLD6, zones.SELF[0][0]],
            "ds-mail": [a for own in addresses.values() for a in own]}


def wait(several):
    """Until each accepts connections; those that count them are asked nothing."""
    wait_for("mail servers", lambda: listening() >= {(a, s.ports[0]) for s in several for a in s.addresses}, 60)


def listening():
    """(address, port) of ds-mail with somebody behind."""
    text = subprocess.run(["ip", "netns", "exec", mtas.NS, "ss", "-Hltn"], capture_output=True, text=True, check=True).stdout
    pairs = (line.split()[3].rsplit(":", 1) for line in text.splitlines())
    return {(address.strip("[]").removeprefix("::ffff:"), int(port)) for address, port in pairs}
