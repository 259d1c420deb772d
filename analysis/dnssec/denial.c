#include "denial.h"

#include "nsec3_denial.h"
#include "nsec_denial.h"

/* What is to be proven. */
struct goal {
	enum { GOAL_NODATA, GOAL_NXDOMAIN, GOAL_WILDCARD } what;
	const struct dns_name *name;
	uint16_t type;
	unsigned labels;
};

/* Nothing of an attempt before this one counts. */
static void
begin(struct denial_set *d)
{
	d->delegation = d->no_name = false;
	d->rounds = 0;
	for (size_t i = 0; i < d->nsec_count; i++)
		d->nsecs[i].used = false;
	for (size_t i = 0; i < d->nsec3_count; i++)
		d->nsec3s[i].used = false;
}

static enum denial_verdict
by_nsec(struct denial_set *d, const struct goal *g)
{
	enum denial_verdict v = DENIAL_WRONG;
	begin(d);
	switch (g->what) {
	case GOAL_NODATA:
		return nsec_denial_nodata(d, g->name, g->type);
	case GOAL_WILDCARD:
		return nsec_denial_wildcard(d, g->name, g->labels);
	case GOAL_NXDOMAIN:
		v = nsec_denial_nxdomain(d, g->name);
		if (v != DENIAL_PROVEN) {
			begin(d);
			v = nsec_denial_nodata(d, g->name, g->type);
		}
	}
	return v;
}

/* The first record of the group that is tried; NULL: all were taken out. */
static struct denial_nsec3 *
first_of_group(const struct denial_set *d)
{
	for (size_t i = 0; i < d->nsec3_count; i++) {
		if (d->nsec3s[i].group == d->group)
			return &d->nsec3s[i];
	}
	return NULL;
}

static enum denial_verdict
by_group(struct denial_set *d, const struct goal *g)
{
	struct denial_nsec3 *first = first_of_group(d);
	if (first == NULL)
		return DENIAL_WRONG;
	begin(d);
	d->iterations = first->nsec3.iterations;
	if (d->iterations > d->iterations_max) {
		first->used = true;
		return DENIAL_ITERATIONS;
	}
	switch (g->what) {
	case GOAL_NODATA:
		return nsec3_denial_nodata(d, g->name, g->type);
	case GOAL_NXDOMAIN:
		return nsec3_denial_nxdomain(d, g->name);
	case GOAL_WILDCARD:
		return nsec3_denial_wildcard(d, g->name, g->labels);
	}
	return DENIAL_WRONG;
}

static bool
is_proof(enum denial_verdict v)
{
	return v == DENIAL_PROVEN || v == DENIAL_OPT_OUT;
}

/* Group by group; one over the limit of iterations proves only if none does. */
static enum denial_verdict
by_nsec3(struct denial_set *d, const struct goal *g)
{
	enum denial_verdict worst = DENIAL_WRONG;
	unsigned over = NSEC3_GROUPS_MAX;
	for (d->group = 0; d->group < d->groups && d->group < NSEC3_GROUPS_MAX;
	     d->group++) {
		enum denial_verdict v = by_group(d, g);
		if (is_proof(v))
			return v;
		if (v == DENIAL_ITERATIONS && over == NSEC3_GROUPS_MAX)
			over = d->group;
		if (v == DENIAL_TOO_MUCH)
			worst = v;
	}
	if (over == NSEC3_GROUPS_MAX)
		return worst;
	d->group = over;
	return by_group(d, g);
}

/* NSEC first; what it does not prove, NSEC3 may. */
static enum denial_verdict
prove(struct denial_set *d, const struct goal *g)
{
	if (d->nsec_count + d->nsec3_count == 0)
		return d->left_out ? DENIAL_WRONG : DENIAL_MISSING;
	if (d->nsec_count > 0 && by_nsec(d, g) == DENIAL_PROVEN)
		return DENIAL_PROVEN;
	return d->nsec3_count > 0 ? by_nsec3(d, g) : DENIAL_WRONG;
}

enum denial_verdict
denial_nodata(struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	return prove(d, &(struct goal){GOAL_NODATA, name, type, 0});
}

enum denial_verdict
denial_nxdomain(
    struct denial_set *d, const struct dns_name *name, uint16_t type)
{
	return prove(d, &(struct goal){GOAL_NXDOMAIN, name, type, 0});
}

enum denial_verdict
denial_wildcard(
    struct denial_set *d, const struct dns_name *name, unsigned labels)
{
	return prove(d, &(struct goal){GOAL_WILDCARD, name, 0, labels});
}
