#!/bin/sh
# Courier 1.0.16 (Debian 12): RSET between EHLO and STARTTLS.  (Root.)
#
# Expected: RSET aborts the mail transaction, of which there is none, and
# changes nothing else (RFC 5321 4.1.1.5); STARTTLS is answered by 220.
# Seen: RSET is answered by 250, and STARTTLS by 540 from then on, also after
# another EHLO, whose reply lists it no more.  NOOP does no harm.  So a client
# that says RSET first, as some do before each transaction of a connection that
# they keep, finds a server without TLS: it goes on in clear text, or defers.
. "$(dirname "$0")/lib.sh"
v=1.0.16-3+b6
unpack courier-mta=$v courier-base=$v courier-authlib=0.71.4-1+b2 libcourier-unicode4=2.1.2-2+b2 \
    libgamin0=0.1.10-6 libidn12=1.41-1 libpcre3=2:8.39-15 libltdl7=2.4.7-7~deb12u1
chmod 755 "$work"
certificate mx rsa:2048
cat "$work/mx.key" "$work/mx.pem" >"$work/both.pem"
chmod 644 "$work/both.pem"
start over courier sh -ec '
	echo mx.example >/etc/courier/me
	set -a
	. /etc/courier/esmtpd
	TLS_CERTFILE=$0 TLS_DHPARAMS= TLS_TRUSTCERTS=
	cd /usr
	exec /usr/sbin/couriertcpd -noidentlookup -nodnslookup -user=courier -group=courier \
	    -address=127.0.0.1 5313 /usr/sbin/courieresmtpd' "$work/both.pem"
until_true 20 say 5313
expect "EHLO, STARTTLS" 220 "$(say 5313 'EHLO scan.example' STARTTLS)"
expect "EHLO, NOOP, STARTTLS" 220 "$(say 5313 'EHLO scan.example' NOOP STARTTLS)"
expect "EHLO, RSET" 250 "$(say 5313 'EHLO scan.example' RSET)"
expect "EHLO, RSET, STARTTLS" 540 "$(say 5313 'EHLO scan.example' RSET STARTTLS)"
expect "EHLO, RSET, EHLO, STARTTLS" 540 \
    "$(say 5313 'EHLO scan.example' RSET 'EHLO scan.example' STARTTLS)"
exit $changed
