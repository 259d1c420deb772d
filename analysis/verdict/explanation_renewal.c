#include "explanation_renewal.h"

#include "explanation_text.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400, DAYS_FROM = 3 };

void
explanation_add_renewal(
    struct text *t, const struct renewal *r, uint32_t ttl_s, int64_t now_s)
{
	if (r->basis == RENEWAL_UNKNOWN)
		return;
	text_add(t, "  the next certificate is expected at ");
	explanation_add_end(t, r->at_s, now_s);
	if (r->basis == RENEWAL_BY_HISTORY)
		text_addf(t, ": a guess by %u renewals, %u with a new key\n",
		    r->seen, r->new_keys);
	else
		text_addf(t, ": a guess by its life, then every %lld days\n",
		    (long long)(r->interval_s / DAY_S));
	if (r->breaks)
		text_addf(t,
		    "    no record of now will match it: publish the next one "
		    "first, and wait until caches have forgotten this set (%u "
		    "s, in some longer)\n",
		    ttl_s);
}

/* Whole minutes, hours or days: what was seen is no more exact. */
static void
add_time(struct text *t, int64_t s)
{
	if (s < HOUR_S)
		text_addf(t, "%lld min", (long long)(s / MINUTE_S));
	else if (s < DAYS_FROM * DAY_S)
		text_addf(t, "%lld h", (long long)(s / HOUR_S));
	else
		text_addf(t, "%lld days", (long long)(s / DAY_S));
}

/* Of those that broke, the oldest first; "5 h each" where all are alike. */
static void
add_costs(struct text *t, const struct past_renewals *p, size_t broke)
{
	bool same = broke > 1;
	const struct past_renewal *first = NULL;
	for (size_t i = 0; i < p->last_count; i++) {
		if (p->last[i].exposed_s == 0)
			continue;
		if (first == NULL)
			first = &p->last[i];
		same = same && p->last[i].exposed_s == first->exposed_s;
	}
	if (same) {
		add_time(t, first->exposed_s);
		text_add(t, " each");
		return;
	}
	for (size_t i = p->last_count, left = broke; i-- > 0;) {
		if (p->last[i].exposed_s == 0)
			continue;
		add_time(t, p->last[i].exposed_s);
		if (--left > 0)
			text_add(t, left == 1 ? " and " : ", ");
	}
}

static void
add_broke(struct text *t, const struct past_renewals *p)
{
	size_t broke = 0, all = p->last_count;
	for (size_t i = 0; i < all; i++)
		broke += p->last[i].exposed_s > 0;
	if (broke < all && broke > 0)
		text_addf(t, "  of its last %zu renewals %zu broke DANE, for ",
		    all, broke);
	else if (all == 1)
		text_addf(t, "  its last renewal broke %s",
		    broke > 0 ? "DANE for " : "nothing");
	else
		text_addf(t, "  its last %zu renewals broke %s", all,
		    broke > 0 ? "DANE for " : "nothing");
	if (broke > 0) {
		add_costs(t, p, broke);
		text_add(t, ", by what caches may have held");
	}
	text_add_char(t, '\n');
}

/* How often, in the words of a person; those of which there is none are not
 * said. */
static void
add_ways(struct text *t, const struct past_renewals *p)
{
	static const char *const words[RENEWAL_WAY_COUNT] = {
	    [RENEWAL_KEPT] = "needed no other record",
	    [RENEWAL_AHEAD] = "were published ahead",
	    [RENEWAL_AT_ONCE] = "came with their record at once",
	    [RENEWAL_LATE] = "had their record late",
	    [RENEWAL_NEVER] = "never had one",
	    [RENEWAL_OPEN] = "have none yet",
	    [RENEWAL_UNSEEN] = "nobody saw well enough",
	};
	unsigned all = 0;
	const char *before = " ";
	for (size_t i = 0; i < RENEWAL_WAY_COUNT; i++)
		all += p->ways[i];
	text_addf(t, "    of %u in all", all);
	for (size_t i = 0; i < RENEWAL_WAY_COUNT; i++) {
		if (p->ways[i] == 0)
			continue;
		text_addf(t, "%s%u %s", before, p->ways[i], words[i]);
		if (i == RENEWAL_AHEAD) {
			text_add(t, " (");
			add_time(t, p->ahead_s);
			text_add(t, " or more)");
		}
		before = ", ";
	}
	text_add_char(t, '\n');
}

void
explanation_add_past_renewals(struct text *t, const struct past_renewals *p)
{
	if (p == NULL)
		return;
	add_broke(t, p);
	add_ways(t, p);
}
