"""Dovecot at the ports of POP3 and IMAP, set up well and badly, each beside a
TLSA record for each port: what a scan and a check have to make of it.
"""

import os

import mtas
from nameservers import write

GROUP = "dovecot-access"
PORTS = (110, 143, 993, 995)

CONF = """\
protocols = imap pop3
base_dir = {home}/run
state_dir = {home}/state
log_path = {log}
listen = {address}
ssl_cert = <{home}/chain.pem
ssl_key = <{home}/key.pem
ssl_dh =
passdb {{
  driver = static
  args = password=x
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
"""

# name: its settings, and how a session of a sweep of port 143 has to end, if it is swept.
ROWS = {
    # No password before TLS: LOGINDISABLED, and STARTTLS all the same.
    "imap": ("ssl = yes\ndisable_plaintext_auth = yes\n", "OK"),
    "imap-plain": ("ssl = no\ndisable_plaintext_auth = no\n", "NO_STARTTLS"),
    # It greets when it has found its auth process.
    "imap-late": ("ssl = yes\nservice auth {{\n  executable = {home}/late-auth\n}}\n", "OK"),
    # The key is not the certificate's: it says OK to STARTTLS, then BYE in clear text.
    "imap-other-key": ("ssl = yes\nssl_key = <{home}/../imap/key.pem\n", "TLS_FAILED"),
    "imap-no-auth": ("ssl = yes\nservice auth {{\n  executable = /bin/false\n}}\n", "BANNER_REFUSED"),
    # By hosts.deny: it closes without a word, and is asked again after a pause.
    "imap-denied": ("ssl = yes\nlogin_access_sockets = tcpwrap\nservice tcpwrap {{\n  unix_listener login/tcpwrap {{\n"
                    "    mode = 0600\n    user = dovenull\n  }}\n}}\n", None),
}

# host and port: exit code, and what is in the text.
CHECKS = {
    ("imap-denied", 143): (1, "(session_broken)", ": CLOSED"),
    ("imap", 110): (0, "greeting: +OK Dovecot", ": OK; record 1 matches"),
    ("imap", 143): (0, "greeting: * OK [CAPABILITY ", "LOGINDISABLED", ": OK; record 1 matches"),
    ("imap", 993): (0, "greeting: * OK [CAPABILITY ", ": OK; record 1 matches"),
    ("imap", 995): (0, "greeting: +OK Dovecot", ": OK; record 1 matches"),
    ("imap-plain", 110): (1, "(no_starttls)", "offer STARTTLS"),
    ("imap-plain", 143): (1, "(no_starttls)", "offer STARTTLS"),
    ("imap-plain", 993): (1, "(connect_refused)"),
    ("imap-other-key", 110): (1, "(tls_failed)"),
    ("imap-other-key", 995): (1, "(session_broken)"),
    ("imap-no-auth", 110): (1, "(smtp_refused)", "ended by: -ERR Auth process broken"),
    # Within TLS it may have reset the connection before its BYE was read: refused or lost, it is no service.
    ("imap-no-auth", 993): (1, "clients that do DANE do not connect ("),
}


def start(daemons, server):
    for folder in ("run", "state"):
        os.makedirs(f"{server.home}/{folder}", exist_ok=True)
    settings, _ = ROWS[server.name]
    write(f"{server.home}/dovecot.conf", (CONF + settings).format(**server.words()))
    late = f"{server.home}/late-auth"
    write(late, "#!/bin/sh\nsleep 2\nexec /usr/lib/dovecot/auth \"$@\"\n")
    os.chmod(late, 0o755)
    mtas.run(daemons, server, GROUP, f"echo 'imap: ALL' >/etc/hosts.deny\nexec dovecot -F -c {server.home}/dovecot.conf")
