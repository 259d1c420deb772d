#!/bin/sh
# hash-slinger's tlsa 3.1 (Debian 12): `tlsa --verify` of a host with two records,
# of which one matches, as in every rollover.  (Root, for ports 25 and 53 of a
# network namespace of its own.)
#
# Expected, RFC 6698 2.1 and RFC 7671 8.1: one record that matches is enough, and
# the order of a set means nothing.
# Seen: it says SUCCESS of one record and FAIL of the other, and its exit code is
# that of the last in the order of the answer: 0 or 2 for the same set.  A monitor
# that goes by the code raises an alarm in a rollover, and another one each time
# that a server turns its answer round.
packages="hash-slinger=3.1-1.1+deb12u1 python3-m2crypto=0.38.0-4+b1
python3-unbound=1.17.1-2+deb12u4 libunbound8=1.17.1-2+deb12u4
python3-gnupg=0.4.9-1 python3-dnspython=2.3.0-1+deb12u1"
. "$(dirname "$0")/lib.sh"
alone "$0"
unpack $packages

named_certificate now mx.example
named_certificate before mx.example
smtp_with_tls now
now="_25._tcp.mx.example TLSA 3 1 1 $(digest "$work/now.pem" sha256)"
before="_25._tcp.mx.example TLSA 3 1 1 $(digest "$work/before.pem" sha256)"
# verify RECORD... : with a name server that has these.
verify() {
	answer "mx.example A 127.0.0.1" "$@"
	names=$!
	until_true 10 python3 -c 'import dns.resolver; dns.resolver.resolve("mx.example", "A")'
	python3 "$root/usr/bin/tlsa" --verify --insecure --ipv4 --port 25 \
	    --protocol tcp --starttls smtp --resolvconf /etc/resolv.conf \
	    mx.example >"$work/said" 2>&1 && code=0 || code=$?
	kill $names
	wait $names 2>/dev/null || :
	echo "$(sed -n 's/ .*//; /SUCCESS\|FAIL/p' "$work/said" | tr '\n' ' ')exit $code"
}
expect "the one that matches, first" "SUCCESS FAIL exit 2" "$(verify "$now" "$before")"
expect "the one that matches, last" "FAIL SUCCESS exit 0" "$(verify "$before" "$now")"
exit $changed
