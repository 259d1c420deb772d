#!/bin/sh
# Knot DNS 3.2.6 (Debian 12) with mod-onlinesign: MX with five hosts.
#
# Expected, RFC 2181 9: what does not fit into the additional section is left
# out, and the answer is whole without it.
# Seen: SERVFAIL over UDP when the addresses of the MX hosts and their
# signatures do not fit into 1,232 bytes, though the answer does.  SERVFAIL
# has no TC, so nobody comes by TCP, where the answer would be whole.  With two
# hosts the same server answers by UDP.  A scan counts such a domain as broken,
# and so does every resolver.
. "$(dirname "$0")/lib.sh"
unpack knot=3.2.6-1 libknot13=3.2.6-1 libdnssec9=3.2.6-1 \
    libzscanner4=3.2.6-1 liburcu8=0.13.2-1 python3-dnspython=2.3.0-1

zone() {
	cat <<-EOF
	\$TTL 300
	$1. SOA ns.$1. root.$1. 1 3600 600 9999 60
	$1. NS ns.$1.
	ns.$1. A 192.0.2.1
	EOF
	for i in $(seq "$2"); do
		echo "$1. MX 10 mail-exchanger-$i.$1."
		echo "mail-exchanger-$i.$1. A 192.0.2.1$i"
		echo "mail-exchanger-$i.$1. AAAA 2001:db8::$i"
	done
}
zone two.example 2 >"$work/two.example"
zone five.example 5 >"$work/five.example"
mkdir "$work/run" "$work/db"
cat >"$work/knot.conf" <<EOF
server:
    rundir: "$work/run"
    listen: 127.0.0.1@5304
database:
    storage: "$work/db"
template:
  - id: default
    storage: "$work"
    file: "%s"
    zonefile-sync: -1
    module: mod-onlinesign
zone:
  - domain: two.example
  - domain: five.example
EOF
start "$root/usr/sbin/knotd" -c "$work/knot.conf"
until_true 10 ask 5304 two.example SOA
until_true 10 ask 5304 five.example SOA

seen() {
	ask 5304 "$1" MX edns=1232 dnssec ${2:-} | cut -d' ' -f1,2,4-
}
expect "two hosts" "NOERROR - 2xMX 1xRRSIG" "$(seen two.example)"
expect "five hosts" "SERVFAIL - no-answer" "$(seen five.example)"
expect "five hosts over TCP" "NOERROR - 5xMX 1xRRSIG" "$(seen five.example tcp)"
exit $changed
