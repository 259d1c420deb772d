/*
 * evidence_view.h - one thread's eyes on evidence that lies on disk: the pages
 * that it has read, each as evidence in memory.
 *
 * What evidence.h gives of a view lives until evidence_view_trim().  A page
 * that cannot be read is as if it were empty; the store knows (spill_file.h).
 */
#ifndef EVIDENCE_VIEW_H
#define EVIDENCE_VIEW_H

#include "evidence.h"
#include "evidence_store.h"

struct evidence_page;
struct cert_page;

struct evidence_view {
	struct evidence_store *store; /* borrowed */
	struct row_page_reader reader;
	struct thread_evidence *rows; /* of a page that is being read */
	struct evidence_page **pages; /* by number; NULL: not read */
	struct cert_page **certs;     /* the same */
	struct evidence_page *newest; /* all that were read */
	struct cert_page *newest_certs;
	size_t bytes;   /* of all pages */
	size_t largest; /* of one of them */
};

/* Of `e`, whose store is borrowed.  NULL: no heap. */
struct evidence_view *evidence_view_new(const struct evidence *e);
void evidence_view_free(struct evidence_view *v); /* NULL is fine */

/*
 * Between two questions: forgets all pages if those but the largest have more
 * than `bytes`.
 */
bool evidence_view_trim(struct evidence_view *v, size_t bytes);

/* Of the page that has all of this name, or of page i.  Never NULL. */
const struct evidence *evidence_view_at(
    struct evidence_view *v, const struct dns_name *name);
const struct evidence *evidence_view_page(struct evidence_view *v, size_t i);

/* As those without "view". */
const struct seen_rrset *evidence_view_seen(
    struct evidence_view *v, const struct dns_name *name, uint16_t type);
const struct seen_cert *evidence_view_cert(
    struct evidence_view *v, const uint8_t sha256[CERT_SHA256_BYTES]);
const struct seen_cert *evidence_view_cert_of_key(
    struct evidence_view *v, const uint8_t spki_sha256[CERT_SHA256_BYTES]);

/* This reply comes first from now on, when its page is read; gives the page. */
struct evidence *evidence_view_prefer(
    struct evidence_view *v, const struct reply *r);

#endif
