#include "link/interface_drops.h"

#include "tap.h"

static const char text[] =
    "Inter-|   Receive                            |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|\n"
    "    lo:       0       0    0    0    0     0          0         0  0\n"
    "  eth0: 5767584  131077    2   13    0     0          0         0  8\n"
    " eth01:123 4 5 600 0 0\n"
    "  eth1: 7 8\n";

int
main(void)
{
	uint64_t n = 99;
	ok(interface_drops_find(text, "eth0", &n) && n == 13, "eth0");
	ok(interface_drops_find(text, "lo", &n) && n == 0, "lo");
	ok(interface_drops_find(text, "eth01", &n) && n == 600,
	    "a number close to the colon");
	ok(!interface_drops_find(text, "eth", &n), "a name's beginning");
	ok(!interface_drops_find(text, "eth1", &n), "a line that is too short");
	ok(!interface_drops_find(text, "face", &n), "the heading");
	ok(!interface_drops_find("", "eth0", &n), "nothing");

	struct interface_drops d;
	interface_drops_open(&d, "lo");
	ok(d.fd >= 0 && interface_drops_since(&d) == 0, "this machine's lo");
	interface_drops_close(&d);
	return tap_end();
}
