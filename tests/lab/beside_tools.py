"""Other programs that look at the DANE of a mail host, as tests/lab/beside runs
them, and what each says in a word.

Each is Debian's, unpacked and not installed; its resolver is the lab's
Unbound, its trust anchor the lab's.  danecheck is not packaged: what it asks,
by its README, is asked here with dig and openssl.
"""

import os
import re
import subprocess

from unpack import sandbox_command

NS, RESOLVER = "ds-res", "198.18.2.2"
PATIENCE_S = 60
# In the sandbox of each: who resolves, whom to trust; then the command, somewhere where it may write.
PREPARE = f"""
printf 'nameserver {RESOLVER}\\noptions edns0 trust-ad\\n' >/etc/resolv.conf
mkdir -p /usr/share/dns /etc/postfix
cp "$1" /usr/share/dns/root.key
echo 'compatibility_level = 3.6' >/etc/postfix/main.cf
shift
cd /mnt
exec "$@"
"""


def run(argv):
    """All that it says; its exit code is the last line."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE_S, check=False, errors="replace",
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "exit: late\n"
    return f"{done.stdout}{done.stderr}\nexit: {done.returncode}\n"


def by_group(group, lab, *argv):
    return run(sandbox_command(group, NS, ["sh", "-c", PREPARE, "tool", f"{lab}/trust-anchor", *argv]))


def word(text, *pairs):
    """That of the first pattern that is found."""
    return next((name for pattern, name in pairs if re.search(pattern, text)), "other")


# -- posttls-finger ----------------------------------------------------------------

def finger(lab, domain, _):
    """It looks up the MX set by itself."""
    text = by_group("postfix", lab, "posttls-finger", "-c", "-l", "dane", "-d", "sha256", "-t", "20", "-T", "20",
                    "-L", "summary,certmatch", domain)
    return text, word(text, ("Verified TLS", "verified"), ("Untrusted TLS", "untrusted"), ("TLSA lookup error", "tlsa-lookup-error"),
                      ("type=MX", "mx-lookup-error"), ("SSL_connect", "tls-failed"), ("[45]54 ", "refused"),
                      ("onnection refused", "connection-refused"), ("Server did not offer|exit: 0", "no-tls"))


# -- danetool ------------------------------------------------------------------------

def danetool(lab, _, host):
    text = by_group("gnutls", lab, "danetool", "--check", host, "--port", "25", "--proto", "tcp", "--starttls-proto", "smtp",
                    "--local-dns")
    return text, word(text, ("Certificate matches", "matches"), ("does not match", "no-match"), ("No DANE data", "no-records"),
                      ("No DNSSEC signature", "unsigned"), ("signature is invalid", "bogus"), ("Verification", "fails"),
                      ("not available", "no-authority"), ("annot|refused|error", "no-session"))


# -- ldns-dane -----------------------------------------------------------------------

def ldns_dane(lab, _, host):
    """It knows no STARTTLS: the chain comes from openssl."""
    look = (f"openssl s_client -starttls smtp -connect {host}:25 -cipher DEFAULT@SECLEVEL=0 -showcerts </dev/null 2>/dev/null "
            f"| sed -n '/-BEGIN CERT/,/-END CERT/p' >chain; ldns-dane -k {lab}/trust-anchor -c chain verify {host} 25")
    text = by_group("ldnsutils", lab, "sh", "-c", look)
    return text, word(text, ("dane-validated succ", "validated"), ("because: no matching", "no-match"),
                      ("because: hostname mismatch", "name-mismatch"), ("because: certificate has expired", "expired"),
                      ("bogus", "bogus"), ("were insecure", "insecure"), ("No TLSA records", "no-records"),
                      ("unusable TLSA", "unusable"), ("because: unable to get local issuer", "no-root"),
                      ("loading certificate|get_name", "no-chain"))


# -- hash-slinger ----------------------------------------------------------------------

def slinger(lab, _, host):
    text = by_group("hash-slinger", lab, "tlsa", "--verify", "--port", "25", "--protocol", "tcp", "--starttls", "smtp",
                    "--rootkey", f"{lab}/trust-anchor", host)
    good, bad = "SUCCESS" in text, re.search(r"^FAIL", text, re.M)
    if good and bad:
        return text, "both"
    if good:
        return text, "success" if "Caution" not in text else "success,caution"
    return text, word(text, ("^FAIL|\nFAIL", "fail"), ("Unable to resolve", "no-records"), ("record is invalid", "invalid-record"),
                      ("Traceback", "broke-off"))


# -- danecheck's questions ----------------------------------------------------------------

def dig(name, rrtype):
    return run(["ip", "netns", "exec", NS, "dig", f"@{RESOLVER}", "+dnssec", "+noall", "+comments", "+answer", "+nosplit", name,
                rrtype])


def is_signed(text):
    flags = re.search(r"flags: ([a-z ]+);", text)
    return "status: NOERROR" in text and bool(flags) and "ad" in flags[1].split()


def handshake(host, address, records):
    where = f"[{address}]:25" if ":" in address else f"{address}:25"
    rrdata = [w for fields, data in records for w in ("-dane_tlsa_rrdata", f"{fields} {data}")]
    return run(["ip", "netns", "exec", NS, "openssl", "s_client", "-starttls", "smtp", "-connect", where, "-brief",
                "-verify_return_error", "-dane_tlsa_domain", host, "-dane_ee_no_namechecks", *rrdata])


def danecheck(_, domain, host):
    """MX, addresses and TLSA, each to be signed; then each address."""
    asked = {}
    for name, rrtype in ((domain, "MX"), (host, "A"), (host, "AAAA"), (f"_25._tcp.{host}", "TLSA")):
        asked[rrtype] = dig(name, rrtype)
    text = "".join(asked.values())
    for rrtype in ("MX", "TLSA"):
        if not is_signed(asked[rrtype]):
            failed = "SERVFAIL" in asked[rrtype]
            return text, f"{rrtype.lower()}-{'fails' if failed else 'unsigned'}"
    records = re.findall(r"\sIN\s+TLSA\s+(\d+ \d+ \d+) ([0-9A-F]+)", asked["TLSA"])
    if not records:
        return text, "no-records"
    sessions = [handshake(host, a, records) for a in re.findall(r"\sIN\s+(?:A|AAAA)\s+(\S+)", text)]
    text += "".join(sessions)
    passed = sum("Verification: OK" in s and "DANE TLSA" in s for s in sessions)
    return text, "pass" if passed == len(sessions) else f"fail,{passed}-of-{len(sessions)}"


TOOLS = {"posttls-finger": finger, "danetool": danetool, "ldns-dane": ldns_dane, "tlsa": slinger, "danecheck": danecheck}
GROUPS = ("postfix", "gnutls", "ldnsutils", "hash-slinger")
