"""desk.py: a folder with what the commands of the pages read, under the names that the pages give them.

Runs are written by the planted hours of tests/store, and judged; certificates are openssl's.  Nothing of it has seen a
network.
"""

import datetime
import gzip
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "store"))
import runs  # noqa: E402  (it says where made_run is)
import made_run  # noqa: E402

ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
# Where pages have places of a machine, the desk has its own.
PLACES = {"/usr/share/dns/root.ds": "root.ds", "/etc/danesweep/": "etc/", "/etc/ssl/": "ssl/",
          "/var/lib/danesweep": "var", "/usr/local/": "usr/"}
NAMES = {"runs/se": 0, "runs/hour1": 1, "runs/shard0": 0, "runs/shard1": 1, "runs/1": 2}
# What a page has typed reaches nobody, whatever it says: not even loopback is up.
NO_NETWORK = ["timeout", "120", "unshare", "--net"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
ZONE = """se. 3600 IN SOA a.ns.se. hostmaster.se. 2026112801 1800 1800 864000 7200
se. 3600 IN NS a.ns.se.
example.se. 3600 IN NS ns1.example.se.
example.se. 3600 IN DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000001
ns1.example.se. 3600 IN A 192.0.2.1
"""
CONF = """dir = var/mx
host = mx.example.se
issue = /bin/true
install = /bin/true
dns-server = 192.0.2.53
dns-zone = example.se
tsig-key = etc/mx.tsig
"""


class Desk:
    """The folder, and how a command is typed in it."""

    def __init__(self, folder, build):
        self.folder, self.danesweep = folder, os.path.join(os.path.abspath(build), "danesweep")
        for name in ("scripts", "doc", "tests", "build-analysis", "analysis"):
            os.symlink(os.path.join(ROOT, name), self.path(name))
        os.makedirs(self.path("bin"))
        os.makedirs(self.path("build"))
        for link in ("bin/danesweep", "build/danesweep"):
            os.symlink(self.danesweep, self.path(link))
        for name in ("runs", "zones", "etc", "ssl", "var"):
            os.makedirs(self.path(name))
        self.write_files()
        self.write_certificates()
        self.write_runs()
        os.symlink("history", self.path("STORE"))

    def path(self, *words):
        return os.path.join(self.folder, *words)

    def write(self, name, text, mode=0o644):
        opener = gzip.open if name.endswith(".gz") else open
        with opener(self.path(name), "wt", encoding="utf-8") as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def write_files(self):
        for name in ("se.zone.gz", "zones/se@2026112801.zone.gz"):
            self.write(name, ZONE)
        self.write("zones/se.zone.gz", ZONE.replace("2026112801", "2026112901").replace("example.se. 3600 IN DS", ";"))
        for name, text in {"names.txt": "example.se\n", "domains.txt": "example.se\n", "mx.txt": "mx.example.se\n",
                           "hosts.txt": "mx-late.dane\n", "addresses.txt": "192.0.2.1\n", "mx-addresses.txt": "192.0.2.1\n",
                           "etc/mx.conf": CONF, "etc/opt-out": "domain example.org\n"}.items():
            self.write(name, text)
        self.write("etc/mx.tsig", "hmac-sha256:mx:aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=\n", 0o600)

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def write_certificates(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
                     "-keyout", "ssl/mx.key", "-out", "chain.pem", "-subj", "/CN=mx.example.se",
                     "-addext", "subjectAltName=DNS:mx.example.se")
        self.openssl("req", "-new", "-key", "ssl/mx.key", "-subj", "/CN=mx.example.se", "-out", "next.csr")
        os.chmod(self.path("ssl/mx.key"), 0o600)
        for name in ("fullchain.pem", "ssl/fullchain.pem"):
            os.symlink(self.path("chain.pem"), self.path(name))
        key = subprocess.run("openssl x509 -in chain.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum",
                             shell=True, cwd=self.folder, check=True, capture_output=True, text=True)
        self.hex = key.stdout.split()[0]

    def write_runs(self):
        certs = runs.certificates()
        for number, (name, hour) in enumerate(NAMES.items()):
            made_run.NOW = runs.BEGIN + datetime.timedelta(hours=hour)
            made_run.TIME = made_run.NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            made_run.RUN_ID = runs.run_id(number)
            anchor = runs.Hour(self.path(name), hour, certs, domains=hour == 0).end()
            subprocess.run([self.danesweep, "verify", self.path(name), "--trust-anchor", anchor], check=True,
                           capture_output=True)
        with open(anchor, encoding="utf-8") as f:
            self.write("root.ds", f.read())

    def run(self, command):
        """(exit code, what it said)."""
        for place, own in PLACES.items():
            command = command.replace(place, own)
        done = subprocess.run([*NO_NETWORK, "bash", "-o", "pipefail", "-c", command], cwd=self.folder, capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL,
                              env=os.environ | {"PATH": self.path("bin") + ":" + os.environ["PATH"], "HEX": self.hex})
        return done.returncode, (done.stdout + done.stderr)[-1500:]
