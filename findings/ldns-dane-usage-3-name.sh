#!/bin/sh
# ldns-dane 1.8.3 (Debian 12, ldnsutils): a record of usage 3, and a certificate
# of another name.  (Root, for port 53 of a network namespace of its own.)
#
# Expected, RFC 7671 5.1: under DANE-EE(3) the names in the certificate are not
# looked at; the record binds the key to the host.
# Seen: it "did not dane-validate, because: hostname mismatch", though the record
# names its key; with -n it validates.  Who checks with it a mail server whose
# certificate has the name of its provider is told of a fault where every sender
# delivers.
packages="ldnsutils=1.8.3-1+b1 libldns3=1.8.3-1+b1 python3-dnspython=2.3.0-1+deb12u1"
. "$(dirname "$0")/lib.sh"
alone "$0"
unpack $packages

named_certificate right mx.example
named_certificate other mx.provider.example
answer "mx.example A 127.0.0.1" \
    "_25._tcp.mx.example TLSA 3 1 1 $(digest "$work/right.pem" sha256)" \
    "_25._tcp.mx.example TLSA 3 1 1 $(digest "$work/other.pem" sha256)"
# verify NAME [OPTION] : the chain from a file; -d: it is not signed here.
verify() {
	"$root/usr/bin/ldns-dane" -d ${2:-} -c "$work/$1.pem" verify mx.example 25 \
	    2>&1 | sed -n 's/^CN *= *[^ ]* //p'
}
until_true 10 "$root/usr/bin/ldns-dane" -d -c "$work/right.pem" verify mx.example 25
expect "its own name" "dane-validated successfully" "$(verify right)"
expect "another name" "did not dane-validate, because: hostname mismatch" \
    "$(verify other)"
expect "another name, with -n" "dane-validated successfully" "$(verify other -n)"
exit $changed
