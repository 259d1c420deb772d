"""What Postfix's smtp(8), the client that delivers mail, makes of mail servers.

posttls-finger looks; smtp delivers, and the two do not read replies alike.
One instance, one message, a recipient a server.
"""

import os
import re
import signal
import subprocess
import threading

from unpack import USERS, sandbox_command

MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = scan.example.org
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_tls_security_level = encrypt
smtp_tls_loglevel = 1
smtp_dns_support_level = disabled
transport_maps = texthash:{home}/transport
notify_classes =
"""
TIMES = ("connect", "helo", "starttls", "mail", "rcpt", "data_init", "data_xfer", "data_done", "rset", "quit")
SERVICES = """\
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
discard unix - - n - - discard
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
qmgr unix n - n 3600 1 qmgr
smtp unix - - n - - smtp
postlog unix-dgram n - n - 1 postlogd
"""
OURS = "scan.example.org"

# What its log says of a recipient, and what that is called: the first counts.
STATUS = re.compile(r"to=<user@(\S+)>.* status=(\w+) \((.*)\)")
WORDS = (("not offered", "no-tls-offered"), ("refused to talk", "refused"), ("TLS is required", "starttls-refused"),
         ("Cannot start TLS", "tls-failed"), ("timed out", "timeout"), ("lost connection", "lost"), (" said: ", "refused"))
VERBS = {"sent": "delivered", "bounced": "bounced", "deferred": "deferred"}


def word(status, text):
    if status == "sent":
        return "delivered"
    why = next((name for what, name in WORDS if what in text), "other")
    return f"{VERBS[status]}:{why}"


def write(path, text):
    with open(path, "w", encoding="ascii") as f:
        f.write(text)


def settings(*texts):
    """Lines for main.cf, each name once: the last one counts.  Of a name that is
    there twice each process warns, postlogd too, and that waits for itself for
    ever where its socket is full (findings/postfix-postlogd-waits-for-itself.sh)."""
    lines = {line.partition(" ")[0]: line for text in texts for line in text.splitlines()}
    return "".join(f"{line}\n" for line in lines.values())


def prepare(home, servers, patience_s, more=""):
    """`more`: lines that count over those of MAIN."""
    for folder in (home, f"{home}/queue", f"{home}/data"):
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
    os.chown(f"{home}/data", USERS["postfix"], USERS["postfix"])
    times = "".join(f"smtp_{t}_timeout = {patience_s}s\n" for t in TIMES)
    write(f"{home}/main.cf", settings(MAIN.format(home=home), times, more))
    write(f"{home}/master.cf", SERVICES)
    write(f"{home}/transport", f"{OURS} discard:\n" + "".join(f"{d} smtp:[{a}]:25\n" for d, a in servers.items()))


def stop(home):
    """Its master, which is no child of ours."""
    try:
        with open(f"{home}/queue/pid/master.pid", encoding="ascii") as f:
            os.kill(int(f.read()), signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError):
        pass


def outcomes(netns, home, servers, patience_s):
    """`servers`: domain -> address.  Gives domain -> (word, the log's text)."""
    prepare(home, servers, patience_s)
    to = " ".join(f"user@{domain}" for domain in servers)
    steps = (f"postfix -c {home} check; printf 'Subject: odd\\n\\nodd\\n' | sendmail -C {home} -f a@{OURS} {to}; "
             f"exec postfix -c {home} start-fg")
    found = {}
    with subprocess.Popen(sandbox_command("postfix", netns, ["sh", "-c", steps]), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as master:
        limit = threading.Timer(10 * patience_s, stop, (home,))
        limit.start()
        for line in master.stdout:
            seen = STATUS.search(line)
            if seen and seen[1] in servers:
                found.setdefault(seen[1], (word(seen[2], seen[3]), seen[3]))
                if len(found) == len(servers):
                    stop(home)
        limit.cancel()
    return found
