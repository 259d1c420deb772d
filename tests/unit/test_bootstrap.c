#include "scanner/dns/bootstrap.h"

#include "small_world.h"
#include "tap.h"

int
main(void)
{
	struct dns_name a = name_of("a.se"), ns = name_of("ns1.b.net"), out;
	struct dns_name own = name_of("ns.a.se");
	char label[64], text[256];

	ok(bootstrap_dsync_name(&a, &out) && is_named(&out, "_dsync.se"),
	    "RFC 9859 3: whom to tell, by the parent");
	ok(!bootstrap_dsync_name(&DNS_ROOT, &out), "the root has none");
	ok(bootstrap_signal_name(&a, &ns, &out) &&
		is_named(&out, "_dsboot.a.se._signal.ns1.b.net"),
	    "RFC 9615 2.1: where a name server's zone vouches for another");
	ok(!bootstrap_signal_name(&a, &own, &out),
	    "RFC 9615 2: not one in the zone itself");
	memset(label, 'x', 60);
	label[60] = 0;
	snprintf(text, sizeof(text), "%s.%s.%s.se", label, label, label);
	ns = name_of(text);
	snprintf(text, sizeof(text), "%s.se", label);
	a = name_of(text);
	ok(!bootstrap_signal_name(&a, &ns, &out), "too long to be a name");
	return tap_end();
}
