"""Postfix's smtp(8) and Exim as senders that do DANE, as tests/lab/beside runs
them: one message to each domain, and what came of it in a word.

The lab's servers take no mail.  Who comes as far as a recipient would have
delivered.
"""

import os
import re
import shutil
import subprocess
import threading

import postfix_smtp
from beside_tools import NS, PREPARE, PATIENCE_S, run
from unpack import USERS, sandbox_command

PATIENCE = f"{PATIENCE_S}s"
FROM = f"a@{postfix_smtp.OURS}"
# Over postfix_smtp.MAIN.
POSTFIX = """\
smtp_tls_security_level = dane
smtp_dns_support_level = dnssec
smtp_host_lookup = dns
inet_interfaces = loopback-only
inet_protocols = all
transport_maps =
smtp_mx_session_limit = 4
"""
DEFERRED_AT = re.compile(r"to=<user@([^>]+)>, relay=([^,]+),.* status=(\w+) \((.*)\)")


def postfix_word(session, status, text):
    """`session`: what was said of TLS with the host that it ended with."""
    if status == "deferred" and " said: " not in text:
        return "defers"
    return {"Verified": "authenticated", None: "in-clear"}.get(session, "encrypted")


def postfix(lab, domains):
    """Domain -> (text, word): one message with all of them."""
    home = f"{lab}/smtp"
    postfix_smtp.prepare(home, {}, PATIENCE_S, POSTFIX)
    os.chmod(home, 0o755)
    to = " ".join(f"user@{domain}" for domain in domains)
    steps = (f"postfix -c {home} check; printf 'Subject: dane\\n\\ndane\\n' | sendmail -C {home} "
             f"-f {FROM} {to}; exec postfix -c {home} start-fg")
    found, sessions, log = {}, {}, []
    argv = sandbox_command("postfix", NS, ["sh", "-c", PREPARE, "tool", f"{lab}/trust-anchor", "sh", "-c", steps])
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace") as master:
        limit = threading.Timer(3 * PATIENCE_S, postfix_smtp.stop, (home,))
        limit.start()
        for line in master.stdout:
            log.append(line)
            session = re.search(r"(\w+) TLS connection established to (\S+?)\[", line)
            if session:
                sessions[session[2]] = session[1]
            seen = DEFERRED_AT.search(line)
            if seen and seen[1] in domains and seen[1] not in found:
                relay = seen[2].partition("[")[0]
                found[seen[1]] = (line, postfix_word(sessions.get(relay), seen[3], seen[4]))
                if len(found) == len(domains):
                    postfix_smtp.stop(home)
        limit.cancel()
    return {domain: found.get(domain, ("".join(log), "none")) for domain in domains}


EXIM = """\
primary_hostname = scan.example.org
qualify_domain = scan.example.org
spool_directory = {home}/spool
log_file_path = {home}/spool/%slog
exim_user = Debian-exim
exim_group = Debian-exim
trusted_users = root
keep_environment =
host_lookup =
dns_dnssec_ok = 1
begin routers
mx:
  driver = dnslookup
  transport = smtp
  dnssec_request_domains = *
  self = send
begin transports
smtp:
  driver = smtp
  hosts_try_dane = *
  dnssec_request_domains = *
  hosts_try_fastopen =
  command_timeout = {patience}
  connect_timeout = {patience}
begin retry
* * F,1h,1m
"""


def exim(lab, domain):
    home = f"{lab}/exim-{domain}"
    os.makedirs(f"{home}/spool")
    with open(f"{home}/exim.conf", "w", encoding="ascii") as f:
        f.write(EXIM.format(home=home, patience=PATIENCE))
    for path in (home, f"{home}/spool"):
        os.chown(path, USERS["Debian-exim"], USERS["Debian-exim"])
    send = (f"printf 'Subject: dane\\n\\ndane\\n' | exim4 -C {home}/exim.conf -odi -oi -f {FROM} user@{domain}; "
            f"cat {home}/spool/mainlog")
    text = run(sandbox_command("exim", NS, ["sh", "-c", PREPARE, "tool", f"{lab}/trust-anchor", "sh", "-c", send]))
    shutil.rmtree(home)
    for line in text.splitlines():
        if re.search(rf" (\*\*|==|=>) user@{domain} ", line):
            if "CV=dane" in line:
                return text, "authenticated"
            if "X=TLS" in line:
                return text, "encrypted"
            if "after RCPT" in line or "after MAIL" in line:
                return text, "in-clear"
    return text, "defers"
