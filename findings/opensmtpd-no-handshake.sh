#!/bin/sh
# OpenSMTPD 6.8.0p2 (Debian 12): STARTTLS with a good certificate.  (Root.)
#
# Expected: a handshake.
# Seen: none, with RSA and ECDSA, in TLS 1.2 and 1.3: it sends its certificates
# and then the alert internal_error.  The package was built against OpenSSL 3,
# where the way in which it keeps the private key in another process is gone
# (upstream issues 1171 and 1239).  STARTTLS stands in its reply to EHLO all the
# same.  So a sender that wants TLS, by DANE or MTA-STS, defers all mail for such
# a host; others fall back to clear text, and nobody notices.  Whoever reads the
# certificates alone sees a host that is well.
. "$(dirname "$0")/lib.sh"
unpack opensmtpd=6.8.0p2-4+b4
chmod 755 "$work"
certificate rsa rsa:2048
certificate ecdsa ec -pkeyopt ec_paramgen_curve:P-256
port=5310
for kind in rsa ecdsa; do
	port=$((port + 1))
	cat >"$work/$kind.conf" <<-EOF
	pki mx.example cert "$work/$kind.pem"
	pki mx.example key "$work/$kind.key"
	listen on 127.0.0.1 port $port tls pki mx.example hostname mx.example
	match from any for any reject
	EOF
done
handshake() {
	echo QUIT | timeout 20 openssl s_client -starttls smtp "-$2" \
	    -connect "127.0.0.1:$1" >"$work/seen" 2>&1 || :
	grep -c '^-----BEGIN CERTIFICATE' "$work/seen" | tr '\n' ' '
	grep -o 'alert internal error' "$work/seen" | head -1
}
port=5310
for kind in rsa ecdsa; do
	port=$((port + 1))
	start over "opensmtpd opensmtpq" smtpd -d -f "$work/$kind.conf"
	until_true 20 say $port
	expect "$kind, EHLO" 250 "$(say $port 'EHLO scan.example')"
	expect "$kind, STARTTLS" 220 \
	    "$(say $port 'EHLO scan.example' STARTTLS)"
	for version in tls1_2 tls1_3; do
		expect "$kind, $version: certificates, alert" \
		    "1 alert internal error" "$(handshake $port $version)"
	done
	kill $started
	wait $started 2>/dev/null || :
	started=
done
exit $changed
