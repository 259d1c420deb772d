/*
 * ipv6_reach.h - which name servers and mail hosts of a domain have IPv6
 * addresses, and whether they were reached there.
 */
#ifndef IPV6_REACH_H
#define IPV6_REACH_H

#include "analysis/evidence/evidence.h"

enum {
	IPV6_SERVERS_MAX = 16,   /* of one zone that are looked at */
	IPV6_SERVERS_WANTED = 2, /* so that one of them may fail */
};

#define IPV6_ADVICE_SERVERS                                                    \
	"Give two name servers IPv6 addresses, so that one of them may fail."
#define IPV6_ADVICE_HOSTS                                                      \
	"Give a mail host an IPv6 address: some senders have no other."

struct ipv6_server {
	struct dns_name name;
	enum presence ipv6; /* it has an address of it */
};

struct ipv6_servers {
	struct dns_name zone;
	enum presence reached; /* known of runs over IPv6 alone */
	struct ipv6_server at[IPV6_SERVERS_MAX]; /* in canonical order */
	size_t count;                            /* 0: not known */
};

/* Of the zone that the domain is in; `over_ipv6`: nothing else was sent. */
void ipv6_servers_find(const struct evidence *e, const struct dns_name *domain,
    bool over_ipv6, struct ipv6_servers *out);

/* Name servers that have it. */
size_t ipv6_servers_with(const struct ipv6_servers *s);

/* The host has an IPv6 address, behind CNAMEs. */
enum presence ipv6_reach_address(
    const struct evidence *e, const struct dns_name *host);

/* A connection was made to one of them; UNKNOWN: none was tried. */
enum presence ipv6_reach_session(
    const struct evidence *e, const struct dns_name *host);

#endif
