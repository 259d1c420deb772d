#!/bin/sh
# YADIFA 2.6.4 (Debian 12): a zone with one DNAME record.
#
# Expected, RFC 3597: a server serves records that it does not know, and
# DNAME (RFC 6672) is a standard type; at the worst the record is left out.
# Seen: the whole zone is not loaded, and every name in it is SERVFAIL; the
# same zone without the record is served.  A domain whose operator adds a
# DNAME so vanishes as a whole from its YADIFA servers, and stays on others.
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
zone dname.example >"$work/dname.example"
echo 'old.dname.example. DNAME new.example.' >>"$work/dname.example"
served() {
	ask 5302 plain.example SOA | grep -q '^NOERROR'
}
start_yadifa 5302 plain.example dname.example
until_true 10 served
sleep 2 # as long again, for the other zone

expect "zone without DNAME" NOERROR "$(ask 5302 plain.example SOA | cut -d' ' -f1)"
expect "zone with DNAME" SERVFAIL "$(ask 5302 dname.example SOA | cut -d' ' -f1)"
exit $changed
