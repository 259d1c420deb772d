#!/usr/bin/python3
"""observer.py SECONDS_BETWEEN : all caches that there could be, beside what is served.

Asks each name server for the TLSA records and each address for its certificate,
again and again; keeps each answer for its TTL, as a cache does that asked just
then.  Prints a line of JSON for each instant at which a kept set has records,
and none for a key that is served; at the end (SIGTERM) how much it saw.
"""

import hashlib
import json
import signal
import smtplib
import ssl
import sys
import time

import dns.message
import dns.query
import dns.rdatatype
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import world


def served(address):
    """The digest of the key that an address shows, or None."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with smtplib.SMTP(address, 25, local_hostname="observer.example", timeout=5) as session:
            session.starttls(context=context)
            der = session.sock.getpeercert(binary_form=True)
    except (OSError, smtplib.SMTPException):
        return None
    key = x509.load_der_x509_certificate(der).public_key()
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def shown(server):
    """(digests of the 3 1 1 records, TTL), or None."""
    try:
        reply = dns.query.udp(dns.message.make_query(world.OWNER, "TLSA"), server, timeout=2)
    except (OSError, dns.exception.DNSException):
        return None
    for rrset in reply.answer:
        if rrset.rdtype == dns.rdatatype.TLSA:
            return frozenset(r.cert.hex() for r in rrset), rrset.ttl
    return frozenset(), 0


def main():
    pause = float(sys.argv[1])
    kept, instants, mismatches, sets, keys, seconds = {}, 0, 0, set(), set(), 0.0
    going = [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    before = time.monotonic()
    while going:
        for server in (world.PRIMARY, world.SECOND):
            answer = shown(server)
            if answer and answer[0]:
                kept[answer[0]] = max(kept.get(answer[0], 0), time.monotonic() + answer[1])
                sets.add(answer[0])
        now = time.monotonic()
        kept = {digests: until for digests, until in kept.items() if until > now}
        bad = False
        for address in (world.MAIL4, world.MAIL6):
            key = served(address)
            keys |= {key} - {None}
            for digests in kept:
                if key and key not in digests:
                    bad = True
                    print(json.dumps({"at": time.time(), "address": address, "key": key, "set": sorted(digests)}), flush=True)
        instants += 1
        mismatches += bad
        seconds += (now - before) if bad else 0
        before = now
        time.sleep(pause)
    print(json.dumps({"instants": instants, "mismatches": mismatches, "mismatch_s": round(seconds, 1),
                      "sets": len(sets), "keys": len(keys)}), flush=True)


if __name__ == "__main__":
    main()
