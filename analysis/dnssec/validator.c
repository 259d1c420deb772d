#include "validator.h"

/*
 * Behind this all is forgotten at once.  Zones near the root are judged again
 * then, which is little beside what each question costs on its own; to know
 * which results are still of use would be more to keep right.
 */
enum { RESULT_BYTES_MAX = 16 << 20 };

void
validator_init(struct validator *v, const struct dnssec_input *input,
    zone_judge_fn *judge_zone, struct signature_memo *memo)
{
	*v = (struct validator){
	    .input = input,
	    .judge_zone = judge_zone,
	    .memo = memo,
	};
	arena_init(&v->arena);
	name_map_init(&v->zones, &v->arena);
	name_map_init(&v->lookups, &v->arena);
}

void
validator_fini(struct validator *v)
{
	for (struct dnskey_set *s = v->keys; s != NULL; s = s->next)
		dnskey_set_fini(s);
	v->keys = NULL;
	name_map_fini(&v->zones);
	name_map_fini(&v->lookups);
	arena_fini(&v->arena);
}

void
validator_forget(struct validator *v)
{
	validator_fini(v);
	validator_init(v, v->input, v->judge_zone, v->memo);
}

void
validator_trim(struct validator *v)
{
	size_t max = v->input->result_bytes;
	if (v->arena.bytes >= (max > 0 ? max : RESULT_BYTES_MAX))
		validator_forget(v);
}

struct signature_work
validator_work(const struct validator *v, struct instants *instants)
{
	return (struct signature_work){
	    .budget = SIGNATURE_BUDGET,
	    .memo = v->memo,
	    .known = v->input->known,
	    .instants = instants,
	};
}

struct dnskey_set *
validator_keys(struct validator *v, const struct rrset *rrset)
{
	struct dnskey_set *set = dnskey_set_new(&v->arena, rrset);
	set->next = v->keys;
	v->keys = set;
	return set;
}
