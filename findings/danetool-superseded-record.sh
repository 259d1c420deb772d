#!/bin/sh
# GnuTLS 3.7.9 (Debian 12, gnutls-bin, libgnutls-dane0): a record of SHA-256 that
# matches, beside one of SHA-512 that does not.  (Root, for port 53 of a network
# namespace of its own.)
#
# Expected, RFC 7671 9 (digest agility), a MUST of RFC 7672 2.2.1 for senders: of
# one usage and selector the strongest digest alone counts.  Nothing matches.
# Seen: "Certificate matches."  Exim with GnuTLS delivers by the same library; a
# sender with OpenSSL, as Postfix, defers the mail.  Whoever tests a set of both
# digests with it misses a wrong record of SHA-512.
packages="gnutls-bin=3.7.9-2+deb12u7 libgnutls-dane0=3.7.9-2+deb12u7
libgnutls30=3.7.9-2+deb12u7 libunbound8=1.17.1-2+deb12u4
python3-dnspython=2.3.0-1+deb12u1"
. "$(dirname "$0")/lib.sh"
alone "$0"
unpack $packages

named_certificate now mx.example
named_certificate before mx.example
# verify RECORD... : the chain from a file; nothing is signed here.
verify() {
	answer "mx.example A 127.0.0.1" "$@"
	names=$!
	until_true 10 python3 -c 'import dns.resolver; dns.resolver.resolve("mx.example", "A")'
	"$root/usr/bin/danetool" --check mx.example --port 25 --proto tcp \
	    --local-dns --insecure --load-certificate "$work/now.pem" 2>&1 |
	    sed -n 's/ *$//; s/^Verification: //p' | sort -u
	kill $names
	wait $names 2>/dev/null || :
}
owner=_25._tcp.mx.example
right="$owner TLSA 3 1 1 $(digest "$work/now.pem" sha256)"
wrong="$owner TLSA 3 1 2 $(digest "$work/before.pem" sha512)"
expect "the right one alone" "Certificate matches." "$(verify "$right")"
expect "the wrong one alone" "Verification failed. The certificate differs." \
    "$(verify "$wrong")"
expect "both" "Certificate matches." "$(verify "$right" "$wrong")"
exit $changed
