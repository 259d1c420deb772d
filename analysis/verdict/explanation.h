/*
 * explanation.h - a verdict explained to people, in the order in which a
 * sender goes: the chain zone by zone, MX, TLSA, each session and its
 * certificates, what matched, what a sender would do, what changes next, and
 * the fix.
 */
#ifndef EXPLANATION_H
#define EXPLANATION_H

#include "judge.h"

struct mta_sts_verdict;

/* All is borrowed. */
struct explanation {
	struct text *text;           /* what is written to */
	struct validator *validator; /* who judged, and still knows its zones */
	int64_t now_s; /* seconds since 1970: what is left is from then on */
	bool colour;   /* the text is for a terminal */
	const struct mta_sts_verdict *mta_sts; /* of a domain; NULL: none */
	bool over_ipv6; /* the run sent nothing over IPv4 */
};

void explanation_add_host(
    const struct explanation *x, const struct host_judgement *r);
void explanation_add_domain(
    const struct explanation *x, const struct domain_judgement *r);

/* What a sender does with the mail; it follows a name. */
const char *explanation_sentence(const struct outcome *o);

#endif
