"""Real mail servers, each on port 25 of an address of its own, with STARTTLS
and a certificate.

A server is started by a function of its name; it gives the file in which it
logs.  Its home has key.pem, leaf.pem, chain.pem (leaf and intermediate) and
all.pem (key, then chain).
"""

import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(os.path.dirname(HERE), "lab")
sys.path.insert(0, LAB)

from mail import POSTFIX_SERVICES  # noqa: E402
from nameservers import UNBOUND, write  # noqa: E402
from unpack import USERS, sandbox_command  # noqa: E402

NS = "ds-mail"

# A /dev of its own, whose log is a file: some write to syslog and nowhere else.
SYSLOG = """\
mkdir /mnt/dev
mount -t tmpfs tmpfs /mnt/dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /mnt/dev
ln -s /proc/self/fd /mnt/dev/fd
mount --move /mnt/dev /dev
/usr/bin/python3 {here}/syslog_file.py /dev/log {log} &
while [ ! -S /dev/log ]; do sleep 0.05; done
"""


class Server:
    """One of them: `name`, where it is, and where its files are.  Postfix, Exim
    and OpenSMTPD can be at several addresses.  `ports`: those with a TLSA record;
    at the first somebody listens."""

    def __init__(self, name, addresses, home, settings=None, ports=(25,)):
        self.name, self.addresses, self.home = name, addresses, home
        self.address = addresses[0]
        self.host = f"{name}.mail.se"
        self.settings = settings or {}
        self.ports = ports
        self.log = f"{home}/log"

    def words(self):
        return {**self.__dict__, **self.settings, "here": HERE}


def own(server, user, *folders):
    for folder in folders:
        os.makedirs(f"{server.home}/{folder}", exist_ok=True)
        shutil.chown(f"{server.home}/{folder}", USERS[user], USERS[user])


def run(daemons, server, group, script):
    daemons.start(server.name, sandbox_command(group, NS, ["sh", "-ec", script]))


# -- Postfix, plain and behind postscreen ---------------------------------------------

POSTFIX = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {log}
maillog_file_prefixes = {home}
mydestination =
myhostname = {host}
alias_maps =
local_recipient_maps =
default_database_type = hash
smtpd_peername_lookup = no
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_tls_chain_files = {home}/all.pem
smtpd_relay_restrictions = reject
smtpd_client_connection_count_limit = {per_client}
postscreen_greet_action = enforce
postscreen_greet_wait = 6s
postscreen_cache_map = btree:{home}/data/postscreen
"""
PLAIN = "{address}:25 inet n - n - 20 smtpd\n"
SCREENED = ("{address}:25 inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n"
            "dnsblog unix - - n - 0 dnsblog\ntlsproxy unix - - n - 0 tlsproxy\n")


def postfix(daemons, server):
    server.settings.setdefault("per_client", 50)
    own(server, "postfix", "data")
    os.makedirs(f"{server.home}/queue", exist_ok=True)
    write(f"{server.home}/main.cf", POSTFIX.format(**server.words()))
    line = SCREENED if server.name == "postscreen" else PLAIN
    write(f"{server.home}/master.cf", POSTFIX_SERVICES + "".join(line.format(address=a) for a in server.addresses))
    run(daemons, server, "postfix", f"exec postfix -c {server.home} start-fg")


# -- Exim -----------------------------------------------------------------------------

EXIM = """\
primary_hostname = {host}
local_interfaces = <; {interfaces}
daemon_smtp_ports = 25
tls_advertise_hosts = *
tls_certificate = {home}/chain.pem
tls_privatekey = {home}/key.pem
host_lookup =
rfc1413_query_timeout = 0s
helo_accept_junk_hosts = *
log_selector = +smtp_connection +smtp_no_mail +tls_sni
spool_directory = {home}/spool
log_file_path = {home}/spool/%slog
pid_file_path = {home}/exim.pid
smtp_accept_max = 0
keep_environment =
exim_user = Debian-exim
exim_group = Debian-exim
"""


def exim(daemons, server):
    own(server, "Debian-exim", "spool")
    server.log = f"{server.home}/spool/mainlog"
    for name in ("chain.pem", "key.pem"):
        shutil.chown(f"{server.home}/{name}", USERS["Debian-exim"], USERS["Debian-exim"])
    write(f"{server.home}/exim.conf", EXIM.format(interfaces=" ; ".join(server.addresses), **server.words()))
    run(daemons, server, "exim", f"exec exim4 -C {server.home}/exim.conf -bdf")


# -- OpenSMTPD ------------------------------------------------------------------------

OPENSMTPD = """\
pki {host} cert "{home}/chain.pem"
pki {host} key "{home}/key.pem"
match from any for any reject
"""
LISTEN = "listen on {address} port 25 tls pki {host} hostname {host}\n"


def opensmtpd(daemons, server):
    os.chmod(f"{server.home}/key.pem", 0o600)
    pki, _, match = OPENSMTPD.format(**server.words()).partition("match")
    listen = "".join(LISTEN.format(address=a, host=server.host) for a in server.addresses)
    write(f"{server.home}/smtpd.conf", f"{pki}{listen}match{match}")
    run(daemons, server, "opensmtpd", f"exec smtpd -d -f {server.home}/smtpd.conf >{server.log} 2>&1")


# -- sendmail -------------------------------------------------------------------------

SENDMAIL = """\
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confLOG_LEVEL', `9')dnl
define(`confSERVER_CERT', `{home}/leaf.pem')dnl
define(`confSERVER_KEY', `{home}/key.pem')dnl
define(`confCACERT', `{home}/chain.pem')dnl
define(`confCACERT_PATH', `{home}')dnl
define(`confPID_FILE', `{home}/pid')dnl
define(`confDOMAIN_NAME', `{host}')dnl
define(`confTO_IDENT', `0')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confQUEUE_LA', `1000')dnl
FEATURE(`access_db', `hash -T<TMPF> -o {home}/access')dnl
{limits}
FEATURE(`greet_pause', `1000')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA-v4, Port=25, Addr={address}')dnl
MAILER(`smtp')dnl
"""


def sendmail(daemons, server):
    server.settings.setdefault("limits", "dnl")
    os.makedirs(f"{server.home}/queue", mode=0o700)
    os.chmod(f"{server.home}/key.pem", 0o600)
    write(f"{server.home}/access", server.settings.get("access", ""))
    write(f"{server.home}/sendmail.mc", SENDMAIL.format(**server.words()))
    run(daemons, server, "sendmail", SYSLOG.format(**server.words()) + f"""
echo "127.0.0.1 {server.host} $(hostname)" >/etc/hosts
cd {server.home}
m4 sendmail.mc >sendmail.cf
/usr/libexec/sendmail/makemap -C {server.home}/sendmail.cf hash access <access
exec /usr/libexec/sendmail/sendmail -C {server.home}/sendmail.cf -bD -O QueueDirectory={server.home}/queue \\
    -O AliasFile= -O StatusFile=
""")


# -- Courier --------------------------------------------------------------------------

def courier(daemons, server):
    """As its script `esmtpd start` runs it, on one address."""
    own(server, "courier", "run")
    shutil.chown(f"{server.home}/all.pem", USERS["courier"], USERS["courier"])
    run(daemons, server, "courier", SYSLOG.format(**server.words()) + f"""
echo {server.host} >/etc/courier/me
echo {server.host} >/etc/courier/locals
set -a
. /etc/courier/esmtpd
TLS_CERTFILE={server.home}/all.pem TLS_DHPARAMS= TLS_TRUSTCERTS=
cd /usr
exec /usr/sbin/couriertcpd $TCPDOPTS -nodnslookup -user=courier -group=courier -address={server.address} \\
    -maxprocs=40 -maxperc=40 -maxperip={server.settings.get("per_client", 5)} 25 /usr/sbin/courieresmtpd
""")


# -- qpsmtpd --------------------------------------------------------------------------

QPSMTPD = """\
check_earlytalker action log
tls {home}/leaf.pem {home}/key.pem {home}/chain.pem
rcpt_ok
"""


def qpsmtpd(daemons, server):
    own(server, "qpsmtpd", "spool")
    os.chmod(f"{server.home}/spool", 0o700)
    for name in ("chain.pem", "key.pem", "leaf.pem"):
        shutil.chown(f"{server.home}/{name}", USERS["qpsmtpd"], USERS["qpsmtpd"])
    for name, text in {"plugins": QPSMTPD.format(**server.words()), "plugin_dirs": "/usr/share/qpsmtpd/plugins\n",
                       "loglevel": "6\n", "logging": "logging/warn 6\n", "me": f"{server.host}\n", "rcpthosts": "",
                       "spool_dir": f"{server.home}/spool\n"}.items():
        write(f"{server.home}/config/{name}", text)
    run(daemons, server, "qpsmtpd", f"""
echo nameserver {UNBOUND} >/etc/resolv.conf
cd {server.home}
export QPSMTPD_CONFIG={server.home}/config
exec qpsmtpd-forkserver -l {server.address} -p 25 -u qpsmtpd -H >>{server.log} 2>&1
""")


# -- Dovecot's submission -------------------------------------------------------------

# 2.4 of Debian 13 knows neither the settings' names of 2.3 nor its blocks.
DOVECOT_OF = {"2.3": """\
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
""", "2.4": """\
ssl_server_cert_file = {home}/chain.pem
ssl_server_key_file = {home}/key.pem
passdb static {{
  password = x
}}
userdb static {{
  fields {{
    uid = nobody
    gid = nogroup
    home = /nonexistent
  }}
}}
"""}
DOVECOT = """\
protocols = submission
base_dir = {home}/run
state_dir = {home}/state
log_path = {log}
hostname = {host}
listen = {address}
ssl = yes
submission_relay_host = 127.0.0.1
service submission-login {{
  inet_listener submission {{
    port = 25
  }}
}}
"""


def dovecot(daemons, server):
    os.makedirs(f"{server.home}/run", exist_ok=True)
    os.makedirs(f"{server.home}/state", exist_ok=True)
    for version, settings in DOVECOT_OF.items():
        first = "" if version == "2.3" else f"dovecot_config_version = {version}.0\ndovecot_storage_version = {version}.0\n"
        write(f"{server.home}/{version}.conf", first + (DOVECOT + settings).format(**server.words()))
    run(daemons, server, "dovecot", f"""
version=$(dovecot --version | cut -d. -f1,2)
exec dovecot -F -c {server.home}/$version.conf
""")


# -- aiosmtpd, chasquid ---------------------------------------------------------------

def aiosmtpd(daemons, server):
    run(daemons, server, "aiosmtpd", f"exec /usr/bin/python3 -W ignore {HERE}/aiosmtpd_server.py {server.address} "
                                     f"{server.host} {server.home}/chain.pem {server.home}/key.pem >{server.log} 2>&1")


CHASQUID = """\
hostname: "{host}"
smtp_address: "{address}:25"
data_dir: "{home}/data"
mail_log_path: "{log}"
mail_delivery_agent_bin: "/bin/true"
"""


def chasquid(daemons, server):
    write(f"{server.home}/chasquid.conf", CHASQUID.format(**server.words()))
    os.makedirs(f"{server.home}/domains/{server.host}")
    folder = f"{server.home}/certs/{server.host}"
    os.makedirs(folder)
    shutil.copy(f"{server.home}/chain.pem", f"{folder}/fullchain.pem")
    shutil.copy(f"{server.home}/key.pem", f"{folder}/privkey.pem")
    run(daemons, server, "chasquid", f"exec chasquid -config_dir={server.home} -v=1 >>{server.log} 2>&1")


STARTS = {"postfix": postfix, "postscreen": postfix, "exim": exim, "opensmtpd": opensmtpd, "sendmail": sendmail,
          "courier": courier, "qpsmtpd": qpsmtpd, "dovecot": dovecot, "aiosmtpd": aiosmtpd, "chasquid": chasquid}
# The same with limits, at addresses of their own: sendmail takes two connections of one client in ten seconds.
LIMITED = {"sendmail-limited": sendmail, "courier-limited": courier}
SETTINGS = {"sendmail-limited": {
    "limits": "define(`confCONNECTION_RATE_THROTTLE', `1')dnl\ndefine(`confCONNECTION_RATE_WINDOW_SIZE', `10s')dnl\n"
              "FEATURE(`ratecontrol', `nodelay', `terminate')dnl",
    "access": "ClientRate:\t2\n"}}
GROUPS = ("postfix", "exim", "opensmtpd", "sendmail", "courier", "qpsmtpd", "dovecot", "aiosmtpd", "chasquid")
