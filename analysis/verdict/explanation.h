/*
 * explanation.h - a verdict explained to people: the chain zone by zone, MX,
 * TLSA, each session and its certificates, what matched, what a sender would
 * do, what changes next, and the fix.
 */
#ifndef EXPLANATION_H
#define EXPLANATION_H

#include "judge.h"

/* `v` has judged it, and still knows its zones. */
void explanation_add_host(
    struct text *t, struct validator *v, const struct host_judgement *r);
void explanation_add_domain(
    struct text *t, struct validator *v, const struct domain_judgement *r);

#endif
