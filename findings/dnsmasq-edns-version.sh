#!/bin/sh
# dnsmasq 2.90 (Debian 12) as an authority: a question with EDNS version 1.
#
# Expected, RFC 6891 6.1.3: BADVERS, and the highest version that the server
# knows, without an answer.
# Seen: NOERROR and the answer, with an OPT of version 0, as if version 0 had
# been asked for.  A survey of EDNS versions counts it among servers that know
# version 1.
. "$(dirname "$0")/lib.sh"
unpack dnsmasq-base=2.90-4~deb12u2 libnetfilter-conntrack3=1.0.9-3 \
    libnfnetlink0=1.0.2-2 python3-dnspython=2.3.0-1

start "$root/usr/sbin/dnsmasq" --no-daemon --conf-file=/dev/null --no-resolv \
    --no-hosts --user= --group= --listen-address=127.0.0.1 \
    --bind-interfaces --port=5307 --auth-server=ns.example,lo \
    --auth-zone=example --host-record=mx.example,192.0.2.1
until_true 10 ask 5307 mx.example A

expect "EDNS version 0" "NOERROR 1xA" \
    "$(ask 5307 mx.example A edns=1232 | cut -d' ' -f1,4-)"
expect "EDNS version 1" "NOERROR 1xA" \
    "$(ask 5307 mx.example A edns=1232 version=1 | cut -d' ' -f1,4-)"
exit $changed
