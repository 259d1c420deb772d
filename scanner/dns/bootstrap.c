#include "bootstrap.h"

#include "dns/alias.h"

bool
bootstrap_dsync_name(const struct dns_name *zone, struct dns_name *out)
{
	struct dns_name parent;
	return dns_name_parent(zone, &parent) &&
	       dns_name_prepend("_dsync", &parent, out);
}

bool
bootstrap_signal_name(const struct dns_name *zone, const struct dns_name *ns,
    struct dns_name *out)
{
	struct dns_name signal, moved;
	return !dns_name_in(ns, zone) &&
	       dns_name_prepend("_signal", ns, &signal) &&
	       dns_name_move(zone, &DNS_ROOT, &signal, &moved) &&
	       dns_name_prepend("_dsboot", &moved, out);
}
