/*
 * cert_history.h - where else a certificate was seen that a TLSA record means
 * and its host does not send: with the host in earlier runs, or with another
 * host.
 */
#ifndef CERT_HISTORY_H
#define CERT_HISTORY_H

#include "analysis/evidence/evidence.h"
#include "analysis/dane/tlsa.h"
#include "host_renewals.h"

enum { HISTORY_RUNS_MAX = 400 };

/* Earlier runs: their smtp and cert records. */
struct cert_history {
	struct evidence *runs; /* in the order given */
	const char *const *names;
	size_t count;
	const struct host_renewals *renewals; /* of stores; NULL: none */
};

/*
 * OUTDATED: `host` sent it in an earlier run, the last of which is named in
 * `*detail`, in `arena`.  Else NONE.
 */
enum reason cert_history_of_host(const struct cert_history *h,
    struct arena *arena, const struct dns_name *host, const struct tlsa *record,
    const char **detail);

/*
 * OTHER_HOST: a SHA-256 record means the leaf of another host of this run.
 * Else NONE.
 */
enum reason cert_history_of_others(const struct evidence *e,
    struct arena *arena, const struct dns_name *host, const struct tlsa *record,
    const char **detail);

#endif
