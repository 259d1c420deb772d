/*
 * part_spill.h - what one thread reads, on its way to disk when memory is full.
 *
 * Rows of all threads are merged in the end (evidence_store.h).
 */
#ifndef PART_SPILL_H
#define PART_SPILL_H

#include "base/row_sort.h"
#include "evidence_row.h"

/* Names of which it is known that they are there. */
enum { SPILL_NOTED = 4096, SPILL_CONTACTS = 512 };

/* Something of this name was written; of denials, how often. */
struct noted_name {
	struct dns_name name;
	uint16_t type;
	uint8_t kind, count;
	uint64_t order;
};

/* Whom a zone names, until another zone takes the place. */
struct noted_contact {
	struct dns_name zone, rname;
	uint64_t order;
};

struct part_spill {
	struct row_sort rows;  /* by name */
	struct row_sort certs; /* by digest */
	struct noted_name *noted;
	struct noted_contact *contacts;
	uint64_t turn; /* of contacts that were written */
	struct text value;
	int error; /* -errno; 0: none */
};

/* 0 or -ENOMEM.  `bytes` of memory, for rows. */
MUST_USE int part_spill_init(
    struct part_spill *s, struct spill_file *file, size_t bytes);
void part_spill_fini(struct part_spill *s);

/* All that `p` has goes to disk, and `p` is empty.  0 or -errno. */
MUST_USE int part_spill_take(struct part_spill *s, struct thread_evidence *p);

/* After the last.  0 or -errno. */
MUST_USE int part_spill_end(struct part_spill *s);

#endif
