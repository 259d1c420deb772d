#!/usr/bin/python3
"""unbound_states.py SERVER : the state of questions, as a validator has it.

Reads "NAME TYPE" lines, writes each with secure, insecure, bogus or
indeterminate.  For asking from within a namespace.
"""

import sys

import dns.flags
import dns.message
import dns.query
import dns.rcode

ANSWERED = (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)


def ask(server, name, rtype, checking=True):
    query = dns.message.make_query(name, rtype, want_dnssec=True)
    query.flags |= dns.flags.AD
    if not checking:
        query.flags |= dns.flags.CD
    return dns.query.tcp(query, server, timeout=20)


def state(server, name, rtype):
    """SERVFAIL that becomes an answer when nothing is checked: bogus."""
    reply = ask(server, name, rtype)
    if reply.rcode() in ANSWERED:
        return "secure" if reply.flags & dns.flags.AD else "insecure"
    return "bogus" if ask(server, name, rtype, False).rcode() in ANSWERED else "indeterminate"


def main():
    for line in sys.stdin:
        name, rtype = line.split()
        print(name, rtype, state(sys.argv[1], name, rtype), flush=True)


if __name__ == "__main__":
    main()
