#include "delegation.h"

#include <stdlib.h>
#include <string.h>

#include "output/record/delegation.h"
#include "resolver/zone/delegations.h"

enum { ADDRESSES_MAX = 256 }; /* of one host; real ones have a handful */

/* What a record of one domain points to. */
struct gathered {
	struct delegation self;
	struct delegation_zone zone;
	struct dns_name *hosts;        /* its NS set */
	const struct dns_name **ns;    /* to each of them */
	struct delegation_address *at; /* of all of them, glue alone */
	struct delegation_record_glue *glue;
	size_t glue_count;
	struct text texts; /* DS records, then RRSIGs, a zero behind each */
	const char **ds;   /* to each of them */
	size_t ds_count, ds_rrsig_count;
};

static void
free_gathered(struct gathered *g)
{
	free(g->hosts);
	free(g->ns);
	free(g->at);
	free(g->glue);
	free(g->ds);
	text_fini(&g->texts);
}

/* How many addresses the hosts have, glue or not. */
static size_t
count_addresses(const struct delegations *d, const struct delegation *self)
{
	size_t count = 0;
	for (uint32_t i = 0; i < self->ns_count; i++)
		count += delegations_addresses(d, self->ns[i], NULL, 0);
	return count;
}

/* The glue of the host, whose name is at `name`. */
static void
add_glue(struct gathered *g, const struct delegations *d, uint32_t host,
    const struct dns_name *name)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned total = delegations_addresses(d, host, at, ADDRESSES_MAX);
	for (unsigned i = 0; i < total && i < ADDRESSES_MAX; i++) {
		if (!at[i].glue)
			continue;
		struct delegation_address *kept = &g->at[g->glue_count];
		*kept = at[i];
		g->glue[g->glue_count++] =
		    (struct delegation_record_glue){name, &kept->addr};
	}
}

static bool
gather_hosts(struct gathered *g, const struct delegations *d)
{
	size_t count = g->self.ns_count;
	size_t addresses = count_addresses(d, &g->self);
	g->hosts = calloc(count + 1, sizeof(*g->hosts));
	g->ns = calloc(count + 1, sizeof(*g->ns));
	g->at = calloc(addresses + 1, sizeof(*g->at));
	g->glue = calloc(addresses + 1, sizeof(*g->glue));
	if (g->hosts == NULL || g->ns == NULL || g->at == NULL ||
	    g->glue == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		delegations_host_name(d, g->self.ns[i], &g->hosts[i]);
		g->ns[i] = &g->hosts[i];
		add_glue(g, d, g->self.ns[i], g->ns[i]);
	}
	return true;
}

/* Appends the n-th text of some list, as delegations_ds_text() does. */
typedef bool text_at(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out);

static size_t
add_texts(struct gathered *g, text_at *at, const struct delegations *d,
    uint32_t index)
{
	unsigned n = 0;
	while (at(d, index, n, &g->texts)) {
		text_add_char(&g->texts, 0);
		n++;
	}
	return n;
}

static bool
gather_ds(struct gathered *g, const struct delegations *d, uint32_t index)
{
	text_init(&g->texts);
	if (!g->self.has_ds)
		return true;
	g->ds_count = add_texts(g, delegations_ds_text, d, index);
	g->ds_rrsig_count = add_texts(g, delegations_ds_rrsig_text, d, index);
	size_t count = g->ds_count + g->ds_rrsig_count;
	g->ds = calloc(count + 1, sizeof(*g->ds));
	if (g->ds == NULL || !text_ok(&g->texts))
		return false;
	const char *at = g->texts.bytes;
	for (size_t i = 0; i < count; i++) {
		g->ds[i] = at;
		at += strlen(at) + 1;
	}
	return true;
}

void
delegation_line_add(
    struct text *line, const struct delegations *d, uint32_t index)
{
	struct gathered g = {0};
	delegations_get(d, index, &g.self);
	delegations_zone(d, g.self.zone, &g.zone);
	if (gather_ds(&g, d, index) && gather_hosts(&g, d))
		delegation_record_add(line,
		    &(struct delegation_record){
			.domain = &g.self.name,
			.zone = &g.zone.name,
			.ns = g.ns,
			.ns_count = g.self.ns_count,
			.ds = g.ds,
			.ds_count = g.ds_count,
			.ds_rrsig = g.ds != NULL ? g.ds + g.ds_count : NULL,
			.ds_rrsig_count = g.ds_rrsig_count,
			.glue = g.glue,
			.glue_count = g.glue_count,
		    });
	else
		line->failed = true;
	free_gathered(&g);
}
