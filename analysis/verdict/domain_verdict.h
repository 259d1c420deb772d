/* domain_verdict.h - what becomes of mail for one domain. */
#ifndef DOMAIN_VERDICT_H
#define DOMAIN_VERDICT_H

#include "analysis/dnssec/lookup.h"
#include "output/record/outcome.h"
#include "scenario.h"

/* What the MX lookup of a domain came to. */
struct domain_mail {
	const struct dns_name *domain;
	const struct lookup *mx;
	struct domain_host *hosts; /* by preference, then name */
	size_t host_count;
	bool null_mx;    /* RFC 7505 */
	bool no_mx;      /* NOERROR without MX, and not its own host */
	bool ip_literal; /* MX targets, but only IP literals */
};

struct domain_host {
	uint16_t preference;
	const struct dns_name *host;
	const struct outcome *outcome; /* set before judging */
};

struct domain_verdict {
	const struct domain_mail *mail;
	const struct dns_name *zone;
	struct outcome outcome;
	const struct dns_name *host; /* that `reason` is about; or NULL */
};

/* Looks the MX of `domain` up and lists its hosts. */
void domain_mail_find(
    struct scenario *s, const struct dns_name *domain, struct domain_mail *out);

/* All hosts[].outcome of `mail`, which is borrowed by `out`, are set. */
void domain_verdict_judge(struct scenario *s, const struct domain_mail *mail,
    struct domain_verdict *out);

#endif
