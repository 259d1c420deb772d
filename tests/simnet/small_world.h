/*
 * small_world.h - what is so in a small Internet: names, addresses, and how
 * everybody behaves, as the seed says.
 *
 * dN.se is domain N.  Its servers are ns1.pK.se and ns2.pK.se, its mail goes
 * to mx.mJ.se.  IPv4 only, and nothing is signed.
 */
#ifndef SMALL_WORLD_H
#define SMALL_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/addr.h"
#include "dns/message.h"

enum { SMALL_PROVIDERS = 24, SMALL_HOSTS_MAX = 250, SMALL_REPLY_MAX = 1200 };

struct small_world {
	uint64_t seed;
	unsigned domains;
	unsigned hosts; /* up to SMALL_HOSTS_MAX */
	bool chatty;    /* mail hosts say as much as anybody keeps */
};

/* What a domain's servers do. */
enum small_domain {
	SMALL_MX,     /* one host */
	SMALL_TWO_MX, /* that one and the next */
	SMALL_NO_DATA,
	SMALL_NO_NAME,
	SMALL_TRUNCATED, /* one host, over TCP only */
	SMALL_ONE_FAILS, /* one host; ns1 says SERVFAIL */
	SMALL_REFUSED,   /* both say REFUSED */
	SMALL_SILENT,    /* provider 0: nobody ever answers */
	SMALL_DOMAIN_KINDS,
};

/* What a mail host does. */
enum small_mail {
	SMALL_GOOD,
	SMALL_CLOSED, /* RST */
	SMALL_DEAF,   /* no answer to a SYN */
	SMALL_NO_STARTTLS,
	SMALL_BUSY, /* 421 each time */
	SMALL_MAIL_KINDS,
};

enum small_domain small_domain(const struct small_world *w, unsigned domain);
unsigned small_provider(const struct small_world *w, unsigned domain);
unsigned small_host(const struct small_world *w, unsigned domain);
enum small_mail small_mail(const struct small_world *w, unsigned host);

/* Half of the hosts have a TLSA record. */
bool small_has_tlsa(unsigned host);

struct addr small_host_addr(unsigned host);

/* All addresses that answer over DNS. */
unsigned small_servers(struct addr *out, unsigned max);

/*
 * What the server at this address replies into `out`, room for
 * SMALL_REPLY_MAX.  Its length; 0: nothing.
 */
size_t small_reply(const struct small_world *w, const struct addr *server,
    const struct dns_message *query, bool tcp, uint8_t *out);

/* The zone file of se., and root hints. */
void small_write_zone(const struct small_world *w, FILE *f);
void small_write_hints(FILE *f);

#endif
