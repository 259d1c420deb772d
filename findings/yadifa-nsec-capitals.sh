#!/bin/sh
# YADIFA 2.6.4 (Debian 12): a signed zone with capitals in a name.
#
# Expected, RFC 6840 5.1: the next name of an NSEC record is signed as it is
# written; it is not folded to lower case, so who serves the record must keep
# its case.
# Seen: the zone is loaded without a word, all names are folded to lower case,
# the next name of NSEC too, and the signature over that NSEC fails.  Denials
# and wildcard answers that rest on it are bogus for every validating resolver;
# one name in capitals spoils its neighbour, and not itself.
. "$(dirname "$0")/lib.sh"
unpack yadifa=2.6.4-1 python3-dnspython=2.3.0-1 ldnsutils=1.8.3-1+b1 libldns3=1.8.3-1+b1

cat >"$work/example" <<'EOF'
$TTL 300
example. SOA ns.example. root.example. 1 3600 600 9999 60
example. NS ns.example.
a.example. A 192.0.2.1
MX.example. A 192.0.2.2
ns.example. A 192.0.2.1
EOF
sign example
start_yadifa 5309 example
served() {
	ask 5309 example SOA | grep -q '^NOERROR'
}
until_true 10 served

next_name() {
	python3 - "$1" <<-'EOF'
	import sys
	import dns.message, dns.query
	query = dns.message.make_query(sys.argv[1], "NSEC", want_dnssec=True)
	reply = dns.query.udp(query, "127.0.0.1", port=5309, timeout=5)
	print(next(r for r in reply.answer if r.rdtype == 47)[0].next)
	EOF
}
expect "next name of a.example in the file" MX.example. \
    "$(awk '$1 == "a.example." && $4 == "NSEC" { print $5 }' "$work/example")"
expect "and as it is served" mx.example. "$(next_name a.example)"
exit $changed
