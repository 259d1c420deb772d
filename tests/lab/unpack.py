"""Debian's daemons, unpacked and never installed.

A group (such as "postfix") is a package with all that this machine lacks of
its dependencies, downloaded once and unpacked into CACHE/GROUP.  A command
runs in a private mount namespace in which the group lies over /usr, /etc and
/var: what it writes there is gone with its last process, and the machine
never sees it.
"""

import os
import re
import shutil
import subprocess

CACHE = os.environ.get("DANESWEEP_CACHE", "/var/cache/danesweep-lab")

GROUPS = {
    "nsd": ["nsd"],
    "knot": ["knot"],
    "unbound": ["unbound"],
    "postfix": ["postfix"],
    "exim": ["exim4-daemon-light", "exim4-base"],
    "opensmtpd": ["opensmtpd"],
}
# What only tests/servers wants.
SERVERS = {
    "bind": ["bind9"],
    "powerdns": ["pdns-server", "pdns-backend-bind"],
    "yadifa": ["yadifa"],
    "gdnsd": ["gdnsd"],
    "tinydns": ["tinydns", "axfrdns", "ucspi-tcp"],
    "dnsmasq": ["dnsmasq-base"],
}
# What only tests/mailservers wants.
MAIL_SERVERS = {
    "sendmail": ["sendmail-bin", "sendmail-cf"],
    "courier": ["courier-mta"],
    "qpsmtpd": ["qpsmtpd", "libio-socket-ssl-perl"],
    "dovecot": ["dovecot-submissiond", "dovecot-core"],
    "dovecot-access": ["dovecot-imapd", "dovecot-pop3d"],
    "aiosmtpd": ["python3-aiosmtpd"],
    "chasquid": ["chasquid"],
}
# What only tests/lab/beside wants, beside sendmail.
LOOKERS = {
    "gnutls": ["gnutls-bin"],
    "ldnsutils": ["ldnsutils"],
    "hash-slinger": ["hash-slinger"],
}
# What only tests/rollover wants.
ACME = {
    "pebble": ["pebble"],
    "uacme": ["uacme"],
    "certbot": ["certbot"],
    "lego": ["lego"],
}

# Users that the packages' scripts would have made: name, number.
USERS = {
    "nsd": 30001, "knot": 30002, "unbound": 30003, "postfix": 30004,
    "Debian-exim": 30005, "opensmtpd": 30006, "opensmtpq": 30007,
    "bind": 30008, "pdns": 30009, "gdnsd": 30011, "dnsmasq": 30012,
    "smmta": 30013, "smmsp": 30014, "courier": 30015, "qpsmtpd": 30016, "dovecot": 30017, "dovenull": 30018,
    "chasquid": 30019,
}
EXTRA_GROUPS = {"postdrop": 30010}

# Mounts the overlays, adds the users, then becomes the command.
SANDBOX = r"""
set -e
root=$1; shift
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
cp -a "$root/var" /mnt/lower-var # the cache lies in /var: no layer of itself
for dir in usr etc var; do
	mkdir -p "/mnt/$dir/upper" "/mnt/$dir/work"
	lower=$root/$dir
	[ "$dir" != var ] || lower=/mnt/lower-var
	mount -t overlay overlay \
	    -o "lowerdir=$lower:/$dir,upperdir=/mnt/$dir/upper,workdir=/mnt/$dir/work" "/$dir"
done
cat "$root/passwd" >>/etc/passwd
cat "$root/group" >>/etc/group
echo "nameserver 127.0.0.1" >/etc/resolv.conf # nobody: names fail at once
exec "$@"
"""


def run(*argv, **options):
    return subprocess.run(argv, check=True, capture_output=True, text=True, **options).stdout


def wanted(packages):
    """The packages and what the machine lacks for them."""
    plan = run("apt-get", "install", "-s", "-q", "--no-install-recommends", *packages)
    missing = re.findall(r"^Inst (\S+)", plan, re.M)
    installed = [p for p in packages if p not in missing]
    return sorted(set(missing + installed))


def unpack(group):
    """Makes CACHE/GROUP unless it is there; gives its path."""
    root = os.path.join(CACHE, group)
    if os.path.exists(os.path.join(root, "complete")):
        return root
    shutil.rmtree(root, ignore_errors=True)
    debs = os.path.join(root, "debs")
    os.makedirs(debs)
    run("apt-get", "download", "-q", *wanted({**GROUPS, **SERVERS, **MAIL_SERVERS, **LOOKERS, **ACME}[group]), cwd=debs)
    for deb in sorted(os.listdir(debs)):
        run("dpkg-deb", "-x", os.path.join(debs, deb), root)
    shutil.rmtree(debs)
    for merged in ("lib", "bin", "sbin"):  # /lib is a link to /usr/lib
        old = os.path.join(root, merged)
        if os.path.isdir(old) and not os.path.islink(old):
            shutil.copytree(old, os.path.join(root, "usr", merged), symlinks=True, dirs_exist_ok=True)
    for top in ("usr", "etc", "var"):
        os.makedirs(os.path.join(root, top), exist_ok=True)
    write_users(root)
    open(os.path.join(root, "complete"), "w", encoding="ascii").close()
    return root


def write_users(root):
    with open(os.path.join(root, "passwd"), "w", encoding="ascii") as f:
        for name, number in USERS.items():
            f.write(f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n")
    with open(os.path.join(root, "group"), "w", encoding="ascii") as f:
        for name, number in {**USERS, **EXTRA_GROUPS}.items():
            f.write(f"{name}:x:{number}:\n")


def sandbox_command(group, netns, argv):
    """The argv that runs `argv` with the group's files, in a network namespace."""
    return ["ip", "netns", "exec", netns, "unshare", "-m", "sh", "-c", SANDBOX, "sandbox",
            unpack(group), *argv]
