#!/bin/sh
# PowerDNS 4.7.3 (Debian 12): a signed zone with a DNAME record.
#
# Expected, RFC 6672 3.2: a name below the DNAME gets the DNAME and a CNAME
# made from it.
# Seen: the record is loaded, signed and given when it is asked for by its own
# name, but names below it are NXDOMAIN, for dname-processing is off unless
# somebody sets it.  In a signed zone that is worse than a missing name: the
# denial comes with signatures, from a zone whose own record proves that the
# names are somewhere else, and a validating resolver says SERVFAIL.
. "$(dirname "$0")/lib.sh"
unpack pdns-server=4.7.3-2 pdns-backend-bind=4.7.3-2 libluajit-5.1-2 libluajit-5.1-common \
    python3-dnspython=2.3.0-1

mkdir "$work/conf" "$work/run"
cat >"$work/zone" <<'EOF'
$TTL 300
example. SOA ns.example. root.example. 1 3600 600 9999 60
example. NS ns.example.
ns.example. A 192.0.2.1
old.example. DNAME new.example.
mx.new.example. A 192.0.2.2
EOF
cat >"$work/named.conf" <<EOF
zone "example" { type master; file "$work/zone"; };
EOF
cat >"$work/conf/pdns.conf" <<EOF
launch=bind
bind-config=$work/named.conf
bind-dnssec-db=$work/keys.db
module-dir=$root/usr/lib/$(uname -m)-linux-gnu/pdns
socket-dir=$work/run
local-address=127.0.0.1
local-port=5303
security-poll-suffix=
EOF
tool() {
	"$root/usr/bin/pdnsutil" --config-dir="$work/conf" "$@" >>"$work/tool.log" 2>&1 || { cat "$work/tool.log" >&2; return 2; }
}
tool create-bind-db "$work/keys.db"
tool secure-zone example
start "$root/usr/sbin/pdns_server" --config-dir="$work/conf" --daemon=no --guardian=no
until_true 10 ask 5303 example SOA

seen() {
	ask 5303 "$@" edns=4000 dnssec | cut -d' ' -f1,4-
}
expect "the DNAME itself" "NOERROR 1xDNAME 1xRRSIG" "$(seen old.example DNAME)"
expect "a name below it" "NXDOMAIN no-answer" "$(seen mx.old.example A)"
expect "its target" "NOERROR 1xA 1xRRSIG" "$(seen mx.new.example A)"
exit $changed
