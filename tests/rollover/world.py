"""A mail host of one's own: its zone (zone_servers.py), Postfix or Exim, and Pebble as its CA."""

import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.normpath(os.path.join(HERE, "..", "..", "scripts", "rollover"))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))

import mail  # noqa: E402
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

ADDRESSES = {
    "ds-dns": [zones.ROOT4, zones.ROOT6, zones.TLD4, zones.TLD6, PRIMARY, SECOND],
    "ds-mail": [MAIL4, MAIL6],
}


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)


# -- mail ------------------------------------------------------------------------

def first_file(daemons, path, parts):
    """A key that is there before any roll, with its certificate."""
    first = f"{daemons.run}/first"
    subprocess.run(["openssl", "req", "-x509", "-nodes", "-days", "90", "-subj", f"/CN={HOST}", "-newkey", "ec",
                    "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", f"subjectAltName=DNS:{HOST}",
                    "-keyout", f"{first}.key", "-out", f"{first}.pem"], check=True, capture_output=True)
    with open(path, "wb") as out:
        for part in parts:
            with open(f"{first}.{part}", "rb") as f:
                shutil.copyfileobj(f, out)


def start_exim(daemons):
    """The same; it reads the file as the group that it runs as."""
    path = f"{daemons.run}/mx.pem"
    first_file(daemons, path, ("pem", "key"))
    shutil.chown(path, 0, unpack.USERS["Debian-exim"])
    os.chmod(path, 0o640)
    mail.run_exim(daemons, f"{daemons.run}/exim", [MAIL4, MAIL6], f"tls_certificate = {path}")


def start_postfix(daemons):
    """On both addresses, with one file for key and chain."""
    home = f"{daemons.run}/postfix"
    first_file(daemons, f"{daemons.run}/mx.pem", ("key", "pem"))
    services = mail.POSTFIX_SERVICES
    for where in (f"{MAIL4}:25", f"[{MAIL6}]:25"):
        services += (f"{where} inet n - n - 20 smtpd -o myhostname={HOST} "
                     f"-o smtpd_tls_chain_files={daemons.run}/mx.pem\n")
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

CLIENTS = {
    "uacme": "-a https://{ca}/dir -c {run}/uacme -h {run}/challenge",
    "certbot": "--server https://{ca}/dir --standalone --config-dir {run}/certbot --work-dir {run}/certbot "
               "--logs-dir {run}/certbot",
    "lego": "--server https://{ca}/dir --email a@{zone} --http",
}


def quoted(words):
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


def client_command(run, client):
    """A shell's words that run what follows among the client's files, with
    Pebble's own certificate among the roots."""
    roots = f"cat {run}/pebble/tls.pem >>/etc/ssl/certs/ca-certificates.crt; exec \"$@\""
    return quoted(["unshare", "-m", "sh", "-c", unpack.SANDBOX, "sandbox", unpack.unpack(client), "sh", "-c", roots, "roots"])


def postfix_reload(run):
    with open(f"{run}/postfix/queue/pid/master.pid", encoding="ascii") as f:
        return f"kill -HUP {f.read().strip()}"


def install_postfix(run):
    return f"export POSTFIX_RELOAD='{postfix_reload(run)}'\nexec {SCRIPTS}/install-postfix {run}/mx.pem"


def install_exim(run):
    """Its group by number: the machine knows no Debian-exim."""
    return f"export EXIM_GROUP={unpack.USERS['Debian-exim']}\nexec {SCRIPTS}/install-exim {run}/mx.pem"


MAIL_SERVERS = {"postfix": (start_postfix, install_postfix), "exim": (start_exim, install_exim)}


def write_operator(run, dns, client="uacme", roll_days=180, server="postfix"):
    """Programs and the option file of `danesweep rollover`; `dns`: how DNS is changed."""
    write(f"{run}/challenge", "#!/bin/sh\nexit 0\n", 0o755)  # Pebble believes everybody
    inner = CLIENTS[client].format(ca=f"{PEBBLE}:14000", run=run, zone=ZONE)
    os.makedirs(f"{run}/uacme", exist_ok=True)
    write(f"{run}/issue", f"#!/bin/sh\nexport REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt LEGO_PATH={run}/lego\n"
                          f"exec {client_command(run, client)} {SCRIPTS}/issue-{client} {inner} \"$@\"\n", 0o755)
    write(f"{run}/install", f"#!/bin/sh\nset -e\n{MAIL_SERVERS[server][1](run)} \"$@\"\n", 0o755)
    write(f"{run}/mx.conf", "\n".join([
        f"dir = {run}/mx", f"host = {HOST}", f"issue = {run}/issue", f"install = {run}/install", *dns, f"ttl = {TTL}",
        f"roll-days = {roll_days}", "propagation = 1", "retry = 1", "look = 3600",
        f"root-hints = {run}/root.hints", f"trust-anchor = {run}/trust-anchor", "ehlo = mx.roll.se",
        "allow-special = 198.18.0.0/15", "allow-special = 2001:db8::/32", "no-self-check"]) + "\n")


def start(daemons, start_names, server="postfix"):
    """All but the operator; gives the options that say how DNS is changed."""
    MAIL_SERVERS[server][0](daemons)
    start_pebble(daemons)
    dns = start_names(daemons)
    wait_for(server, lambda: listening() == 2)
    wait_for("Pebble", lambda: acme_up(daemons.run))
    return dns
