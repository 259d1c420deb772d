"""The real servers, each with the zones of shapes.py behind an address of its
own, and root and TLD by NSD above them."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "lab"))

import forms  # noqa: E402
import nameservers  # noqa: E402
import shapes  # noqa: E402
import zones  # noqa: E402
from daemon import wait_for  # noqa: E402
from nameservers import write  # noqa: E402
from unpack import sandbox_command  # noqa: E402

NET = "198.18.16."
SIGNERS = {"nsd": 40, "knot": 41, "bind": 42, "powerdns": 43, "yadifa": 44}  # last byte of their addresses
PLAIN = {"gdnsd": 45, "tinydns": 46, "dnsmasq": 47}
VARIANTS = {"nsec": [], "nsec3": ["-n", "-t", "0"]}  # options of ldns-signzone
NO_DNAME = ("yadifa", "gdnsd", "tinydns", "dnsmasq")
TLD = "se"


class Family:
    """The zones that one server has of one variant."""

    def __init__(self, server, variant):
        self.server, self.variant = server, variant
        self.address = NET + str({**SIGNERS, **PLAIN}[server])
        self.name = f"{server}-{variant}.{TLD}"
        self.other = f"{server}-{variant}-other.{TLD}"
        self.open, self.closed = f"open.{self.name}", f"closed.{self.name}"
        children = [self.open, self.closed] if variant in VARIANTS else []
        self.records = {z: shapes.small_zone(z, self.address) for z in [self.other, *children]}
        self.records[self.name], self.asked = shapes.zone(
            self.name, self.other, self.address, server not in NO_DNAME, children)
        self.lines, self.ds = {}, {}

    def sign(self, signer):
        """The children first: the parent has their DS."""
        for z in (self.open, self.closed, self.other, self.name):
            if z == self.open:
                self.lines[z] = forms.master(self.records[z]).splitlines()
                continue
            key = signer.key(z)
            self.ds[z] = signer.ds(key)
            if z == self.closed:
                self.records[self.name].append((z, "DS", self.ds[z]))
            self.lines[z] = signer.sign(f"{z}.", forms.master(self.records[z]), key, *VARIANTS[self.variant])

    def delegation(self):
        lines = []
        for z in (self.name, self.other):
            lines += [f"{z}. {shapes.TTL} IN NS ns.{z}.", f"ns.{z}. {shapes.TTL} IN A {self.address}"]
            if z in self.ds:
                lines.append(f"{z}. {shapes.TTL} IN DS {self.ds[z]}")
        return lines


def families():
    found = [Family(s, v) for s in SIGNERS for v in VARIANTS]
    return found + [Family(s, "plain") for s in PLAIN]


def addresses():
    return [zones.ROOT4, zones.ROOT6, zones.TLD4, zones.TLD6, shapes.MAIL, shapes.MAIL6,
             *(NET + str(n) for n in {**SIGNERS, **PLAIN}.values())]


def files(home, several):
    """Writes each zone; gives zone -> path."""
    found = {}
    for family in several:
        for z, lines in family.lines.items():
            found[z] = f"{home}/{z}.zone"
            write(found[z], "\n".join(lines) + "\n")
    return found


# -- those that serve files which somebody has signed ------------------------------

def start_nsd(daemons, several):
    nameservers.start_nsd(daemons, "nsd-farm", [several[0].address],
                          {z: lines for f in several for z, lines in f.lines.items()})


def start_knot(daemons, several):
    """With one worker of each kind: by itself it starts more than there are cores."""
    config = ["template:", "  - id: default", "    zonefile-sync: -1", "    journal-content: none", "zone:"]
    for z, path in files(f"{daemons.run}/knot-farm", several).items():
        config += [f"  - domain: {z}", f'    file: "{path}"']
    nameservers.run_knot(daemons, "knot-farm", [several[0].address], config,
                         ["  udp-workers: 1", "  tcp-workers: 1", "  background-workers: 1"])


def named_zones(home, several):
    return "".join(f'zone "{z}" {{ type master; file "{path}"; }};\n' for z, path in files(home, several).items())


def start_bind(daemons, several):
    home = f"{daemons.run}/bind"
    write(f"{home}/named.conf", f"""options {{
	directory "{home}";
	listen-on {{ {several[0].address}; }};
	listen-on-v6 {{ none; }};
	recursion no;
	dnssec-validation no;
	pid-file none;
	session-keyfile none;
}};
controls {{ }};
""" + named_zones(home, several))
    daemons.start("bind", sandbox_command("bind", "ds-dns", ["named", "-g", "-c", f"{home}/named.conf"]))


def start_powerdns(daemons, several):
    """Its tool has to be told of each zone that it is signed, and with NSEC3."""
    home = f"{daemons.run}/powerdns"
    write(f"{home}/named.conf", named_zones(home, several))
    write(f"{home}/pdns.conf", "\n".join([
        "launch=bind", f"bind-config={home}/named.conf", f"bind-dnssec-db={home}/keys.db", f"socket-dir={home}",
        f"local-address={several[0].address}", "security-poll-suffix="]) + "\n")
    tool = f"pdnsutil --config-dir={home}"
    steps = [f"{tool} create-bind-db {home}/keys.db"]
    for family in several:
        for z in family.ds:
            steps.append(f"{tool} set-presigned {z}")
            if family.variant == "nsec3":
                steps.append(f"{tool} set-nsec3 {z} '1 0 0 -'")
    steps.append(f"exec pdns_server --config-dir={home} --daemon=no --guardian=no")
    daemons.start("powerdns", sandbox_command("powerdns", "ds-dns", ["sh", "-ec", "\n".join(steps)]))


def start_yadifa(daemons, several):
    home = f"{daemons.run}/yadifa"
    for folder in ("log", "keys", "xfr"):
        os.makedirs(f"{home}/{folder}", exist_ok=True)
    config = ["<main>", f"listen {several[0].address} port 53", f"datapath {home}", f"keyspath {home}/keys",
              f"xfrpath {home}/xfr", f"logpath {home}/log", f"pidfile {home}/yadifad.pid", "daemonize off", "</main>"]
    for z, path in files(home, several).items():
        config += ["<zone>", "type master", f"domain {z}", f"file {os.path.basename(path)}", "</zone>"]
    write(f"{home}/yadifad.conf", "\n".join(config) + "\n")
    daemons.start("yadifa", sandbox_command("yadifa", "ds-dns", ["yadifad", "-c", f"{home}/yadifad.conf"]))


# -- those with a form of their own, unsigned ---------------------------------------

def start_gdnsd(daemons, family):
    home = f"{daemons.run}/gdnsd"
    for z, records in family.records.items():
        write(f"{home}/zones/{z}", forms.gdnsd(records))
    write(f"{home}/config", f'options => {{ listen => {family.address}, run_dir => "{home}/run", '
                            f'state_dir => "{home}/state" }}\n')
    daemons.start("gdnsd", sandbox_command("gdnsd", "ds-dns", ["gdnsd", "-c", home, "start"]))


def start_tinydns(daemons, family):
    """axfrdns answers what is too large for a datagram."""
    home = f"{daemons.run}/tinydns"
    write(f"{home}/data", "".join(forms.tinydns(records) for records in family.records.values()))
    env = f"cd {home}; export ROOT={home} IP={family.address} UID=0 GID=0"
    daemons.start("tinydns", sandbox_command("tinydns", "ds-dns", ["sh", "-ec", f"{env}; tinydns-data; exec tinydns"]))
    daemons.start("axfrdns", sandbox_command("tinydns", "ds-dns", [
        "sh", "-ec", f"{env}; exec tcpserver -RHl0 {family.address} 53 axfrdns"]))


def start_dnsmasq(daemons, family):
    """In the foreground, but no `--no-daemon`: then one open TCP connection lets all other questions wait."""
    home = f"{daemons.run}/dnsmasq"
    options = [f"auth-server=ns.{family.name},{family.address}", "no-resolv", "no-hosts", "user=root", "group=root",
               f"listen-address={family.address}", "bind-interfaces", f"auth-ttl={shapes.TTL}"]
    for z, records in family.records.items():
        options += [f"auth-zone={z}", forms.dnsmasq(records)]
    write(f"{home}/dnsmasq.conf", "\n".join(options) + "\n")
    daemons.start("dnsmasq", sandbox_command("dnsmasq", "ds-dns", [
        "dnsmasq", "--keep-in-foreground", "--pid-file", "--log-facility=-", f"--conf-file={home}/dnsmasq.conf"]))


# -- all together ---------------------------------------------------------------------

STARTS = {"nsd": start_nsd, "knot": start_knot, "bind": start_bind, "powerdns": start_powerdns, "yadifa": start_yadifa}
PLAIN_STARTS = {"gdnsd": start_gdnsd, "tinydns": start_tinydns, "dnsmasq": start_dnsmasq}


def start_above(daemons, signer, several):
    """The TLD, the root, anchors and hints."""
    text = zones.tld_text(TLD, [line for f in several for line in f.delegation()])
    key = signer.key(TLD)
    lines, ds = signer.sign(f"{TLD}.", text, key), signer.ds(key)
    nameservers.start_nsd(daemons, "nsd-tld", [zones.TLD4, zones.TLD6], {f"{TLD}.": lines})
    root, key = zones.sign_root(signer, {TLD: ds})
    nameservers.start_nsd(daemons, "nsd-root", [zones.ROOT4, zones.ROOT6], {".": root})
    nameservers.write_anchors(daemons.run, signer, key)
    write(f"{daemons.run}/{TLD}.zone", "\n".join(lines) + "\n")


def start(daemons):
    """Starts all and waits for them; gives the families."""
    several = families()
    signer = zones.Signer(f"{daemons.run}/keys")
    for family in several:
        if family.variant in VARIANTS:
            family.sign(signer)
    for server, begin in STARTS.items():
        begin(daemons, [f for f in several if f.server == server])
    for family in several:
        if family.server in PLAIN_STARTS:
            PLAIN_STARTS[family.server](daemons, family)
    start_above(daemons, signer, several)
    nameservers.start_unbound(daemons)
    for family in several:
        for z in {**family.records, **family.lines}:
            wait_for(f"{family.server}'s zone {z}", lambda a=family.address, z=z: nameservers.answers(a, z))
    wait_for("the TLD", lambda: nameservers.answers(zones.TLD4, TLD))
    wait_for("the root", lambda: nameservers.answers(zones.ROOT4, "."))
    wait_for("Unbound", lambda: "flags: qr" in nameservers.ask(nameservers.UNBOUND, TLD, "SOA", "ds-res", "+rec"))
    return several
