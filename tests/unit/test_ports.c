#include "scanner/engine/ports.h"

#include "tap.h"

static const struct {
	const char *text;
	bool good;
} rows[] = {
    {"61000-65535", true},
    {"1024-65535", true},
    {"61000-61063", true}, /* 64, just enough */
    {"61000-61062", false},
    {"1023-2000", false},
    {"65535-61000", false},
    {"61000-65536", false},
    {"61000-655350", false},
    {"61000", false},
    {"61000-", false},
    {"-65535", false},
    {"-1-65535", false}, /* sscanf() takes a sign for %u */
    {"61000--1", false},
    {"61000-65535 ", false},
    {"61000:65535", false},
    {"", false},
};

/* The two parts lie behind one another and are the whole. */
static bool
splits(const struct port_range *low, const struct port_range *high,
    const struct port_range *all)
{
	return low->first == all->first && high->last == all->last &&
	       low->last + 1 == high->first && low->first <= low->last &&
	       high->first <= high->last;
}

int
main(void)
{
	struct ports p;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool good = ports_parse(rows[i].text, &p);
		ok(good == rows[i].good &&
			(!good ||
			    (splits(&p.spray_udp, &p.resolver_udp, &p.all) &&
				splits(&p.smtp_tcp, &p.resolver_tcp, &p.all))),
		    rows[i].text);
	}
	ok(ports_parse("61000-61063", &p) && port_count(&p.all) == 64 &&
		port_count(&p.spray_udp) == 48 &&
		port_count(&p.resolver_udp) == 16,
	    "three quarters, and one");
	ok(port_in(&p.all, 61000) && port_in(&p.all, 61063) &&
		!port_in(&p.all, 60999) && !port_in(&p.all, 61064),
	    "its ends belong to it");
	return tap_end();
}
