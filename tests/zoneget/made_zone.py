"""A zone of some thousand records, signed, with names and types of every kind."""

import os
import random
import subprocess

BULK_FROM = 1000
ODD = [
    r"\042.wild", r"a\.b", r"a\\b", r"semi\;colon", r"at\@sign", r"blank\032here", r"\000\255", r"quote\"d",
    "under_score", "UPPER", r"d\$ollar", r"par\(en\)", "x" * 63,
]


def lines(zone, serial, domains, seed, odd=True):
    """The zone file's text, unsigned; `zone` without its final dot.  Not `odd`: names of letters, digits, - and _ alone."""
    draw = random.Random(seed)
    master = "host\\.master" if odd else "hostmaster"
    out = [f"$ORIGIN {zone}.", "$TTL 3600",
           f"@ 86400 IN SOA ns.{zone}. {master}.{zone}. {serial} 1800 900 604800 300", "@ IN NS ns", "@ IN NS Ns2",
           "ns IN A 198.18.0.1", "ns2 IN AAAA 2001:db8::2", '@ IN TXT "a \\" quote" "\\000\\255"', "@ IN MX 10 mail"]
    for number in range(domains):
        name = f"d{draw.randrange(10 ** 9)}-{number}"
        for server in draw.sample(range(50), 2):
            out.append(f"{name} IN NS ns{server}.Host{server % 7}.example.")
        if draw.random() < 0.2:
            digest = f"{draw.getrandbits(256):064x}"
            out.append(f"{name} {draw.choice((300, 86400))} IN DS {draw.randrange(65536)} 13 2 {digest}")
    if domains >= BULK_FROM:  # more than the kernel takes off a server at once
        out += [f'bulk{name} IN TXT "{number:03}{"x" * 250}"' for name in range(130) for number in range(90)]
    if not odd:
        return out
    for number, name in enumerate(ODD):
        out.append(f"{name} IN A 198.18.1.{number}")
        out.append(f"to{number} IN CNAME {name}")
    out += ["unknown IN TYPE65280 \\# 3 abcdef", "unknown IN TYPE65280 \\# 0", f"rp IN RP a\\.b.{zone}. txt",
            'naptr IN NAPTR 1 2 "u" "s" "" Target', "svcb IN SVCB 1 svc alpn=h2", "srv IN SRV 1 2 3 Target",
            "afs IN AFSDB 1 Target", "loc IN LOC 59 0 0 N 18 0 0 E 1m", "caa IN CAA 0 issue \"ca.example\"",
            "hinfo IN HINFO a b", "_25._tcp.mail IN TLSA 3 1 1 " + "ab" * 32, "mail IN A 198.18.0.9"]
    return out


def write(folder, zone, serial, domains, seed, *dates, odd=True):
    """FOLDER/ZONE.SERIAL, signed; gives its path.  The keys are made once."""
    path = os.path.join(folder, f"{zone}.{serial}")
    with open(path + ".plain", "w", encoding="ascii") as f:
        f.write("\n".join(lines(zone, serial, domains, seed, odd)) + "\n")
    quiet = {"check": True, "cwd": folder, "capture_output": True, "text": True}
    if not [name for name in os.listdir(folder) if name.startswith(f"K{zone}.+")]:
        for flags in ([], ["-f", "KSK"]):
            subprocess.run(["dnssec-keygen", "-a", "ECDSAP256SHA256", *flags, zone], **quiet)
    subprocess.run(["dnssec-signzone", "-S", "-P", "-x", *dates, "-O", "full", "-o", zone, "-f", path, path + ".plain"],
                   **quiet)
    return path


def write_digest(folder, zone, serial, hashes, change=lambda lines: lines):
    """FOLDER/ZONE.now, not signed, with ZONEMDs by libldns; then changed."""
    plain = os.path.join(folder, f"{zone}.plain")
    with open(plain, "w", encoding="ascii") as f:
        # libldns prints the quotation mark of a name bare.
        f.write("\n".join(line for line in lines(zone, serial, 200, zone) if 'quote\\"d' not in line) + "\n")
    words = [word for one in hashes for word in ("-z", f"simple:{one}")]
    subprocess.run(["ldns-signzone", "-Z", *words, "-o", zone, "-f", plain + ".md", plain], check=True, capture_output=True)
    with open(plain + ".md", encoding="ascii") as f:
        text = change(f.readlines())
    with open(os.path.join(folder, f"{zone}.now"), "w", encoding="ascii") as f:
        f.writelines(text)


def write_sealed(folder, zone, serial, change=lambda lines: lines):
    """FOLDER/ZONE.now, signed, with a ZONEMD that is signed, by libldns; then changed."""
    quiet = {"check": True, "cwd": folder, "capture_output": True, "text": True}
    keys = [name[:-4] for name in os.listdir(folder) if name.startswith(f"K{zone}.+") and name.endswith(".key")]
    if not keys:
        keys = [subprocess.run(["ldns-keygen", "-a", "ECDSAP256SHA256", zone], **quiet).stdout.strip()]
    plain = os.path.join(folder, f"{zone}.plain")
    with open(plain, "w", encoding="ascii") as f:
        f.write("\n".join(lines(zone, serial, 40, zone, odd=False)) + "\n")
    subprocess.run(["ldns-signzone", "-z", "simple:sha384", "-o", zone, "-f", plain + ".md", plain, *keys], **quiet)
    with open(plain + ".md", encoding="ascii") as f:
        text = change(f.readlines())
    with open(os.path.join(folder, f"{zone}.now"), "w", encoding="ascii") as f:
        f.writelines(text)


def records(path, zone):
    """What the file holds, as BIND reads and prints it."""
    argv = ["named-compilezone", "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-s", "full", "-o", "-", zone, path]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return {" ".join(line.split()) for line in done.stdout.splitlines() if not line.startswith(";")}


def differences(one, other):
    """Records of one alone, and of the other alone: names have no case."""
    left, right = one - other, other - one
    folded = {line.lower() for line in left} & {line.lower() for line in right}
    return [[line for line in side if line.lower() not in folded] for side in (left, right)]
