"""A mail host of one's own: a zone that Knot signs and serves, a second server
that follows it, Postfix, and Pebble as its CA."""

import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))

import mail  # noqa: E402
import nameservers  # noqa: E402
import unpack  # noqa: E402
import zones  # noqa: E402
from daemon import wait_for  # noqa: E402

ZONE = "roll.se"
HOST = f"mx.{ZONE}"
OWNER = f"_25._tcp.{HOST}."
PRIMARY, SECOND = zones.KNOT[0][0], zones.KNOT[1][0]
MAIL4, MAIL6 = "198.19.1.1", "2001:db8:19::1"
PEBBLE = "198.18.2.2"
TTL = 2  # seconds: a roll is to be over soon
SECRET = "c2VjcmV0IG9mIHRoZSBsYWIsIG5vbmUgZWxzZQ=="

ADDRESSES = {
    "ds-dns": [zones.ROOT4, zones.ROOT6, zones.TLD4, zones.TLD6, PRIMARY, SECOND],
    "ds-mail": [MAIL4, MAIL6],
}


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)


# -- names -----------------------------------------------------------------------

def zone_text():
    lines = [f"{ZONE}. {TTL} IN SOA ns1.{ZONE}. hostmaster.{ZONE}. 1 2 1 864000 {TTL}",
             f"{ZONE}. {TTL} IN NS ns1.{ZONE}.", f"{ZONE}. {TTL} IN NS ns2.{ZONE}.",
             f"ns1.{ZONE}. {TTL} IN A {PRIMARY}", f"ns2.{ZONE}. {TTL} IN A {SECOND}",
             f"{ZONE}. {TTL} IN MX 10 {HOST}.", f"{HOST}. {TTL} IN A {MAIL4}", f"{HOST}. {TTL} IN AAAA {MAIL6}"]
    return "\n".join(lines) + "\n"


def start_knots(daemons):
    """The master signs and takes updates of one name and one type; the other follows."""
    home = f"{daemons.run}/knot-1"
    write(f"{home}/{ZONE}.zone", zone_text())
    nameservers.run_knot(daemons, "knot-1", [PRIMARY], [
        "key:", "  - id: mx", "    algorithm: hmac-sha256", f"    secret: {SECRET}",
        "remote:", "  - id: second", f"    address: {SECOND}@53",
        "acl:", "  - id: tlsa", "    key: mx", "    action: update", "    update-type: [TLSA]",
        "    update-owner: name", "    update-owner-match: equal", f"    update-owner-name: [{OWNER}]",
        "  - id: follow", "    address: 198.18.0.0/15", "    action: transfer",
        "policy:", "  - id: lab", "    algorithm: ecdsap256sha256", "    single-type-signing: on",
        "template:", "  - id: default", f'    storage: "{home}"', "    zonefile-sync: -1", "    zonefile-load: difference",
        "    journal-content: all",
        "zone:", f"  - domain: {ZONE}", f"    file: {ZONE}.zone", "    dnssec-signing: on", "    dnssec-policy: lab",
        "    serial-policy: increment", "    acl: [tlsa, follow]", "    notify: second"])
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


def start_names(daemons):
    start_knots(daemons)
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


# -- mail ------------------------------------------------------------------------

def start_postfix(daemons):
    """On both addresses, with one file for key and chain."""
    home = f"{daemons.run}/postfix"
    first = f"{daemons.run}/first"
    subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "90", "-subj", f"/CN={HOST}", "-newkey", "ec",
                    "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", f"subjectAltName=DNS:{HOST}",
                    "-keyout", f"{first}.key", "-out", f"{first}.pem"], check=True, capture_output=True)
    with open(f"{home}.pem", "wb") as out:
        for part in ("key", "pem"):
            with open(f"{first}.{part}", "rb") as f:
                shutil.copyfileobj(f, out)
    services = mail.POSTFIX_SERVICES
    for where in (f"{MAIL4}:25", f"[{MAIL6}]:25"):
        services += (f"{where} inet n - n - 20 smtpd -o myhostname={HOST} "
                     f"-o smtpd_tls_chain_files={home}.pem\n")
    write(f"{home}/main.cf", mail.POSTFIX_MAIN.format(home=home))
    write(f"{home}/master.cf", services)
    os.makedirs(f"{home}/queue", exist_ok=True)
    os.makedirs(f"{home}/data", exist_ok=True)
    shutil.chown(f"{home}/data", 30004, 30004)
    daemons.start("postfix", unpack.sandbox_command("postfix", "ds-mail", ["postfix", "-c", home, "start-fg"]))


def listening():
    text = subprocess.run(["ip", "netns", "exec", "ds-mail", "ss", "-Hltn", "sport = :25"], capture_output=True,
                          text=True, check=True).stdout
    return len(text.splitlines())


# -- the CA ----------------------------------------------------------------------

def start_pebble(daemons, life_s=90 * 86400):
    """It forgets all at a restart, and has other intermediates then."""
    home = f"{daemons.run}/pebble"
    os.makedirs(home, exist_ok=True)
    if not os.path.exists(f"{home}/tls.pem"):
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "90", "-subj", "/CN=pebble", "-newkey", "ec",
                        "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", f"subjectAltName=IP:{PEBBLE}",
                        "-keyout", f"{home}/tls.key", "-out", f"{home}/tls.pem"], check=True, capture_output=True)
    write(f"{home}/config.json", json.dumps({"pebble": {
        "listenAddress": f"{PEBBLE}:14000", "managementListenAddress": f"{PEBBLE}:15000",
        "certificate": f"{home}/tls.pem", "privateKey": f"{home}/tls.key", "httpPort": 80, "tlsPort": 443,
        "ocspResponderURL": "", "externalAccountBindingRequired": False, "certificateValidityPeriod": life_s}}))
    return daemons.start("pebble", [
        "ip", "netns", "exec", "ds-res", "env", "PEBBLE_VA_ALWAYS_VALID=1", "PEBBLE_VA_NOSLEEP=1",
        "PEBBLE_WFE_NONCEREJECT=0", f"{unpack.unpack('pebble')}/usr/bin/pebble", "-config", f"{home}/config.json"])


def acme_up(run):
    done = subprocess.run(["ip", "netns", "exec", "ds-scan", "openssl", "s_client", "-connect", f"{PEBBLE}:14000",
                           "-CAfile", f"{run}/pebble/tls.pem", "-verify_return_error"], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    return done.returncode == 0


# -- the operator ------------------------------------------------------------------

def write_operator(run, client="uacme", roll_days=180):
    """Programs and the option file of `danesweep rollover`."""
    scripts = os.path.join(HERE, "..", "..", "scripts", "rollover")
    write(f"{run}/challenge", "#!/bin/sh\nexit 0\n", 0o755)  # Pebble believes everybody
    inner = {"uacme": f"-a https://{PEBBLE}:14000/dir -c {run}/uacme -h {run}/challenge",
             "certbot": f"--server https://{PEBBLE}:14000/dir --standalone --config-dir {run}/certbot "
                        f"--work-dir {run}/certbot --logs-dir {run}/certbot"}[client]
    # In the package's files, and with Pebble's own certificate among the roots.
    roots = f"cat {run}/pebble/tls.pem >>/etc/ssl/certs/ca-certificates.crt; exec \"$@\""
    argv = ["unshare", "-m", "sh", "-c", unpack.SANDBOX, "sandbox", unpack.unpack(client), "sh", "-c", roots, "roots"]
    os.makedirs(f"{run}/uacme", exist_ok=True)
    quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in argv)
    write(f"{run}/issue", f"#!/bin/sh\nexport REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n"
                          f"exec {quoted} {scripts}/issue-{client} {inner} \"$@\"\n", 0o755)
    write(f"{run}/install", "#!/bin/sh\nset -e\nexport POSTFIX_RELOAD="
                            f"'kill -HUP '$(cat {run}/postfix/queue/pid/master.pid)\n"
                            f"exec {scripts}/install-postfix {run}/postfix.pem \"$@\"\n", 0o755)
    write(f"{run}/tsig", f'key "mx" {{\n\talgorithm hmac-sha256;\n\tsecret "{SECRET}";\n}};\n', 0o600)
    write(f"{run}/mx.conf", "\n".join([
        f"dir = {run}/mx", f"host = {HOST}", f"issue = {run}/issue", f"install = {run}/install",
        f"dns-server = {PRIMARY}", f"dns-zone = {ZONE}", f"tsig-key = {run}/tsig", f"ttl = {TTL}",
        f"roll-days = {roll_days}", "propagation = 1", "retry = 1", "look = 3600",
        f"root-hints = {run}/root.hints", f"trust-anchor = {run}/trust-anchor", "ehlo = mx.roll.se",
        "allow-special = 198.18.0.0/15", "allow-special = 2001:db8::/32", "no-self-check"]) + "\n")


def start(daemons):
    start_postfix(daemons)
    start_pebble(daemons)
    start_names(daemons)
    wait_for("Postfix", lambda: listening() == 2)
    wait_for("Pebble", lambda: acme_up(daemons.run))
    write_operator(daemons.run)
