#!/usr/bin/python3
"""rollover.py STEP : mail hosts of the lab that is up roll their keys, each in its way.

Three of Exim's hosts have records of their leaf's key (3 1 1).  Between the
steps somebody looks; each step is done when name and mail servers show it.

  step   on time (mx.ee310.net)   late (mx.ee311.org)   never (mx.eename.org)
  1      record 1+2               as it was             as it was
  2                               key 2                 key 2
  3      key 2, record 2          record 2              key 3
"""

import hashlib
import os
import shutil
import signal
import sys

import certs
import nameservers
import world as world_table
import zones
from cryptography import x509
from daemon import wait_for

RUN = os.environ.get("DANESWEEP_LAB", "/run/danesweep-lab")
ON_TIME, LATE, NEVER = "ee310.net", "ee311.org", "eename.org"
# Domain, which key is served, and which keys have records; 1 is that of the lab.
STEPS = {
    "1": ((ON_TIME, None, (1, 2)),),
    "2": ((LATE, 2, None), (NEVER, 2, None)),
    "3": ((ON_TIME, 2, (2,)), (LATE, None, (2,)), (NEVER, 3, None)),
}
# Who has issued the keys of the last one: a name for who reads of it.
ISSUER = "=HYPERLINK(1)\r\nBcc: x@y.example\x1b[2J\u202e<script>alert(1)</script>"


def place(domain, number):
    """Where the files of a host's key are; the first are those of certs.py."""
    return f"{RUN}/certs/mx.{domain}" + ("" if number == 1 else f"/key{number}")


def make_key(domain, number):
    """A new key, and its certificate."""
    folder = place(domain, number)
    if os.path.exists(folder):
        return
    os.makedirs(folder)
    key = certs.ec_key()
    leaf = certs.self_signed([f"mx.{domain}"], key, -1, 90, ISSUER if domain == NEVER else "danesweep lab")
    certs.write(f"{folder}/leaf.pem", certs.pem(leaf))
    certs.write(f"{folder}/chain.pem", certs.pem(leaf))
    certs.write_key(f"{folder}/key.pem", key)


def serve(host, domain, number):
    """Exim reads them for each session: the key first, and nobody is asking now."""
    for address in host.addresses():
        home = f"{RUN}/exim/certs/{address.replace(':', '_')}"
        for name in ("key.pem", "chain.pem"):
            shutil.copy(f"{place(domain, number)}/{name}", f"{home}/{name}.new")
            shutil.chown(f"{home}/{name}.new", 30005, 30005)
            os.rename(f"{home}/{name}.new", f"{home}/{name}")


def record(domain, number):
    with open(f"{place(domain, number)}/leaf.pem", "rb") as f:
        leaf = x509.load_pem_x509_certificate(f.read())
    return f"3 1 1 {hashlib.sha256(zones.selected(leaf, 1)).hexdigest()}"


def zone_key(domain):
    """The name of the key's files that ldns-keygen has left."""
    names = [name for name in os.listdir(f"{RUN}/keys") if name.startswith(f"K{domain}.+") and name.endswith(".private")]
    return names[0].removesuffix(".private")


def publish(domain, records):
    """The zone with these records, signed with the key that it has."""
    text = zones.zone_text(domain, f"{RUN}/certs")
    owner = f"_25._tcp.mx.{domain.name}."
    lines = [line for line in text.splitlines() if not line.startswith(owner)]
    lines += [f"{owner} {zones.TTL} IN TLSA {data}" for data in records]
    signed = zones.Signer(f"{RUN}/keys").sign(f"{domain.name}.", "\n".join(lines) + "\n", zone_key(domain.name))
    nameservers.write(f"{RUN}/nsd-self/{domain.name}.zone", "\n".join(signed) + "\n")
    with open(f"{RUN}/nsd-self/nsd.pid", encoding="ascii") as f:
        os.kill(int(f.read()), signal.SIGHUP)
    want = sorted(data.split()[3] for data in records)
    wait_for(f"the zone {domain.name}", lambda: want == served_data(owner))


def served_data(owner):
    """What the name server says, as hexadecimal text."""
    lines = nameservers.ask(zones.SELF[0][0], owner, "TLSA", "ds-scan", "+short").splitlines()
    return sorted("".join(line.split()[3:]).lower() for line in lines)


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in STEPS:
        sys.exit(__doc__)
    world = world_table.load()
    for name, key, records in STEPS[sys.argv[1]]:
        domain = next(d for d in world.domains if d.name == name)
        for number in {key, *(records or ())} - {None}:
            make_key(name, number)
        if records:
            publish(domain, [record(name, number) for number in records])
        if key:
            serve(domain.own_host, name, key)


if __name__ == "__main__":
    main()
