/*
 * judge.h - one thread's judgement of hosts and domains: what they are now,
 * what becomes of them, and what would repair them.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "forecast.h"
#include "output/record/ds_signals.h"
#include "output/record/mail_policy.h"
#include "output/record/zone_contact.h"
#include "output/record/past_renewals.h"
#include "output/record/renewal.h"
#include "plan_verdict.h"
#include "scenario.h"

/* Not to be moved: each scenario's cache knows where its input is. */
struct judge {
	struct scenario now;
	struct scenario later;      /* of what is to come */
	struct scenario patched;    /* of what could be */
	struct signature_memo memo; /* of all three */
};

struct host_judgement {
	struct host_verdict verdict;
	struct forecast forecast;
	struct renewal renewal;
	const struct past_renewals *past_renewals; /* NULL: none known */
	struct patches fix;
	struct zone_contact soa;
	struct ds_signals ds_signals; /* of TLSA */
};

struct domain_judgement {
	struct domain_verdict verdict;
	struct forecast forecast;
	struct patches fix;
	struct mail_policies policy;
	struct ds_signals ds_signals; /* of MX */
};

void judge_init(struct judge *j, const struct judge_input *input);
void judge_fini(struct judge *j);

/* Both live in the arena of j->now.validator: until judge_trim(). */
void judge_host(
    struct judge *j, struct host_use *use, struct host_judgement *out);
void judge_domain(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_judgement *out);

/* The same in two steps: its verdict, and what that leads to. */
void judge_domain_now(struct judge *j, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_judgement *out);
void judge_domain_outlook(struct judge *j, const struct mail_plan *plan,
    struct domain_judgement *out);

/* validator_trim() of all. */
void judge_trim(struct judge *j);

/* validator_forget() of all, and of signatures: the evidence moves. */
void judge_forget(struct judge *j);

#endif
