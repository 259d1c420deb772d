#!/bin/sh
# Postfix 3.7.11's client, smtp(8) (Debian 12): a server that greets with a bare
# "220", or with stars in the place of its name.  (Root.)
#
# Expected: EHLO, whatever text stands behind 220; RFC 5321 4.2 tells clients to
# go by the code alone.
# Seen: HELO.  A greeting of nothing but 2, 0, blanks and stars is taken for that
# of a Cisco PIX firewall (smtp_pix_workarounds, disable_esmtp), so that STARTTLS,
# which the server offers, is never seen: where TLS is wanted, by DANE or
# MTA-STS, mail is deferred, and bounces after five days; else it goes in clear
# text.  posttls-finger says EHLO, and calls the same server well.
. "$(dirname "$0")/lib.sh"
unpack postfix=3.7.11-0+deb12u1
chmod 755 "$work"
mkdir "$work/queue" "$work/data"
chown 30900:30900 "$work/data"
cat >"$work/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
myhostname = scan.example
mydestination =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
smtp_tls_security_level = encrypt
smtp_dns_support_level = disabled
transport_maps = inline:{plain.example=smtp:[127.0.0.1]:5314, bare.example=smtp:[127.0.0.1]:5315, stars.example=smtp:[127.0.0.1]:5316}
EOF
cat >"$work/master.cf" <<EOF
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
qmgr unix n - n 3600 1 qmgr
smtp unix - - n - - smtp
postlog unix-dgram n - n - 1 postlogd
EOF
# Each tells in a file what it was told first; STARTTLS is refused, for that is
# as far as it has to come.
cat >"$work/server.py" <<'EOF'
import socketserver, sys, threading
class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        name, greeting = self.server.what
        self.wfile.write(greeting + b"\r\n")
        for line in self.rfile:
            verb = line.split()[0]
            with open(f"{sys.argv[1]}/{name}.said", "ab") as f:
                f.write(verb + b" ")
            self.wfile.write({b"EHLO": b"250-mx.example\r\n250 STARTTLS\r\n", b"QUIT": b"221 bye\r\n",
                b"HELO": b"250 mx.example\r\n"}.get(verb, b"454 later\r\n"))
            if verb == b"QUIT":
                return
for port, name, greeting in ((5314, "plain", b"220 mx.example"), (5315, "bare", b"220"),
        (5316, "stars", b"220 ****2**0****")):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Mail)
    server.what = name, greeting
    threading.Thread(target=server.serve_forever).start()
EOF
start python3 "$work/server.py" "$work"
start over "postfix postdrop" sh -ec '
	postfix -c "$0" check || :
	printf "Subject: x\n\nx\n" | sendmail -C "$0" -f a@scan.example \
	    user@plain.example user@bare.example user@stars.example
	exec postfix -c "$0" start-fg' "$work"
for name in plain bare stars; do
	until_true 30 grep -q QUIT "$work/$name.said"
done
kill "$(cat "$work/queue/pid/master.pid")" || :
expect "behind 220 mx.example" "EHLO STARTTLS QUIT" "$(sed 's/ $//' "$work/plain.said")"
expect "behind 220" "HELO QUIT" "$(sed 's/ $//' "$work/bare.said")"
expect "behind 220 ****2**0****" "HELO QUIT" "$(sed 's/ $//' "$work/stars.said")"
exit $changed
