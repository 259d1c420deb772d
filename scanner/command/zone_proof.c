#include "zone_proof.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/dnssec/algorithm.h"
#include "analysis/dnssec/signature.h"
#include "base/arena.h"

enum { GROUP_BYTES = 8 << 10 };

/* Records of one owner, all of which live in its arena. */
struct zone_proof_group {
	struct arena arena;           /* zero is an empty one */
	const struct dns_name *owner; /* NULL: empty */
	struct rrset_list list;
	struct rrsig *sigs;
	size_t sig_count;
};

/* A record whose set did not verify when it came. */
struct zone_proof_late {
	const struct dns_name *owner;
	struct rdata rdata;
	uint16_t type;
};

struct zone_proof {
	const struct dns_name *zone;
	int64_t at_s;
	struct zone_proof_group apex, below;
	struct dnskey_set *keys; /* of the DNSKEYs that have come, or NULL */
	size_t keys_count;       /* how many those were */
	struct arena key_arena, late_arena;
	struct zone_proof_late *late;
	size_t late_count;
	uint64_t sets;
	bool finished; /* what fails now has failed */
	struct zone_proof_result *fault;
};

struct zone_proof *
zone_proof_new(const struct dns_name *zone, int64_t at_s)
{
	struct zone_proof *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return NULL;
	p->zone = zone;
	p->at_s = at_s;
	p->below.arena.block_bytes = GROUP_BYTES;
	return p;
}

static void
group_clear(struct zone_proof_group *g)
{
	arena_fini(&g->arena);
	*g = (struct zone_proof_group){.arena.block_bytes = GROUP_BYTES};
}

static void
drop_keys(struct zone_proof *p)
{
	if (p->keys != NULL)
		dnskey_set_fini(p->keys);
	p->keys = NULL;
	arena_fini(&p->key_arena);
}

void
zone_proof_free(struct zone_proof *p)
{
	if (p == NULL)
		return;
	drop_keys(p);
	arena_fini(&p->apex.arena);
	arena_fini(&p->below.arena);
	arena_fini(&p->late_arena);
	free(p);
}

static struct rdata
copy_rdata(struct arena *a, const struct rdata *r)
{
	return (struct rdata){arena_copy(a, r->bytes, r->len), r->len};
}

static const struct dns_name *
copy_name(struct arena *a, const struct dns_name *name)
{
	struct dns_name *copy = arena_alloc(a, sizeof(*copy));
	dns_name_copy(name, copy);
	return copy;
}

static void
group_add(struct zone_proof_group *g, const struct dns_name *owner,
    uint16_t type, const struct rdata *rdata)
{
	struct rdata own = copy_rdata(&g->arena, rdata);
	if (g->owner == NULL)
		g->owner = copy_name(&g->arena, owner);
	if (type != DNS_RRSIG) {
		rrset_list_add(&g->arena, &g->list, g->owner, type, &own);
		return;
	}
	struct dns_name signer;
	struct rrsig sig;
	if (!rrsig_parse(&own, &sig, &signer))
		return;
	sig.signer = copy_name(&g->arena, &signer);
	g->sigs =
	    arena_grow(&g->arena, g->sigs, g->sig_count, sizeof(*g->sigs));
	g->sigs[g->sig_count++] = sig;
}

/* All of it has come: signatures to the sets that they are over. */
static void
group_finish(struct zone_proof_group *g)
{
	rrset_list_finish(&g->list);
	for (size_t i = 0; i < g->sig_count; i++)
		rrset_list_add_sig(&g->arena, &g->list, g->owner, &g->sigs[i]);
}

/* The keys that have come, made anew when there are more of them. */
static struct dnskey_set *
keys_of(struct zone_proof *p)
{
	const struct rrset *set =
	    rrset_list_find(&p->apex.list, p->zone, DNS_DNSKEY);
	if (set == NULL || set->count == p->keys_count)
		return p->keys;
	drop_keys(p);
	p->keys = dnskey_set_new(&p->key_arena, set);
	p->keys_count = set->count;
	return p->keys;
}

static enum reason
verify(struct zone_proof *p, const struct rrset *set)
{
	struct signature_work work = {.budget = SIGNATURE_BUDGET};
	struct dnskey_set *keys = keys_of(p);
	if (keys == NULL)
		return REASON_DNSKEY_MISSING;
	if (set->sig_count == 0)
		return REASON_RRSIG_MISSING;
	struct signature_check check =
	    signature_verify(set, p->zone, keys, p->at_s, &work);
	if (check.reason == REASON_NONE && check.wildcard)
		return REASON_RRSIG_WRONG;
	return check.reason;
}

static void
note_fault(struct zone_proof *p, const struct dns_name *owner, uint16_t type,
    enum reason reason)
{
	struct zone_proof_result *f = p->fault;
	if (f->state == ZONE_PROOF_BOGUS)
		return;
	f->state = ZONE_PROOF_BOGUS;
	dns_name_copy(owner, &f->owner);
	f->type = type;
	f->reason = reason;
}

static void
keep_late(struct zone_proof *p, const struct dns_name *owner, uint16_t type,
    const struct rdata *rdata)
{
	p->late = arena_grow(
	    &p->late_arena, p->late, p->late_count, sizeof(*p->late));
	p->late[p->late_count++] = (struct zone_proof_late){
	    .owner = owner,
	    .type = type,
	    .rdata = copy_rdata(&p->late_arena, rdata),
	};
}

/* A signature as the bytes that it came as. */
static void
keep_late_sig(
    struct zone_proof *p, const struct dns_name *owner, const struct rrsig *sig)
{
	enum { FIXED = 18 };
	size_t signer = sig->signer->len;
	struct rdata whole = {
	    sig->signature.bytes - signer - FIXED,
	    FIXED + signer + sig->signature.len,
	};
	keep_late(p, owner, DNS_RRSIG, &whole);
}

static void
put_off(struct zone_proof *p, const struct zone_proof_group *g)
{
	const struct dns_name *owner = copy_name(&p->late_arena, g->owner);
	for (size_t i = 0; i < g->list.count; i++)
		for (uint32_t k = 0; k < g->list.at[i].count; k++)
			keep_late(p, owner, g->list.at[i].type,
			    &g->list.at[i].rdata[k]);
	for (size_t i = 0; i < g->sig_count; i++)
		keep_late_sig(p, owner, &g->sigs[i]);
}

/* The domain's DS set, if it verifies; else it is looked at in the end. */
static void
flush_below(struct zone_proof *p)
{
	struct zone_proof_group *g = &p->below;
	enum reason reason = REASON_RRSIG_MISSING;
	if (g->owner == NULL)
		return;
	group_finish(g);
	const struct rrset *ds = rrset_list_find(&g->list, g->owner, DNS_DS);
	if (ds != NULL)
		reason = verify(p, ds);
	if (reason == REASON_NONE)
		p->sets++;
	else if (!p->finished)
		put_off(p, g);
	else if (ds != NULL)
		note_fault(p, g->owner, DNS_DS, reason);
	group_clear(g);
}

static void
add_below(struct zone_proof *p, const struct dns_name *owner, uint16_t type,
    const struct rdata *rdata)
{
	if (p->below.owner != NULL && !dns_name_equal(p->below.owner, owner))
		flush_below(p);
	group_add(&p->below, owner, type, rdata);
}

static bool
is_asked_for(const struct transfer_record *r, bool apex)
{
	uint16_t type = r->type;
	if (type == DNS_RRSIG && r->rdata.len >= 2)
		type = (uint16_t)(r->rdata.bytes[0] << 8 | r->rdata.bytes[1]);
	if (!apex)
		return type == DNS_DS;
	return type == DNS_SOA || type == DNS_NS || type == DNS_DNSKEY ||
	       type == DNS_ZONEMD;
}

void
zone_proof_add(struct zone_proof *p, const struct transfer_record *r)
{
	bool apex = dns_name_equal(r->owner, p->zone);
	if (!is_asked_for(r, apex))
		return;
	if (apex)
		group_add(&p->apex, r->owner, r->type, &r->rdata);
	else
		add_below(p, r->owner, r->type, &r->rdata);
}

static int
by_owner(const void *a, const void *b)
{
	const struct zone_proof_late *x = a, *y = b;
	return dns_name_compare(x->owner, y->owner);
}

static void
check_late(struct zone_proof *p)
{
	if (p->late_count > 0)
		qsort(p->late, p->late_count, sizeof(*p->late), by_owner);
	for (size_t i = 0; i < p->late_count; i++)
		add_below(
		    p, p->late[i].owner, p->late[i].type, &p->late[i].rdata);
	flush_below(p);
}

static void
check_apex(struct zone_proof *p)
{
	group_finish(&p->apex);
	for (size_t i = 0; i < p->apex.list.count; i++) {
		const struct rrset *set = &p->apex.list.at[i];
		enum reason reason = verify(p, set);
		if (reason == REASON_NONE)
			p->sets++;
		else
			note_fault(p, p->zone, set->type, reason);
	}
}

/* All of its keys are of algorithms that are not known here. */
static bool
is_unsupported(const struct zone_proof *p)
{
	for (size_t i = 0; i < p->keys->count; i++)
		if (algorithm_find(p->keys->keys[i].algorithm) != NULL)
			return false;
	return true;
}

void
zone_proof_finish(struct zone_proof *p, struct zone_proof_result *out)
{
	*out = (struct zone_proof_result){.state = ZONE_PROOF_UNSIGNED};
	p->fault = out;
	flush_below(p);
	p->finished = true;
	if (keys_of(p) == NULL)
		return;
	out->state = ZONE_PROOF_GOOD;
	check_apex(p);
	if (is_unsupported(p))
		out->state = ZONE_PROOF_UNSUPPORTED;
	else
		check_late(p);
	out->sets = p->sets;
}

const char *
zone_proof_word(enum zone_proof_state state)
{
	switch (state) {
	case ZONE_PROOF_UNSIGNED:
		return "unsigned";
	case ZONE_PROOF_GOOD:
		return "good";
	case ZONE_PROOF_BOGUS:
		return "bogus";
	case ZONE_PROOF_UNSUPPORTED:
		return "unsupported";
	}
	return "";
}
