#!/bin/sh
# Postfix 3.7.11's postlogd(8) (Debian 12): main.cf has names that are there
# twice, and the log goes to a file (maillog_file).  (Root.)
#
# Expected: a warning in the log for each ("overriding earlier entry"), and the
# last one counts, as postconf(5) says; with syslog that is all.
# Seen: postlogd, too, writes its warnings to the socket public/postlog, whose only
# reader it is.  A datagram socket of Linux holds ten (net.unix.max_dgram_qlen)
# and one more; then postlogd waits for itself, and each other process waits for
# it behind its first line: no mail moves, nothing is logged, and no limit of
# time ends it.  With five such names it is a matter of who is faster, so it
# comes on busy machines only; with fifteen always.  It hurts those who append
# to main.cf where they once edited, in containers above all.
. "$(dirname "$0")/lib.sh"
unpack postfix=3.7.11-0+deb12u1
chmod 755 "$work"

# served TIMES : what became of a message where TIMES names are there twice.
served() {
	home=$work/$1
	mkdir "$home" "$home/queue" "$home/data"
	chown 30900:30900 "$home/data"
	cat >"$home/main.cf" <<-EOF
	compatibility_level = 3.6
	queue_directory = $home/queue
	data_directory = $home/data
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
	transport_maps = inline:{scan.example=discard:}
	EOF
	twice=0
	while [ $twice -lt "$1" ]; do
		twice=$((twice + 1))
		printf 'name%s = a\nname%s = b\n' $twice $twice
	done >>"$home/main.cf"
	cat >"$home/master.cf" <<-EOF
	pickup unix n - n 1 1 pickup
	cleanup unix n - n - 0 cleanup
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	trace unix - - n - 0 bounce
	discard unix - - n - - discard
	qmgr unix n - n 3600 1 qmgr
	postlog unix-dgram n - n - 1 postlogd
	EOF
	over "postfix postdrop" sh -ec '
		postfix -c "$0" check || :
		printf "Subject: x\n\nx\n" | sendmail -C "$0" -f a@scan.example user@scan.example
		exec postfix -c "$0" start-fg' "$home" >"$home/log" 2>&1 &
	started="$started $!"
	until_true 30 test -s "$home/queue/pid/master.pid"
	tries=150
	while [ $tries -gt 0 ] && ! grep -q 'status=sent' "$home/log"; do
		sleep 0.1
		tries=$((tries - 1))
	done
	if grep -q 'status=sent' "$home/log"; then
		echo delivered
	elif grep -q 'daemon started' "$home/log"; then
		echo waiting
	else
		echo "nothing logged"
	fi
	kill "$(cat "$home/queue/pid/master.pid")" || :
}
served 0 >"$work/once"
served 15 >"$work/twice"
expect "each name once" delivered "$(cat "$work/once")"
expect "fifteen names twice" "nothing logged" "$(cat "$work/twice")"
exit $changed
