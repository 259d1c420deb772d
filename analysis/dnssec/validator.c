#include "validator.h"

#include "base/macros.h"

enum { RESULT_BYTES_MAX = 16 << 20 };

static void
begin(struct validator *v)
{
	arena_init(&v->arena);
	name_map_init(&v->zones, &v->arena);
	name_map_init(&v->lookups, &v->arena);
}

void
validator_init(struct validator *v, const struct evidence *evidence,
    const struct anchor_set *anchors, int64_t at_ns)
{
	*v = (struct validator){
	    .evidence = evidence,
	    .anchors = anchors,
	    .at_ns = at_ns,
	    .iterations_max = NSEC3_ITERATIONS_MAX,
	};
	v->instants = &v->all;
	begin(v);
}

void
validator_fini(struct validator *v)
{
	for (struct dnskey_set *s = v->keys; s != NULL; s = s->next)
		dnskey_set_fini(s);
	v->keys = NULL;
	arena_fini(&v->arena);
}

void
validator_set_time(struct validator *v, int64_t at_ns)
{
	validator_fini(v);
	begin(v);
	v->at_ns = at_ns;
}

void
validator_collect(struct validator *v, struct instants *instants)
{
	v->instants = instants != NULL ? instants : &v->all;
	*v->instants = (struct instants){0};
}

/*
 * RRSIG times are serial numbers (RFC 4034 3.1.5): those nearest to the time
 * of judging are meant.
 */
static int64_t
nearest(uint32_t serial, int64_t at_s)
{
	return at_s + (int32_t)(serial - (uint32_t)at_s);
}

void
validator_note_signatures(
    struct validator *v, const struct rrset *rrset, int64_t at_s)
{
	instants_note_now(v->instants, at_s);
	for (size_t i = 0; i < rrset->sig_count && i < SIGNATURES_MAX; i++) {
		const struct rrsig *sig = &rrset->sigs[i];
		instants_add(v->instants, nearest(sig->inception, at_s));
		instants_add(v->instants, nearest(sig->expiration, at_s) + 1);
	}
}

void
validator_trim(struct validator *v)
{
	if (v->arena.bytes < RESULT_BYTES_MAX)
		return;
	validator_fini(v);
	begin(v);
}

struct dnskey_set *
validator_keys(struct validator *v, const struct rrset *rrset)
{
	struct dnskey_set *set = dnskey_set_new(&v->arena, rrset);
	set->next = v->keys;
	v->keys = set;
	return set;
}

int64_t
validator_time(const struct validator *v, int64_t rx_ns)
{
	return (v->at_ns != 0 ? v->at_ns : rx_ns) / NS_PER_S;
}
