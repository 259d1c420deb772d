/*
 * evidence_store.h - evidence that lies on disk, sorted by name, for who reads
 * it page by page (evidence_view.h).
 */
#ifndef EVIDENCE_STORE_H
#define EVIDENCE_STORE_H

#include "base/spill_file.h"
#include "part_spill.h"
#include "dns/name_map.h"

struct progress;

struct evidence_store {
	struct spill_file file;
	struct progress *progress; /* borrowed; NULL: nobody looks */
	bool policies;             /* TXT or CAA was asked */
	uint64_t large_names;      /* of which not all is here: large_name.h */
	size_t bytes;              /* of memory, for all that is done with it */
	struct row_sort rows, parts_certs; /* while it is made */
	struct sorted_rows names;          /* evidence_row.h */
	struct sorted_rows certs;          /* by SHA-256: evidence_cert_row */
	struct sorted_rows keys;     /* SHA-256 of keys, then of certificates */
	struct sorted_rows disputed; /* questions: evidence_store_disputed() */
	struct arena arena;          /* of what follows */
	struct name_map preferred;   /* uint64_t: the order of a reply */
};

/*
 * In a nameless file in `dir`, borrowed.  NULL, and `*error` is -errno.  Ended
 * by evidence_store_free(), which takes NULL.
 */
struct evidence_store *evidence_store_new(
    const char *dir, size_t bytes, int *error);
void evidence_store_free(struct evidence_store *s);

/* What one thread has read; `part` is empty then.  0 or -errno. */
MUST_USE int evidence_store_take(
    struct evidence_store *s, struct part_spill *part);

/* After the last of them.  0 or -errno. */
MUST_USE int evidence_store_seal(struct evidence_store *s);

/* A question that has several usable records, of a row of `disputed`. */
const struct dns_name *evidence_store_disputed(
    const struct key_row *row, uint16_t *type);

#endif
