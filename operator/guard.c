#include "guard.h"

static const char too_slow[] =
    "TTLs are so long that waiting takes more than a quarter of the time "
    "between two renewals: lower them";

const char *
guard_dns(const struct rollover_look *l, int64_t now_s)
{
	if (!l->is_whole)
		return l->fault[0] != '\0' ? l->fault
					   : "not every name server answered";
	if (!l->is_secure)
		return l->fault[0] != '\0' ? l->fault
					   : "the TLSA answer is not proved";
	if (!l->servers_agree)
		return "the zone's servers do not show the same TLSA set";
	/* A cache may keep a set for its TTL, and its signature must last. */
	if (l->signed_until_s != 0 &&
	    l->signed_until_s - now_s <= (int64_t)l->ttl_s)
		return "a signature ends before its TTL does";
	if (l->all.is_full)
		return "there are more TLSA records than can be kept";
	return NULL;
}

const char *
guard_wait(const struct rollover *r, const struct rollover_policy *p)
{
	int64_t between =
	    r->not_after_s - r->not_before_s - rollover_renew_before_s(r, p);
	bool slow =
	    r->not_after_s != 0 && rollover_wait_s(p, r->hold_s) > between / 4;
	return slow ? too_slow : NULL;
}

const char *
guard_install(const struct rollover *r, const struct rollover_policy *p,
    const struct rollover_look *l, int64_t now_s)
{
	const struct spki_digest *key = rollover_target(r);
	if (r->is_emergency)
		return tlsa_set_has_key(&l->common, key)
			   ? NULL
			   : "not every server shows the standby key's record";
	const char *fault = guard_dns(l, now_s);
	if (fault != NULL)
		return fault;
	if (r->purpose == ROLLOVER_FIRST)
		return l->all.count == 0 ? NULL : "there are TLSA records now";
	if (!tlsa_set_has_key(&l->common, key))
		return "not every server shows the record of the key that is "
		       "to be served";
	if (tlsa_set_hides_keys(&l->all))
		return "a 3 1 2 record hides ours: withdraw it";
	return r->purpose == ROLLOVER_ROLL ? guard_wait(r, p) : NULL;
}

const char *
guard_update(const struct rollover *r, const struct rollover_look *l,
    const struct tlsa_set *wanted)
{
	bool only_adds = r->keeps_others && l->all.count > 0;
	if (wanted->count > ROLLOVER_RECORDS_MAX)
		return "there would be more than 12 TLSA records: withdraw "
		       "some";
	if (!only_adds && !rollover_look_serves(l, &r->active))
		return l->fault[0] != '\0' ? l->fault
					   : "not every address serves the key";
	if (r->purpose == ROLLOVER_AHEAD && tlsa_set_hides_keys(&l->all))
		return "a 3 1 2 record hides ours: withdraw it";
	return NULL;
}
