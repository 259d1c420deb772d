#!/bin/sh
# YADIFA 2.6.4 (Debian 12): a zone with one label that begins with the byte 0.
#
# Expected, RFC 2181 11: a label holds any bytes, and the DNS sets no rule for
# them; RFC 1035 5.1 writes them as \DDD.
# Seen: the line is refused (INVALID_CHARSET), and with it the whole zone, of
# which every name is SERVFAIL then; the same zone without that name is served.
# A byte 0 within a label, and any other at its beginning, is taken.  An NSEC
# record to the next possible name (RFC 4470) is to such a label, `\000`: a zone
# that was signed so cannot be moved to YADIFA as a file.
. "$(dirname "$0")/lib.sh"
unpack yadifa=2.6.4-1 python3-dnspython=2.3.0-1

zone() {
	cat <<-EOF
	\$TTL 300
	$1. SOA ns.$1. root.$1. 1 3600 600 9999 60
	$1. NS ns.$1.
	ns.$1. A 192.0.2.1
	EOF
}
zone plain.example >"$work/plain.example"
zone zero.example >"$work/zero.example"
printf '\\000b.zero.example. A 192.0.2.2\n' >>"$work/zero.example"
served() {
	ask 5302 plain.example SOA | grep -q '^NOERROR'
}
start_yadifa 5302 plain.example zero.example
until_true 10 served
sleep 2 # as long again, for the other zone

expect "zone without that name" NOERROR "$(ask 5302 plain.example SOA | cut -d' ' -f1)"
expect "zone with it" SERVFAIL "$(ask 5302 zero.example SOA | cut -d' ' -f1)"
exit $changed
