/*
 * left_out.h - what no line is written of: how many there are, by what they
 * came to, so that shares can be told without their lines.
 */
#ifndef LEFT_OUT_H
#define LEFT_OUT_H

#include "dns/name_map.h"
#include "output/record/outcome.h"

struct domain_verdict;
struct host_verdict;

/* One thread's; or the sum of all. */
struct left_out_counts {
	struct arena arena;
	struct name_map hosts;   /* uint64_t, by zone and what it came to */
	struct name_map domains; /* the same */
	uint64_t hosts_unjudged, domains_unjudged;
};

/* Not to be moved. */
void left_out_init(struct left_out_counts *l);
void left_out_fini(struct left_out_counts *l);

void left_out_add_host(struct left_out_counts *l, const struct host_verdict *h);
void left_out_add_domain(
    struct left_out_counts *l, const struct domain_verdict *d);

/* All that `from` has, too. */
void left_out_add(
    struct left_out_counts *l, const struct left_out_counts *from);

/* So many came to the same. */
struct left_out_row {
	const struct dns_name *zone; /* of domains; the root: of hosts */
	enum security security;      /* of the lookup of MX, or of TLSA */
	bool mx;                     /* it has an MX record */
	struct outcome outcome;
	uint64_t count;
};

/* Rows of `hosts` or `domains`, in order, in memory of `arena`. */
struct left_out_row *left_out_rows(
    const struct name_map *m, struct arena *arena);

/* How many there are in all. */
uint64_t left_out_count(const struct name_map *m);

#endif
