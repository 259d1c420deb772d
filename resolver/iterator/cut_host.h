/*
 * cut_host.h - the hosts that NS records name, and their addresses.
 *
 * A host is shared by all zones that name it.  Better knowledge of its
 * addresses replaces worse, family by family: a forged or stale glue record
 * gives way to what the host's own zone says.
 */
#ifndef CUT_HOST_H
#define CUT_HOST_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "base/table.h"
#include "dns/name.h"

struct cut_host;

/* Where an address comes from, the least credible first (RFC 2181 5.4.1). */
enum cut_source {
	CUT_GLUE,          /* a referral's additional section */
	CUT_TOLD,          /* hints, or a zone file */
	CUT_AUTHORITATIVE, /* an answer to a question for it */
};

struct cut_address {
	struct addr addr;
	enum cut_source source;
};

/* All zero is an empty one.  A host stays where it is until the end. */
struct cut_host_table {
	struct array hosts; /* struct cut_host * */
	struct table by_name;
};

void cut_host_table_fini(struct cut_host_table *t);

/* NULL: it is not there. */
struct cut_host *cut_host_find(
    const struct cut_host_table *t, const struct dns_name *name);

/* The same, and makes it where it is not there.  NULL: no heap. */
struct cut_host *cut_host_make(
    struct cut_host_table *t, const struct dns_name *name);

/*
 * Adds an address, unless what is there of its family is more credible, or
 * there are enough; drops what is less credible.  0 or -ENOMEM.
 */
MUST_USE int cut_host_add_address(
    struct cut_host *host, const struct addr *addr, enum cut_source source);

/* Its addresses are those of `target`, while it has none of its own. */
void cut_host_set_alias(struct cut_host *host, const struct cut_host *target);

/* What a host's aliases lead to: itself, if it has none. */
const struct cut_host *cut_host_follow(const struct cut_host *host);
void cut_host_name(const struct cut_host *host, struct dns_name *out);

/* The addresses of this very host, a view until the next change. */
const struct cut_address *cut_host_addresses(
    const struct cut_host *host, unsigned *count);

#endif
