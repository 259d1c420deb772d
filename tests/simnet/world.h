/*
 * world.h - a small Internet as numbers: which zones, name servers and mail
 * hosts there are, and how each of them behaves.
 *
 * All is computed from a seed and an index when it is asked for; nothing is
 * kept for a domain.  Names are lower case without the final dot; the root
 * is "".  Knows no wire format: zone.h has the records, authority.h speaks.
 *
 *	op7.org      a name server operator: ns1 to ns4
 *	mail3.se     a mail provider: mx1 to mx3
 *	d123.se      a domain, the 124th
 */
#ifndef SIMNET_WORLD_H
#define SIMNET_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

enum {
	SIMNET_NAME_MAX = 128,
	SIMNET_SERVERS_MAX = 4,
	SIMNET_MX_MAX = 3,
	SIMNET_OPERATORS_MAX = 4096,
	SIMNET_PROVIDERS_MAX = 2048,
	SIMNET_TLDS = 4,
};

/* How a name server answers. */
enum simnet_dns_answer {
	SIMNET_ANSWERS,
	SIMNET_ANSWERS_TC,
	SIMNET_ANSWERS_LATE,
	SIMNET_ANSWERS_NO_EDNS, /* FORMERR to OPT */
	SIMNET_REFUSES,
	SIMNET_FAILS,
	SIMNET_SILENT,
	SIMNET_LAME,
	/* those that only one of a set does, where the configuration says so */
	SIMNET_STALE,         /* every signature is too old */
	SIMNET_NO_RRSIG,      /* all of the zone but its signatures */
	SIMNET_UNSIGNED_COPY, /* the zone as it was before it was signed */
	SIMNET_EMPTY,         /* NOERROR and nothing else */
	SIMNET_EMPTY_NXDOMAIN,
	SIMNET_OLD_ZONE,  /* with good signatures */
	SIMNET_OTHER_KEY, /* signed by a key that the parent does not know */
	SIMNET_OTHER_OLD_ZONE, /* and the old zone by it */
	SIMNET_IGNORES_EDNS,
	SIMNET_DROPS_DO,
	SIMNET_DROPS_TLSA,
	SIMNET_TC_ALWAYS,   /* over UDP */
	SIMNET_TCP_REFUSED, /* and TC always over UDP */
	SIMNET_GARBAGE,
	SIMNET_DNS_ANSWERS, /* how many */
};

/* Where a resolver on the way answers what is sent to port 53. */
enum simnet_intercepted {
	SIMNET_NOWHERE,
	SIMNET_EVERYWHERE,
	SIMNET_IPV6,
	SIMNET_ONE_ROOT, /* somebody has taken its IPv4 address */
};

/* What the network does with what leaves to port 25. */
enum simnet_port_25 {
	SIMNET_PORT_25_OPEN,
	SIMNET_PORT_25_DROPPED,
	SIMNET_PORT_25_RESET,
};

/* Of mail hosts' certificates, their issuers' among them. */
enum simnet_keys_of_mail {
	SIMNET_KEYS_ED25519, /* by the seed: the same bytes in each process */
	SIMNET_KEYS_RSA,     /* 2048 bits; another key in each process */
	SIMNET_KEYS_P256,
};

struct simnet_config {
	uint64_t seed;
	uint64_t domains;
	unsigned operators, providers; /* 0: 64 and 32 */
	unsigned signed_percent;       /* of domains */
	unsigned mx_percent;           /* of domains; others have no MX */
	unsigned odd_percent;          /* of servers, hosts and signed zones */
	unsigned no_ds_percent;        /* of signed zones, beside odd ones */
	/*
	 * So many of the domains are signed, and have their mail at one of the
	 * first providers, so many, whose zones are signed and whose hosts all
	 * have TLSA.  Other providers' hosts have none, and few domains have
	 * hosts of their own.  0: as it is drawn.
	 */
	unsigned dane_percent, dane_providers;
	unsigned rolling_percent; /* of mail hosts: see simnet_world */
	unsigned banner_lines;    /* of each host before the last one */
	unsigned slow_percent;    /* of mail hosts: greet after 20 s */
	bool tlsa_fits;           /* no record is of another certificate */
	enum simnet_intercepted intercepted;
	enum simnet_port_25 port_25;
	unsigned mail_lost;     /* so many frames to port 25, the first */
	unsigned mail_lost_ppm; /* of all frames to and from port 25 */
	enum simnet_keys_of_mail mail_keys;
	int tls_version;       /* the one that mail hosts speak; 0: any */
	bool mail_holds;       /* each stops half-way: see smtp_server.h */
	bool other_codes;      /* of mail hosts' replies, where none is odd */
	bool ignore_checksums; /* of frames: a veth has none yet */

	/* of each set of a domain's servers one is broken, and no set is odd */
	enum simnet_dns_answer broken; /* SIMNET_ANSWERS: none is */
	unsigned broken_of;            /* how many servers an operator has */
};

/* All shares as in a test: small, and much is odd. */
struct simnet_config simnet_config_default(uint64_t seed, uint64_t domains);

struct simnet_world {
	struct simnet_config config;
	/*
	 * The hosts that roll have another key by now, and TLSA records for it.
	 * This is so from the first SYN to a mail host on: stage hosts of a
	 * scan sees what was before, and its sessions what came after.
	 */
	bool rolled;
};

void simnet_world_init(
    struct simnet_world *w, const struct simnet_config *config);

/* A number below `bound`, always the same for the same seed and arguments. */
uint64_t simnet_draw(const struct simnet_world *w, const char *what,
    uint64_t index, uint64_t bound);

/* "com", "net", "org", "se". */
const char *simnet_tld(unsigned tld);

enum simnet_zone_kind {
	SIMNET_ROOT,
	SIMNET_TLD,
	SIMNET_OPERATOR,
	SIMNET_PROVIDER,
	SIMNET_DOMAIN,
};

enum simnet_signing {
	SIMNET_UNSIGNED,
	SIMNET_SIGNED,
	SIMNET_NO_DS,    /* signed, but the parent does not know */
	SIMNET_WRONG_DS, /* its digest is of no key */
	SIMNET_EXPIRED,  /* every signature is too old */
};

struct simnet_zone {
	enum simnet_zone_kind kind;
	uint64_t index; /* among those of its kind */
	unsigned tld;   /* not of the root */
	char name[SIMNET_NAME_MAX];
	enum simnet_signing signing;
	bool old;       /* as it was: of several MX the first, another TLSA */
	bool other_key; /* than that which the DS names */
};

struct simnet_zone simnet_zone(
    const struct simnet_world *w, enum simnet_zone_kind kind, uint64_t index);

/* The deepest zone that has this name. */
struct simnet_zone simnet_zone_of(
    const struct simnet_world *w, const char *name);

/* That which delegates it; not of the root. */
struct simnet_zone simnet_zone_parent(
    const struct simnet_world *w, const struct simnet_zone *z);

/* How the servers of one set behave. */
enum simnet_class {
	SIMNET_GOOD,
	SIMNET_TRUNCATE, /* large answers over UDP: TC */
	SIMNET_SLOW,
	SIMNET_NO_EDNS,     /* FORMERR to OPT */
	SIMNET_ONE_REFUSES, /* the first is bad, the others are good */
	SIMNET_ONE_FAILS,
	SIMNET_ONE_SILENT,
	SIMNET_ONE_LAME,
	SIMNET_ALL_REFUSE,
	SIMNET_ALL_FAIL,
	SIMNET_ALL_SILENT,
	SIMNET_ALL_LAME,
	SIMNET_ONE_BROKEN, /* as configured, and not always the first */
};

/* Where an address belongs; `n` counts the addresses of a place. */
enum simnet_place {
	SIMNET_AT_ROOT = 1,
	SIMNET_AT_TLD,
	SIMNET_AT_OPERATOR,
	SIMNET_AT_PROVIDER, /* mail */
	SIMNET_AT_OWN_NS,
	SIMNET_AT_OWN_MAIL,
};

struct addr simnet_addr(enum simnet_place place, uint32_t n, bool v6);

/* False: nobody lives there. */
bool simnet_addr_place(
    const struct addr *a, enum simnet_place *place, uint32_t *n);

struct simnet_servers {
	enum simnet_class class;
	unsigned count;
	unsigned broken_at;            /* with SIMNET_ONE_BROKEN */
	enum simnet_dns_answer broken; /* likewise */
	enum simnet_place place;
	uint32_t first; /* n of the first; the others follow */
	bool v6;        /* all have IPv6 as well */
	char name[SIMNET_SERVERS_MAX][SIMNET_NAME_MAX];
};

void simnet_servers(const struct simnet_world *w, const struct simnet_zone *z,
    struct simnet_servers *out);

/* Those of an operator. */
void simnet_operator_servers(
    const struct simnet_world *w, uint32_t k, struct simnet_servers *out);

/* The set to which a name server's address belongs, and which it is there. */
void simnet_servers_at(const struct simnet_world *w, enum simnet_place place,
    uint32_t n, struct simnet_servers *out, unsigned *i);

/* How the `i`-th server of a set answers. */
enum simnet_dns_answer simnet_servers_answer(
    const struct simnet_servers *s, unsigned i);

enum simnet_mail {
	SIMNET_MAIL_NONE,     /* no MX, no address */
	SIMNET_MAIL_IMPLICIT, /* no MX, but an address */
	SIMNET_MAIL_NULL,     /* RFC 7505 */
	SIMNET_MAIL_OWN,      /* mx1.d5.com ... */
	SIMNET_MAIL_PROVIDER, /* mx1.mail3.se ... */
	SIMNET_MAIL_ALIAS,    /* mx1.d5.com is a CNAME of mx1.mail3.se */
	SIMNET_MAIL_WILDCARD, /* mx1.d5.com exists by *.d5.com */
};

struct simnet_mx {
	enum simnet_mail kind;
	unsigned count;
	uint32_t provider;
	char host[SIMNET_MX_MAX][SIMNET_NAME_MAX];
};

/* Of a domain's zone; preference is 10 for the first, 20, 30. */
void simnet_mx(const struct simnet_world *w, const struct simnet_zone *z,
    struct simnet_mx *out);

enum simnet_tlsa {
	SIMNET_TLSA_NONE,
	SIMNET_TLSA_311,
	SIMNET_TLSA_211,
	SIMNET_TLSA_301,
	SIMNET_TLSA_WRONG, /* 3 1 1 of no certificate */
};

enum simnet_smtp {
	SIMNET_SMTP_OK,
	SIMNET_SMTP_LATE,  /* the banner comes after 5 s */
	SIMNET_SMTP_LINES, /* of many lines */
	SIMNET_SMTP_421,   /* at the first session, then good */
	SIMNET_SMTP_NO_STARTTLS,
	SIMNET_SMTP_454,
	SIMNET_SMTP_RST,
	SIMNET_SMTP_SILENT,
	SIMNET_SMTP_TLS_FAILS,
	/* those that are drawn only where the configuration says so */
	SIMNET_SMTP_BANNER_250, /* greets with 250 */
	SIMNET_SMTP_EHLO_220,   /* answers EHLO with it */
	SIMNET_SMTP_TLS_250,    /* and STARTTLS with 250 */
	SIMNET_SMTP_NO_EHLO,    /* knows HELO alone */
	SIMNET_SMTP_KINDS,
};

struct simnet_host {
	char name[SIMNET_NAME_MAX]; /* after a CNAME */
	enum simnet_place place;
	uint32_t n;
	bool v6; /* has AAAA as well as A */
	enum simnet_tlsa tlsa;
	unsigned chain; /* certificates that it sends */
	unsigned key;   /* of the pool */
	bool rolls;     /* changes it, and its TLSA records with it */
	enum simnet_smtp smtp;
};

/* The mail host of this name, through a CNAME; false: there is none. */
bool simnet_host(
    const struct simnet_world *w, const char *name, struct simnet_host *out);

/* How SMTP at an address behaves: of all hosts that live there. */
enum simnet_smtp simnet_smtp_at(
    const struct simnet_world *w, enum simnet_place place, uint32_t n);

#endif
