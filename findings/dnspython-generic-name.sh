#!/bin/sh
# dnspython 2.3.0 (Debian 12): a known type in the form for unknown ones.
#
# Expected, RFC 3597 5: RDATA of any type may stand as \# LENGTH HEX, and whoever
# knows the type reads it as if it stood in the type's own form.
# Seen: where a name in the RDATA lies in the zone, reading the zone ends with an
# error ("convert a non-absolute name to wire"); where it lies elsewhere, it is
# read.  Zone files that write types in that form, as name servers do with types
# that they do not know, cannot be read as a whole.
. "$(dirname "$0")/lib.sh"
unpack python3-dnspython=2.3.0-1

# read_zone NAME : the zone has an AFSDB record (type 18) that leads to it
read_zone() {
	/usr/bin/python3 - "$1" <<-'EOF'
	import sys
	import dns.exception
	import dns.name
	import dns.zone
	wire = b"\0\1" + dns.name.from_text(sys.argv[1]).to_wire()
	text = f"""ex.example. 300 IN SOA a. b. 1 2 3 4 5
	ex.example. 300 IN NS a.
	x.ex.example. 300 IN TYPE18 \\# {len(wire)} {wire.hex()}
	"""
	try:
	    dns.zone.from_text(text.replace("\t", ""), "ex.example.", relativize=False)
	    print("read")
	except dns.exception.SyntaxError as error:
	    print("non-absolute" if "non-absolute" in str(error) else error)
	EOF
}

expect "a name elsewhere" read "$(read_zone host.other.example)"
expect "a name in the zone" non-absolute "$(read_zone host.ex.example)"
exit $changed
