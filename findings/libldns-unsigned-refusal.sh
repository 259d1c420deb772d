#!/bin/sh
# libldns 1.8.3 (Debian 12): an update with a TSIG key that the server, Knot DNS,
# does not know.  (Root, for port 53 of a network namespace of its own.)
#
# Expected, RFC 8945 5.2.1 and 5.3.2: the server answers NOTAUTH with BADKEY and no
# signature, and the client shows the error: nobody can sign with a key that he
# has not.
# Seen: libldns gives no packet for an answer without a signature, but
# LDNS_STATUS_ERR (11), "General LDNS error"; ldns-update says nothing at all.
# NOTAUTH and BADKEY, which say what is to be mended, are lost: to a program with
# libldns a wrong key, a wrong clock and a forged answer look the same.
packages="knot=3.2.6-1 libknot13=3.2.6-1 libdnssec9=3.2.6-1
libzscanner4=3.2.6-1 liburcu8=0.13.2-1 ldnsutils=1.8.3-1+b1
libldns3=1.8.3-1+b1 python3-dnspython=2.3.0-1+deb12u1"
. "$(dirname "$0")/lib.sh"
alone "$0"
unpack $packages

secret=c2VjcmV0IG9mIGEgZmluZGluZywgbm90IG9mIGEgc2VydmVy
cat >"$work/example" <<'EOF'
$TTL 300
example. SOA ns.example. root.example. 1 3600 600 9999 60
example. NS ns.example.
ns.example. A 127.0.0.1
EOF
mkdir "$work/run" "$work/db"
cat >"$work/knot.conf" <<EOF
server:
    rundir: "$work/run"
    listen: 127.0.0.1@53
database:
    storage: "$work/db"
key:
  - id: known
    algorithm: hmac-sha1
    secret: $secret
acl:
  - id: update
    key: known
    action: update
template:
  - id: default
    storage: "$work"
    file: "%s"
    zonefile-sync: -1
zone:
  - domain: example
    acl: update
EOF
start "$root/usr/sbin/knotd" -c "$work/knot.conf"
until_true 10 ask 53 example SOA

# by_dnspython KEY : the RCODE of an update, or the error of the answer's TSIG.
by_dnspython() {
	python3 - "$1" "$secret" <<-'EOF'
	import sys
	import dns.query, dns.rcode, dns.tsig, dns.tsigkeyring, dns.update
	keys = dns.tsigkeyring.from_text({sys.argv[1]: sys.argv[2]})
	update = dns.update.Update("example", keyring=keys, keyalgorithm="hmac-sha1")
	update.add("www", 300, "A", "192.0.2.2")
	try:
	    print(dns.rcode.to_text(dns.query.udp(update, "127.0.0.1", 5).rcode()))
	except dns.tsig.PeerError as why:
	    print(type(why).__name__)
	EOF
}
# by_ldns KEY : what ldns-update says of it, and its exit code: ldns_status.
by_ldns() {
	"$root/usr/bin/ldns-update" www.example example 192.0.2.3 "$1" \
	    hmac-sha1 "$secret" >"$work/said" 2>&1 && code=0 || code=$?
	echo "$(grep -v "^;; t" "$work/said" || echo "no word"), $code"
}
expect "dnspython, a key that is known" NOERROR "$(by_dnspython known)"
expect "ldns-update, the same" "no word, 0" "$(by_ldns known)"
expect "dnspython, a key that is not" PeerBadKey "$(by_dnspython unknown)"
expect "ldns-update, the same" "no word, 11" "$(by_ldns unknown)"
exit $changed
