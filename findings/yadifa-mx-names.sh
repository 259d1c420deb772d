#!/bin/sh
# YADIFA 3.0.2 (Debian 13): two MX records at one name.
#
# Expected, RFC 1035 4.1.4: a name that is compressed ends with a pointer to the
# rest of it, and RDLENGTH counts that.
# Seen: RDLENGTH counts the pointer, and the pointer is not there: the message
# is malformed from the first exchange on.  One MX record alone is fine.
# So a domain with two mail hosts at this server has none: dig, Unbound and
# danesweep can read no record of the answer.  YADIFA 2.6.4 of Debian 12 is fine.
. "$(dirname "$0")/lib.sh"
unpack yadifa=3.0.2-3 python3-dnspython=2.7.0-1+deb13u1

{
	echo '$TTL 300'
	echo 'mail.example. SOA ns.mail.example. root.mail.example. 1 3600 600 9999 60'
	echo 'mail.example. NS ns.mail.example.'
	echo 'ns.mail.example. A 192.0.2.1'
	echo 'one.mail.example. MX 10 mx1.mail.example.'
	echo 'two.mail.example. MX 10 mx1.mail.example.'
	echo 'two.mail.example. MX 20 mx2.mail.example.'
} >"$work/mail.example"
start_yadifa 5301 mail.example
until_true 10 ask 5301 mail.example SOA

expect "one record" "NOERROR 1xMX" "$(ask 5301 one.mail.example MX | cut -d' ' -f1,4)"
expect "two records" "dns.exception.FormError" \
    "$(ask 5301 two.mail.example MX 2>&1 | tail -1 | cut -d: -f1)"
exit $changed
