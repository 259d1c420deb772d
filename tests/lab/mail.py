"""The lab's mail servers: one Postfix, one Exim, one OpenSMTPD, each with many
addresses and certificates, a sendmail for each host of that kind, and the
hostile ones."""

import json
import os
import shutil
import subprocess

from unpack import sandbox_command

HERE = os.path.dirname(os.path.abspath(__file__))
SILENT = ("refused", "filtered", "none")  # behaviours with no server behind


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def hosts_of(world, mta):
    return [h for h in world.hosts if h.mta == mta]


# -- Postfix --------------------------------------------------------------------

POSTFIX_MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
mydestination =
myhostname = postfix.lab.example
alias_maps =
local_recipient_maps =
default_database_type = hash
inet_protocols = all
smtpd_peername_lookup = no
smtpd_tls_security_level = may
smtpd_client_connection_count_limit = 0
smtpd_relay_restrictions = reject
"""

POSTFIX_SERVICES = """\
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
qmgr unix n - n 300 1 qmgr
postlog unix-dgram n - n - 1 postlogd
"""


def postfix_chain(host, certs):
    files = [f"{certs}/{host.name}/key.pem", f"{certs}/{host.name}/chain.pem"]
    if host.cert == "twin":
        files += [f"{certs}/{host.name}/twin-key.pem", f"{certs}/{host.name}/twin-chain.pem"]
    return ",".join(files)


def submission(host, address, certs):
    """Ports 465, where TLS comes first (RFC 8314), and 587."""
    options = f"-o myhostname={host.name} -o smtpd_tls_chain_files={postfix_chain(host, certs)}"
    return (f"{address}:465 inet n - n - 20 smtpd {options} -o smtpd_tls_wrappermode=yes\n"
            f"{address}:587 inet n - n - 20 smtpd {options}\n")


def start_postfix(daemons, hosts, certs):
    home = f"{daemons.run}/postfix"
    services = POSTFIX_SERVICES
    for host in hosts:
        for address in host.addresses():
            where = f"[{address}]:25" if ":" in address else f"{address}:25"
            services += (f"{where} inet n - n - 20 smtpd -o myhostname={host.name} "
                         f"-o smtpd_tls_chain_files={postfix_chain(host, certs)}\n")
            if host.submission() is not None:
                services += submission(host, where.removesuffix(":25"), certs)
    write(f"{home}/main.cf", POSTFIX_MAIN.format(home=home))
    write(f"{home}/master.cf", services)
    os.makedirs(f"{home}/queue", exist_ok=True)
    os.makedirs(f"{home}/data", exist_ok=True)
    shutil.chown(f"{home}/data", 30004, 30004)
    daemons.start("postfix", sandbox_command("postfix", "ds-mail", ["postfix", "-c", home, "start-fg"]))


# -- Exim -----------------------------------------------------------------------

EXIM = """\
primary_hostname = exim.lab.example
smtp_banner = $primary_hostname ESMTP Exim
local_interfaces = <; {interfaces}
daemon_smtp_ports = 25
tls_advertise_hosts = *
{tls}
host_lookup =
rfc1413_query_timeout = 0s
helo_accept_junk_hosts = *
spool_directory = {home}/spool
log_file_path = {home}/spool/%slog
pid_file_path = {home}/exim.pid
keep_environment =
smtp_accept_max = 0
exim_user = Debian-exim
exim_group = Debian-exim
"""

# Of each host the files at its address.
EXIM_FILES = """\
tls_certificate = {home}/certs/${{tr{{$received_ip_address}}{{:}}{{_}}}}/chain.pem
tls_privatekey = {home}/certs/${{tr{{$received_ip_address}}{{:}}{{_}}}}/key.pem"""


def run_exim(daemons, home, interfaces, tls):
    """`tls`: the lines that say where its certificates are; it reads what is in `home`."""
    write(f"{home}/exim.conf", EXIM.format(home=home, interfaces=" ; ".join(interfaces), tls=tls))
    os.makedirs(f"{home}/spool", exist_ok=True)
    for top, _, files in os.walk(home):
        for path in [top, *(os.path.join(top, f) for f in files)]:
            if "exim.conf" not in path:
                shutil.chown(path, 30005, 30005)
    daemons.start("exim", sandbox_command("exim", "ds-mail", ["exim4", "-C", f"{home}/exim.conf", "-bdf"]))


def start_exim(daemons, hosts, certs):
    home = f"{daemons.run}/exim"
    for host in hosts:
        for address in host.addresses():
            shutil.copytree(f"{certs}/{host.name}", f"{home}/certs/{address.replace(':', '_')}")
    run_exim(daemons, home, [a for h in hosts for a in h.addresses()], EXIM_FILES.format(home=home))


# -- OpenSMTPD --------------------------------------------------------------------

def start_opensmtpd(daemons, hosts, certs):
    home = f"{daemons.run}/opensmtpd"
    lines = []
    for host in hosts:
        lines += [f'pki {host.name} cert "{certs}/{host.name}/chain.pem"',
                  f'pki {host.name} key "{certs}/{host.name}/key.pem"']
        os.chmod(f"{certs}/{host.name}/key.pem", 0o600)
    for host in hosts:
        lines += [f"listen on {a} port 25 tls pki {host.name} hostname {host.name}" for a in host.addresses()]
    write(f"{home}/smtpd.conf", "\n".join([*lines, "match from any for any reject"]) + "\n")
    daemons.start("opensmtpd", sandbox_command("opensmtpd", "ds-mail", ["smtpd", "-d", "-f", f"{home}/smtpd.conf"]))


# -- sendmail ---------------------------------------------------------------------

SENDMAIL = """\
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confSERVER_CERT', `{home}/chain.pem')dnl
define(`confSERVER_KEY', `{home}/key.pem')dnl
define(`confCACERT', `{ca}')dnl
define(`confCACERT_PATH', `{home}')dnl
define(`confPID_FILE', `{home}/pid')dnl
define(`confDOMAIN_NAME', `{host}')dnl
define(`confTO_IDENT', `0')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confQUEUE_LA', `1000')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`accept_unresolvable_domains')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA-v4, Port=25, Addr={address}')dnl
MAILER(`smtp')dnl
"""


def start_sendmail(daemons, hosts, certs):
    """The chain is its certificate's file; a host named cafile.* has it as the
    CA file as well."""
    for host in hosts:
        home = f"{daemons.run}/{host.name}"
        shutil.copytree(f"{certs}/{host.name}", home)
        os.makedirs(f"{home}/queue", mode=0o700)
        os.chmod(f"{home}/key.pem", 0o600)
        ca = f"{home}/chain.pem" if host.name.startswith("mx.cafile.") else f"{certs}/ca/other.pem"
        write(f"{home}/sendmail.mc", SENDMAIL.format(home=home, host=host.name, address=host.ip4, ca=ca))
        daemons.start(host.name, sandbox_command("sendmail", "ds-mail", ["sh", "-ec", f"""
printf '127.0.0.1 %s\\n198.18.2.2 scan.example.org\\n' "{host.name} $(hostname)" >/etc/hosts
cd {home}
m4 sendmail.mc >sendmail.cf
exec /usr/libexec/sendmail/sendmail -C {home}/sendmail.cf -bD -O QueueDirectory={home}/queue -O AliasFile= -O StatusFile=
"""]))


# -- hostile, refused, filtered -----------------------------------------------------

def start_hostile(daemons, hosts, certs):
    config = [{"host": h.name, "addresses": h.addresses(), "behaviour": h.behaviour, "certs": f"{certs}/{h.name}"}
              for h in hosts if h.behaviour not in SILENT]
    write(f"{daemons.run}/hostile.json", json.dumps(config, indent=1))
    daemons.start("hostile", ["ip", "netns", "exec", "ds-mail", "/usr/bin/python3", "-W", "ignore",
                              f"{HERE}/hostile.py", f"{daemons.run}/hostile.json"])


def drop_filtered(hosts):
    """Segments to these are dropped by ds-mail's own kernel."""
    rules = "add table inet lab\nadd chain inet lab in { type filter hook input priority 0; }\n"
    for host in hosts:
        for address in host.addresses() if host.behaviour == "filtered" else ():
            family = "ip6" if ":" in address else "ip"
            rules += f"add rule inet lab in {family} daddr {address} tcp dport 25 drop\n"
    subprocess.run(["ip", "netns", "exec", "ds-mail", "nft", "-f", "-"], input=rules, text=True, check=True)


def start(daemons, world, certs):
    start_postfix(daemons, hosts_of(world, "postfix"), certs)
    start_exim(daemons, hosts_of(world, "exim"), certs)
    start_opensmtpd(daemons, hosts_of(world, "opensmtpd"), certs)
    start_sendmail(daemons, hosts_of(world, "sendmail"), certs)
    start_hostile(daemons, world.hostile(), certs)
    drop_filtered(world.hostile())


def wait(world):
    """Until every host that should accept connections does."""
    addresses = [a for h in world.hosts if h.behaviour not in SILENT for a in h.addresses()]
    done = subprocess.run(["ip", "netns", "exec", "ds-scan", "/usr/bin/python3", f"{HERE}/accepting.py", *addresses],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"mail servers do not accept connections: {done.stdout.strip()}")
