#include "net/packet.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define ETHERNET  "\x02\0\0\0\0\1\x02\0\0\0\0\2"
#define ETHERNET4 ETHERNET "\x08\0"
#define ETHERNET6 ETHERNET "\x86\xdd"
/* 198.18.16.1 to 198.18.0.2, and 2001:db8::1 to 2001:db8::2 */
#define ADDRS4      "\xc6\x12\x10\1\xc6\x12\0\2"
#define ADDR6(last) "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0" last
#define ADDRS6      ADDR6("\1") ADDR6("\2")
#define IPV4(len, fragment, proto)                                             \
	"\x45\0\0" len "\0\0" fragment "\x40" proto "\0\0" ADDRS4
#define IPV6(len, proto) "\x60\0\0\0\0" len proto "\x40" ADDRS6
#define NO_FRAGMENT      "\x40\0"
#define UDP(len)         "\0\x35\xee\x48\0" len "\0\0"
#define TCP(offset_flags)                                                      \
	"\0\x19\xee\x48\1\2\3\4\5\6\7\x08" offset_flags "\x10\0\0\0\0\0"
#define PADDING "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

#define BYTES(s) s, sizeof(s) - 1

/* Each row is a frame as tcpdump names it, and its payload; NULL: refused. */
static const struct {
	const char *name;
	const char *bytes;
	size_t len;
	const char *payload;
} rows[] = {
    {"IP 198.18.16.1.53 > 198.18.0.2.61000: UDP, length 3",
	BYTES(ETHERNET4 IPV4("\x1f", NO_FRAGMENT, "\x11") UDP("\x0b") "abc"),
	"abc"},
    {"the same, padded by Ethernet",
	BYTES(ETHERNET4 IPV4("\x1f", NO_FRAGMENT, "\x11")
		UDP("\x0b") "abc" PADDING),
	"abc"},
    {"IP6 2001:db8::1.53 > 2001:db8::2.61000: UDP, length 3",
	BYTES(ETHERNET6 IPV6("\x0b", "\x11") UDP("\x0b") "abc"), "abc"},
    {"IP6 UDP, padded by Ethernet",
	BYTES(ETHERNET6 IPV6("\x0b", "\x11") UDP("\x0b") "abc" PADDING), "abc"},
    {"IP 198.18.16.1.25 > 198.18.0.2.61000: Flags [P.], length 3",
	BYTES(ETHERNET4 IPV4("\x2b", NO_FRAGMENT, "\6") TCP("\x50\x18") "abc"),
	"abc"},
    {"IP TCP, padded by Ethernet",
	BYTES(ETHERNET4 IPV4("\x2b", NO_FRAGMENT, "\6")
		TCP("\x50\x18") "abc" PADDING),
	"abc"},
    {"IP6 TCP, options [mss 1440], length 1",
	BYTES(ETHERNET6 IPV6("\x19", "\6") TCP("\x60\x12") "\2\4\5\xa0"
							   "a"),
	"a"},
    {"IP TCP without payload",
	BYTES(ETHERNET4 IPV4("\x28", NO_FRAGMENT, "\6") TCP("\x50\x10")), ""},
    {"IP ICMP", BYTES(ETHERNET4 IPV4("\x1c", NO_FRAGMENT, "\1") "\3\3abcdef"),
	"\3\3abcdef"},
    {"IP6 ICMP6", BYTES(ETHERNET6 IPV6("\x08", "\x3a") "\1\4abcdef"),
	"\1\4abcdef"},

    {"no bytes", BYTES(""), NULL},
    {"Ethernet alone", BYTES(ETHERNET4), NULL},
    {"ARP", BYTES(ETHERNET "\x08\6" PADDING PADDING), NULL},
    {"IP version 6 under IPv4's ethertype",
	BYTES(ETHERNET4 IPV6("\x0b", "\x11") UDP("\x0b") "abc"), NULL},
    {"IP version 4 under IPv6's ethertype",
	BYTES(ETHERNET6 IPV4("\x1f", NO_FRAGMENT, "\x11")
		UDP("\x0b") "abc" PADDING),
	NULL},
    {"IP total length past the end",
	BYTES(ETHERNET4 IPV4("\x20", NO_FRAGMENT, "\x11") UDP("\x0b") "abc"),
	NULL},
    {"IP total length within the header",
	BYTES(ETHERNET4 IPV4("\x13", NO_FRAGMENT, "\x11") UDP("\x0b") "abc"),
	NULL},
    {"IP header length 16",
	BYTES(ETHERNET4 "\x44\0\0\x1f\0\0\0\0\x40\x11\0\0" ADDRS4 UDP("\x0b")),
	NULL},
    {"IP header length past the total length",
	BYTES(ETHERNET4 "\x4f\0\0\x1f\0\0\0\0\x40\x11\0\0" ADDRS4 UDP("\x0b")),
	NULL},
    {"a first fragment",
	BYTES(ETHERNET4 IPV4("\x1f", "\x20\0", "\x11") UDP("\x0b") "abc"),
	NULL},
    {"a later fragment",
	BYTES(ETHERNET4 IPV4("\x1f", "\0\1", "\x11") UDP("\x0b") "abc"), NULL},
    {"SCTP",
	BYTES(ETHERNET4 IPV4("\x1f", NO_FRAGMENT, "\x84") UDP("\x0b") "abc"),
	NULL},
    {"IP6 payload length past the end",
	BYTES(ETHERNET6 IPV6("\x0c", "\x11") UDP("\x0b") "abc"), NULL},
    {"IP6 with a fragment header",
	BYTES(ETHERNET6 IPV6("\x13", "\x2c") "\x11\0\0\0\0\0\0\0" UDP(
	    "\x0b") "abc"),
	NULL},
    {"UDP length past the datagram",
	BYTES(ETHERNET4 IPV4("\x1f", NO_FRAGMENT, "\x11") UDP("\x0c") "abcd"),
	NULL},
    {"UDP length 7",
	BYTES(ETHERNET4 IPV4("\x1f", NO_FRAGMENT, "\x11") UDP("\7") "abc"),
	NULL},
    {"TCP data offset 16 bytes",
	BYTES(ETHERNET4 IPV4("\x2b", NO_FRAGMENT, "\6") TCP("\x40\x18") "abc"),
	NULL},
    {"TCP data offset past the segment",
	BYTES(ETHERNET4 IPV4("\x2b", NO_FRAGMENT, "\6")
		TCP("\xf0\x18") "abc" PADDING),
	NULL},
    {"TCP option of length 0",
	BYTES(ETHERNET4 IPV4("\x2c", NO_FRAGMENT, "\6")
		TCP("\x60\x12") "\2\0\0\0"),
	""}, /* counts without it */
    {"TCP cut short",
	BYTES(ETHERNET4 IPV4("\x27", NO_FRAGMENT, "\6") TCP("\x50\x10")), NULL},
};

static bool
fits(const struct packet *p, const char *payload)
{
	size_t len = strlen(payload);
	return wire_left(&p->payload) == len &&
	       memcmp(p->payload.at, payload, len) == 0;
}

static void
test_fields(void)
{
	struct packet p;
	char src[ADDR_TEXT_MAX], dst[ADDR_TEXT_MAX];
	ok(packet_parse((const uint8_t *)rows[6].bytes, rows[6].len, &p),
	    rows[6].name);
	ok(strcmp(addr_format(&p.src, src), "2001:db8::1") == 0 &&
		strcmp(addr_format(&p.dst, dst), "2001:db8::2") == 0,
	    "addresses");
	ok(p.src_port == 25 && p.dst_port == 61000, "ports");
	ok(p.tcp.seq == 0x01020304 && p.tcp.ack == 0x05060708, "numbers");
	ok(p.tcp.flags == (TCP_SYN | TCP_ACK) && p.tcp.window == 4096,
	    "flags and window");
	ok(p.tcp.options.mss_bytes == 1440, "options");
}

/* No frame cut short is read past its end, or taken for a whole one. */
static void
test_cut(void)
{
	bool none = true;
	for (size_t len = 0; len < rows[6].len; len++) {
		uint8_t bytes[128];
		struct packet p;
		memcpy(bytes + sizeof(bytes) - len, rows[6].bytes, len);
		none &= !packet_parse(bytes + sizeof(bytes) - len, len, &p);
	}
	ok(none, "every frame cut short is refused");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p;
		bool good = packet_parse(
		    (const uint8_t *)rows[i].bytes, rows[i].len, &p);
		ok(good == (rows[i].payload != NULL) &&
			(!good || fits(&p, rows[i].payload)),
		    rows[i].name);
	}
	test_fields();
	test_cut();
	return tap_end();
}
