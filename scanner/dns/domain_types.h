/*
 * domain_types.h - what a sweep asks of its domains: of each some types, and of
 * those with a DANE host what may stand beside DANE.
 */
#ifndef DOMAIN_TYPES_H
#define DOMAIN_TYPES_H

#include <stdbool.h>

#include "base/text.h"
#include "question_form.h"

enum {
	DOMAIN_TYPES_MAX = 16,
	DOMAIN_POLICIES_MAX = 6, /* MTA-STS, TLSRPT, DMARC, DKIM, SPF, CAA */
	/* All of them may be of each domain, with two addresses. */
	DOMAIN_FORMS_MAX = DOMAIN_TYPES_MAX + DOMAIN_POLICIES_MAX + 2,
};

/* Of which domains what stands beside DANE is asked. */
enum policy_scope {
	POLICIES_OF_NONE,
	POLICIES_OF_DANE, /* that have a DANE host */
	POLICIES_OF_ALL,  /* with the addresses of MTA-STS's own host */
};

struct domain_types {
	bool mx;
	struct question_form forms[DOMAIN_FORMS_MAX]; /* beside MX */
	unsigned count;
	/* Of domains with a DANE host, if they are wanted: of these no form is
	 * among those above. */
	struct question_form policies[DOMAIN_POLICIES_MAX];
	unsigned policy_count;
};

/*
 * A list such as "MX,A,TYPE65", each type once; TLSA is that of a mail host of
 * the domain's name.  False: it is none, and `why` says what is amiss.
 */
bool domain_types_parse(const char *list, enum policy_scope policies,
    struct domain_types *out, struct text *why);

#endif
