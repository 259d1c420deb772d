#!/bin/sh
# YADIFA 2.6.4 (Debian 12): a UDP question without EDNS.
#
# Expected, RFC 1035 4.2.1: at most 512 bytes over UDP, and TC for the rest.
# Seen: the whole set, 1,921 bytes, in one datagram and without TC.
# With EDNS and a size of 512 the same server does truncate.  So a scanner
# whose buffer is 512 bytes without EDNS loses the end of such an answer and
# sees no sign of it.
. "$(dirname "$0")/lib.sh"
unpack yadifa=2.6.4-1 python3-dnspython=2.3.0-1

{
	echo '$TTL 300'
	echo 'big.example. SOA ns.big.example. root.big.example. 1 3600 600 9999 60'
	echo 'big.example. NS ns.big.example.'
	echo 'ns.big.example. A 192.0.2.1'
	for i in $(seq 10 49); do
		printf '_25._tcp.mx.big.example. TLSA 3 1 1 %064d\n' "$i"
	done
} >"$work/big.example"
start_yadifa 5301 big.example
until_true 10 ask 5301 big.example SOA

name=_25._tcp.mx.big.example
expect "without EDNS" "NOERROR - 1921 40xTLSA" "$(ask 5301 $name TLSA)"
expect "EDNS, 512" "tc" "$(ask 5301 $name TLSA edns=512 | cut -d' ' -f2)"
exit $changed
