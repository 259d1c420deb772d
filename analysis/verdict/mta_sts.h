/*
 * mta_sts.h - what a sender that does MTA-STS (RFC 8461) makes of a domain: the
 * policy that was fetched, and whether the domain's MX hosts are those of it.
 *
 * A host's certificate is judged by DANE elsewhere; by the web's authorities it
 * is not judged.
 */
#ifndef VERDICT_MTA_STS_H
#define VERDICT_MTA_STS_H

#include "analysis/evidence/evidence.h"
#include "domain_verdict.h"
#include "mail/mta_sts_policy.h"
#include "output/record/policy_file.h"

enum { MTA_STS_ID_MAX = 32 };

/* What is amiss; of a policy that was not fetched its status says it. */
enum mta_sts_trouble {
	MTA_STS_FILE_BAD,       /* `syntax` says what */
	MTA_STS_FILE_TYPE,      /* another media type than text/plain */
	MTA_STS_AGE_SHORT,      /* whoever is in between can wait for its end */
	MTA_STS_HOSTS_MISSING,  /* MX hosts that it does not list */
	MTA_STS_PATTERN_UNUSED, /* an mx that no MX host fits */
	MTA_STS_TROUBLE_COUNT,
};

/* What such a sender does. */
enum mta_sts_action {
	MTA_STS_ACTS_AS_BEFORE,  /* by the policy it knows, or by none */
	MTA_STS_ACTS_BY_NONE,    /* as if there was no policy */
	MTA_STS_ACTS_TESTING,    /* it delivers, and reports */
	MTA_STS_ACTS_ENFORCING,  /* to each host, or to none */
	MTA_STS_ACTS_SOME_HOSTS, /* not to those that are missing */
	MTA_STS_ACTS_NO_HOST,    /* to nobody */
	MTA_STS_ACTION_COUNT,
};

/* Pointers are borrowed. */
struct mta_sts_verdict {
	const struct policy_file_record *file;
	const struct domain_mail *mail;
	char id[MTA_STS_ID_MAX + 1];
	bool is_policy; /* `policy` is whole */
	enum mta_sts_fault syntax;
	struct mta_sts_policy policy;
	bool trouble[MTA_STS_TROUBLE_COUNT];
	size_t missing; /* MX hosts that it does not list */
	enum mta_sts_action action;
};

/* `file` is of the domain of `mail`. */
void mta_sts_judge(const struct evidence *e,
    const struct policy_file_record *file, const struct domain_mail *mail,
    struct mta_sts_verdict *out);

/* One of the policy's patterns, or this one, has the host. */
bool mta_sts_has_host(
    const struct mta_sts_verdict *v, const struct domain_host *h);
bool mta_sts_fits(const struct mta_sts_pattern *p, const struct domain_host *h);

/* Mail is lost by it, or may be: a person should look at it soon. */
bool mta_sts_is_bad(const struct mta_sts_verdict *v);

#endif
