#!/bin/sh
# YADIFA 2.6.4 (Debian 12): a wildcard CNAME in a zone signed with NSEC.
#
# Expected, RFC 4035 3.1.3.3: an answer made from a wildcard comes with the
# NSEC record that proves that the name itself does not exist.
# Seen: so it is for a wildcard of addresses.  Where the wildcard is a CNAME
# the answer has the alias, its target and their signatures, and no NSEC at
# all.  A validating resolver calls that bogus, so mail for hosts behind such a
# wildcard waits, while resolvers that do not validate see no fault.
. "$(dirname "$0")/lib.sh"
unpack yadifa=2.6.4-1 python3-dnspython=2.3.0-1 ldnsutils=1.8.3-1+b1 libldns3=1.8.3-1+b1

cat >"$work/example" <<'EOF'
$TTL 300
example. SOA ns.example. root.example. 1 3600 600 9999 60
example. NS ns.example.
ns.example. A 192.0.2.1
mx.example. A 192.0.2.2
*.alias.example. CNAME mx.example.
*.plain.example. A 192.0.2.2
EOF
sign example
start_yadifa 5308 example
served() {
	ask 5308 example SOA | grep -q '^NOERROR'
}
until_true 10 served

seen() {
	ask 5308 "$1" A edns=4000 dnssec authority | cut -d' ' -f1,4-
}
expect "an address by a wildcard" "NOERROR 1xNSEC 1xRRSIG" "$(seen a.plain.example)"
expect "an alias by a wildcard" "NOERROR no-answer" "$(seen a.alias.example)"
exit $changed
