#!/bin/sh
# sendmail 8.17.1 (Debian 12) as a server: a file of certificates with the chain,
# leaf first, as Let's Encrypt's clients write it.  (Root.)
#
# Expected: what stands in the file is sent, as Postfix and Exim do; RFC 8446 4.4.2
# and RFC 5246 7.4.2 want the chain.
# Seen: the first certificate alone.  The rest is sent if it stands in the CA
# file (confCACERT), which is for what the server trusts.  A TLSA record of usage 2
# for the authority then matches nothing: RFC 7671 5.2 wants it in the chain, and
# mail is deferred, though the file on the disk is whole.
# It takes no key from below a folder that everybody may write to.
TMPDIR=/run
. "$(dirname "$0")/lib.sh"
unpack sendmail-bin=8.17.1.9-2+deb12u2 sendmail-base=8.17.1.9-2+deb12u2 \
    sendmail-cf=8.17.1.9-2+deb12u2 liblockfile-bin=1.17-1+b1 \
    liblockfile1=1.17-1+b1 lockfile-progs=0.1.19 libwrap0=7.6.q-32
chmod 755 "$work"

# An authority, and a leaf by it.
openssl req -x509 -nodes -days 30 -subj "/CN=an authority" -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -keyout "$work/ca.key" -out "$work/ca.pem" \
    2>"$work/openssl.log"
openssl req -nodes -subj /CN=mx.example -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -keyout "$work/mx.key" -out "$work/mx.csr" \
    2>"$work/openssl.log"
openssl x509 -req -days 30 -in "$work/mx.csr" -CA "$work/ca.pem" \
    -CAkey "$work/ca.key" -CAcreateserial -out "$work/leaf.pem" \
    2>"$work/openssl.log"
chmod 600 "$work/mx.key"
cat "$work/leaf.pem" "$work/ca.pem" >"$work/chain.pem"
certificate other ec -pkeyopt ec_paramgen_curve:P-256

# serve PORT CAFILE : with the chain as its certificate.
serve() {
	mkdir -m 700 "$work/queue$1"
	cat >"$work/$1.mc" <<-EOF
	include(\`/usr/share/sendmail/cf/m4/cf.m4')dnl
	OSTYPE(\`debian')dnl
	define(\`confSERVER_CERT', \`$work/chain.pem')dnl
	define(\`confSERVER_KEY', \`$work/mx.key')dnl
	define(\`confCACERT', \`$2')dnl
	define(\`confCACERT_PATH', \`$work')dnl
	define(\`confPID_FILE', \`$work/$1.pid')dnl
	define(\`confDOMAIN_NAME', \`mx.example')dnl
	define(\`confTO_IDENT', \`0')dnl
	FEATURE(\`no_default_msa')dnl
	DAEMON_OPTIONS(\`Family=inet, Name=MTA, Port=$1, Addr=127.0.0.1')dnl
	MAILER(\`smtp')dnl
	EOF
	start over "smmta smmsp" sh -ec '
		echo "nameserver 127.0.0.1" >/etc/resolv.conf
		echo "127.0.0.1 mx.example $(hostname)" >/etc/hosts
		m4 "$0/$1.mc" >"$0/$1.cf"
		exec /usr/libexec/sendmail/sendmail -C "$0/$1.cf" -bD \
		    -O QueueDirectory="$0/queue$1" -O AliasFile= -O StatusFile=' \
	    "$work" "$1"
}
# sent PORT : how many certificates.
sent() {
	echo QUIT | timeout 20 openssl s_client -starttls smtp -showcerts \
	    -connect "127.0.0.1:$1" 2>/dev/null | grep -c -e "-BEGIN CERT"
}
serve 5308 "$work/other.pem"
serve 5309 "$work/ca.pem"
until_true 30 sent 5308
until_true 30 sent 5309
expect "certificates in the file" 2 "$(grep -c -e "-BEGIN CERT" "$work/chain.pem")"
expect "sent" 1 "$(sent 5308)"
expect "sent, with the authority in the CA file" 2 "$(sent 5309)"
exit $changed
