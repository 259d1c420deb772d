#!/bin/sh
# Exim 4.96 (Debian 12): STARTTLS with no certificate configured.  (Root.)
#
# Expected: a self-signed certificate made once, good for a year or more, as
# other mail servers' packages make it; or no STARTTLS.
# Seen: a certificate that the daemon makes for itself when it starts, good for
# two hours, with a new key at each start.  So a host that was never set up has
# an expired certificate in nearly every scan and another key in each: it
# looks like an operator who rolls keys every day, and like one who forgot to
# renew, and is neither.
. "$(dirname "$0")/lib.sh"
v=4.96-15+deb12u11
unpack exim4-daemon-light=$v exim4-base=$v libidn12=1.41-1

mkdir -p "$work/spool" "$work/log"
chmod 755 "$work"
cat >"$work/exim.conf" <<EOF
primary_hostname = mx.example
spool_directory = $work/spool
log_file_path = $work/log/%slog
pid_file_path = $work/exim.pid
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
tls_advertise_hosts = *
acl_smtp_rcpt = deny
EOF
chown -R 30900:30900 "$work/spool" "$work/log"
serve() {
	start with_user Debian-exim "$root/usr/sbin/exim4" -C "$work/exim.conf" \
	    -bdf -oX 127.0.0.1.5305
}
certificate() {
	echo QUIT | timeout 20 openssl s_client -starttls smtp \
	    -connect 127.0.0.1:5305 2>/dev/null |
	    openssl x509 -noout "$@"
}
seconds() {
	date -d "$(certificate "-$1" | cut -d= -f2)" +%s
}
serve
until_true 20 certificate -subject
expect "subject" "CN = mx.example" \
    "$(certificate -subject -nameopt oneline | grep -o 'CN = [^,]*')"
certificate -dates
expect "seconds it is good for" 7200 \
    "$(($(seconds enddate) - $(seconds startdate)))"
first=$(certificate -pubkey | sha256sum)
expect "same key in the next session" yes \
    "$([ "$first" = "$(certificate -pubkey | sha256sum)" ] && echo yes || echo no)"
kill $started
wait $started 2>/dev/null || :
started=
serve
until_true 20 certificate -subject
expect "same key after a restart" no \
    "$([ "$first" = "$(certificate -pubkey | sha256sum)" ] && echo yes || echo no)"
exit $changed
