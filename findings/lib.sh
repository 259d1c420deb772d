# lib.sh - what each script of this folder shares; it is sourced, not run.
#
# A package is unpacked, never installed, into a folder that is gone at the
# end.  Daemons listen on loopback only and end with the script.

set -eu
work=$(mktemp -d "${TMPDIR:-/tmp}/finding-XXXXXX")
root=$work/root
started=
mkdir "$work/debs" "$root"

leave() {
	status=$?
	for pid in $started; do
		kill "$pid" 2>/dev/null || :
	done
	wait 2>/dev/null || :
	rm -rf "$work"
	exit $status
}
trap leave EXIT
trap 'exit 130' INT TERM

# unpack PACKAGE=VERSION... : what the script needs, from the mirror that
# apt knows.  `apt-get update` is for the caller to do.
unpack() {
	[ -z "${FINDING_DEBS:-}" ] || cp "$FINDING_DEBS"/*.deb "$work/debs"
	[ -n "${FINDING_DEBS:-}" ] || (cd "$work/debs" && apt-get download -q "$@" >"$work/apt.log" 2>&1) || {
		cat "$work/apt.log" >&2
		echo "no such packages here: Debian 12 and apt-get update?" >&2
		exit 2
	}
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$root"
	done
	LD_LIBRARY_PATH=$root/usr/lib/$(uname -m)-linux-gnu
	PYTHONPATH=$root/usr/lib/python3/dist-packages
	export LD_LIBRARY_PATH PYTHONPATH
}

# start COMMAND... : in the background, ended with the script.
start() {
	"$@" >"$work/daemon.log" 2>&1 &
	started="$started $!"
}

# with_user NAME COMMAND... : as root, in a mount namespace of its own that
# knows a user and a group of that name, as the package would have made them.
with_user() {
	user=$1
	shift
	cp /etc/passwd /etc/group "$work"
	echo "$user:x:30900:30900::$work:/bin/false" >>"$work/passwd"
	echo "$user:x:30900:" >>"$work/group"
	exec unshare --mount sh -euc '
		mount --bind "$0/passwd" /etc/passwd
		mount --bind "$0/group" /etc/group
		exec "$@"' "$work" "$@"
}

# start_yadifa PORT ZONE... : serves each from the file of its name in $work.
start_yadifa() {
	port=$1
	shift
	mkdir "$work/log" "$work/keys" "$work/xfr"
	cat >"$work/yadifad.conf" <<-EOF
	<main>
	listen 127.0.0.1 port $port
	datapath $work
	keyspath $work/keys
	xfrpath $work/xfr
	logpath $work/log
	pidfile $work/yadifad.pid
	daemonize off
	</main>
	EOF
	for zone in "$@"; do
		printf '<zone>\ntype master\ndomain %s\nfile %s\n</zone>\n' \
		    "$zone" "$zone"
	done >>"$work/yadifad.conf"
	start "$root/usr/sbin/yadifad" -c "$work/yadifad.conf"
}

# until_true SECONDS COMMAND... : tries ten times a second.
until_true() {
	tries=$(($1 * 10))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			echo "never came true: $*" >&2
			tail -5 "$work/daemon.log" >&2
			exit 2
		}
		sleep 0.1
	done
}

# expect WHAT WANT SEEN : prints it; a difference makes the script fail.
changed=0
expect() {
	echo "$1: $3"
	[ "$2" = "$3" ] || {
		echo "  changed: it was $2"
		changed=1
	}
}

# ask PORT NAME TYPE [OPTION...] : one question to 127.0.0.1, one line of
# words: RCODE, tc or -, bytes, number of answers, then their types.
# Options: edns=SIZE, dnssec, version=N, tcp; authority: count the types of
# that section in the place of the answers.
ask() {
	python3 - "$@" <<-'EOF'
	import socket, sys
	import dns.flags, dns.message, dns.rcode, dns.rdatatype
	port, name, rtype, options = int(sys.argv[1]), *sys.argv[2:4], sys.argv[4:]
	value = dict(o.split("=") for o in options if "=" in o)
	query = dns.message.make_query(name, rtype)
	if "edns" in value:
	    query.use_edns(int(value.get("version", 0)), payload=int(value["edns"]),
	        ednsflags=dns.flags.DO if "dnssec" in options else 0)
	tcp = "tcp" in options
	with socket.socket(type=socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM) as s:
	    s.settimeout(5)
	    s.connect(("127.0.0.1", port))
	    wire = query.to_wire()
	    s.send(len(wire).to_bytes(2, "big") + wire if tcp else wire)
	    if tcp:
	        size = int.from_bytes(s.recv(2, socket.MSG_WAITALL), "big")
	        wire = s.recv(size, socket.MSG_WAITALL)
	    else:
	        wire = s.recv(65535)
	reply = dns.message.from_wire(wire, ignore_trailing=True,
	    raise_on_truncation=False)
	section = reply.authority if "authority" in options else reply.answer
	answers = [dns.rdatatype.to_text(r.rdtype) for r in section for _ in r]
	rcode = dns.rcode.to_text(reply.rcode())
	tc = "tc" if reply.flags & dns.flags.TC else "-"
	counted = " ".join(f"{answers.count(t)}x{t}" for t in sorted(set(answers)))
	print(rcode, tc, len(wire), counted or "no-answer")
	EOF
}

# sign ZONE [OPTION...] : the zone's file in $work, signed in its place.
sign() {
	zone=$1
	shift
	key=$(cd "$work" && "$root/usr/bin/ldns-keygen" -k -a ECDSAP256SHA256 "$zone")
	(cd "$work" && "$root/usr/bin/ldns-signzone" -o "$zone" -f signed "$@" "$zone" "$key")
	mv "$work/signed" "$work/$zone"
}

# over USERS COMMAND... : as root, in a mount namespace of its own in which the
# packages lie over /usr, /etc and /var, and these users are known.
over() {
	exec unshare --mount sh -euc '
		root=$1; users=$2; shift 2
		mount -t tmpfs tmpfs /mnt
		for dir in usr etc var; do
			mkdir -p "$root/$dir" "/mnt/$dir/upper" "/mnt/$dir/work"
			mount -t overlay overlay -o "lowerdir=$root/$dir:/$dir" \
			    -o "upperdir=/mnt/$dir/upper,workdir=/mnt/$dir/work" "/$dir"
		done
		id=30900
		for user in $users; do
			echo "$user:x:$id:$id::/nonexistent:/bin/false" >>/etc/passwd
			echo "$user:x:$id:" >>/etc/group
			id=$((id + 1))
		done
		exec "$@"' over "$root" "$@"
}

# certificate NAME KEY... : $work/NAME.pem and NAME.key, signed by itself; KEY
# is what openssl req -newkey takes.
certificate() {
	name=$1
	shift
	openssl req -x509 -nodes -days 30 -subj /CN=mx.example -newkey "$@" \
	    -keyout "$work/$name.key" -out "$work/$name.pem" 2>"$work/openssl.log"
	chmod 600 "$work/$name.key"
}

# say PORT LINE... : an SMTP dialogue; prints the code of the last reply.
say() {
	python3 - "$@" <<-'EOF'
	import socket, sys
	with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as s:
	    replies = s.makefile("rb")
	    for line in [None, *sys.argv[2:]]:
	        if line:
	            s.sendall(line.encode() + b"\r\n")
	        while (reply := replies.readline())[3:4] == b"-":
	            pass
	    print(reply[:3].decode())
	EOF
}

# alone SCRIPT : as root, the script once more in a network namespace of its own
# that has loopback alone, with 127.0.0.1 as its resolver.
alone() {
	[ -z "${FINDING_ALONE:-}" ] || return 0
	[ "$(id -u)" = 0 ] || {
		echo "as root, please" >&2
		exit 2
	}
	rm -rf "$work"
	trap - EXIT
	# The mirror is out of reach there: what apt knows is fetched before.
	FINDING_DEBS=$(mktemp -d) && export FINDING_DEBS
	(cd "$FINDING_DEBS" && apt-get download -q $packages >apt.log 2>&1) || {
		cat "$FINDING_DEBS/apt.log" >&2
		rm -rf "$FINDING_DEBS"
		exit 2
	}
	FINDING_ALONE=1 unshare --net --mount sh -euc '
		ip link set lo up
		echo "nameserver 127.0.0.1" >"$FINDING_DEBS/resolv.conf"
		mount --bind "$FINDING_DEBS/resolv.conf" /etc/resolv.conf
		exec sh "$0"' "$1" && status=0 || status=$?
	rm -rf "$FINDING_DEBS"
	exit $status
}

# answer RECORD... : a name server on 127.0.0.1 that has these records, one a
# word, in this order, and says so with the AD bit, as a validating one.
answer() {
	cat >"$work/names.py" <<-'EOF'
	import socketserver, sys
	import dns.flags, dns.message, dns.name, dns.rdataclass, dns.rdatatype, dns.rrset
	records = [line.split(None, 2) for line in sys.argv[1:]]
	class Names(socketserver.BaseRequestHandler):
	    def handle(self):
	        wire, s = self.request
	        query = dns.message.from_wire(wire)
	        reply = dns.message.make_response(query)
	        reply.flags |= dns.flags.RA | dns.flags.AD | dns.flags.AA
	        asked = query.question[0]
	        data = [d for n, t, d in records
	            if dns.name.from_text(n) == asked.name and dns.rdatatype.from_text(t) == asked.rdtype]
	        if data:
	            reply.answer.append(dns.rrset.from_text_list(asked.name, 300, dns.rdataclass.IN, asked.rdtype, data))
	        s.sendto(reply.to_wire(), self.client_address)
	socketserver.ThreadingUDPServer(("127.0.0.1", 53), Names).serve_forever()
	EOF
	start python3 "$work/names.py" "$@"
}

# digest PEM ALGORITHM : of the certificate's key, as a record has it.
digest() {
	openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER |
	    "$2sum" | cut -d' ' -f1
}

# named_certificate NAME SUBJECT : as certificate does, of another name.
named_certificate() {
	openssl req -x509 -nodes -days 30 -subj "/CN=$2" -newkey ec \
	    -pkeyopt ec_paramgen_curve:P-256 -addext "subjectAltName=DNS:$2" \
	    -keyout "$work/$1.key" -out "$work/$1.pem" 2>"$work/openssl.log"
}

# smtp_with_tls NAME : a mail server on 127.0.0.1:25 that offers STARTTLS, with
# NAME.pem and NAME.key of $work.
smtp_with_tls() {
	cat >"$work/mail.py" <<-'EOF'
	import socketserver, ssl, sys
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	context.load_cert_chain(*sys.argv[1:])
	class Mail(socketserver.StreamRequestHandler):
	    def handle(self):
	        self.wfile.write(b"220 mx.example ESMTP\r\n")
	        for line in self.rfile:
	            verb = line.split()[0].upper()
	            if verb == b"STARTTLS":
	                self.wfile.write(b"220 go\r\n")
	                with context.wrap_socket(self.connection, server_side=True) as tls:
	                    tls.recv(1)
	                return
	            self.wfile.write({b"EHLO": b"250-mx.example\r\n250 STARTTLS\r\n"}.get(verb, b"221 bye\r\n"))
	socketserver.ThreadingTCPServer.allow_reuse_address = True
	socketserver.ThreadingTCPServer(("127.0.0.1", 25), Mail).serve_forever()
	EOF
	start python3 "$work/mail.py" "$work/$1.pem" "$work/$1.key"
}
