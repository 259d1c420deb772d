/*
 * evidence_row.h - evidence as rows (base/sorted_rows.h), as it lies on disk
 * while it is judged: of this process, and for it alone.
 *
 * The key of a row is that of its name (dns/name_key.h), a zero, and then what
 * it is: all of a name is together, and before what is below it.
 */
#ifndef EVIDENCE_ROW_H
#define EVIDENCE_ROW_H

#include "base/sorted_rows.h"
#include "dns/name_key.h"
#include "output/record/presence.h"
#include "thread_evidence.h"

enum evidence_row_kind {
	EVIDENCE_ROW_DELEGATION,
	EVIDENCE_ROW_LISTED,
	EVIDENCE_ROW_ZONE,   /* a name that is one; no value */
	EVIDENCE_ROW_SIGNER, /* a name that is to have signed; no value */
	EVIDENCE_ROW_REPLY,  /* of one question the best first */
	EVIDENCE_ROW_SEEN,   /* in which reply something of this name came */
	EVIDENCE_ROW_SESSION,
	EVIDENCE_ROW_VOUCHED, /* that it is first; no value */
	EVIDENCE_ROW_WANTED,  /* whom it names as responsible; no value */
	EVIDENCE_ROW_CONTACT, /* that, the latest first; only if it is wanted */
};

/* A key while it is made; equal up to `group` are those of one question. */
struct evidence_key {
	uint8_t bytes[DNS_NAME_KEY_MAX + 32];
	size_t len;
	size_t group;
};

/* Of a name that has nothing but this kind of row. */
void evidence_key_of(struct evidence_key *k, const struct dns_name *name,
    enum evidence_row_kind kind);
void evidence_key_of_reply(struct evidence_key *k, const struct reply *r);
void evidence_key_of_seen(struct evidence_key *k, const struct seen_rrset *s);
void evidence_key_of_session(
    struct evidence_key *k, const struct host_session *s);

void evidence_key_of_vouched(
    struct evidence_key *k, const struct dns_name *zone, enum presence told);

/* `turn` is of those of one reply. */
void evidence_key_of_contact(struct evidence_key *k,
    const struct dns_name *zone, uint64_t order, uint64_t turn);

/* The key of the first row that a name may have. */
void evidence_key_begin(struct evidence_key *k, const struct dns_name *name);

/* Of a row. */
struct evidence_row_head {
	size_t name_len; /* in bytes of its key, without the zero */
	size_t group;
	enum evidence_row_kind kind;
	uint16_t type;    /* of REPLY and SEEN */
	bool is_unusable; /* of REPLY */
};
struct evidence_row_head evidence_row_head(const struct key_row *row);

/* A question that has replies. */
struct evidence_question {
	const struct dns_name *name;
	uint16_t type;
};

/* Whether this row is of another question than `*before`, which becomes it. */
bool evidence_row_question(
    const struct key_row *row, struct evidence_question *before);

/* Which reply a SEEN row means. */
struct evidence_carrier {
	const struct dns_name *name; /* of the question */
	uint16_t type;
	uint64_t order;
	uint32_t count; /* of what is of the name in it */
};

/* Values: written, and read as views of the row with memory of `arena`. */
void evidence_row_put_reply(struct text *t, const struct reply *r);
struct reply *evidence_row_reply(
    const struct key_row *row, struct arena *arena);
void evidence_row_put_seen(
    struct text *t, const struct seen_rrset *s, uint32_t count);
struct evidence_carrier evidence_row_seen(const struct key_row *row);
void evidence_row_put_delegated(struct text *t, const struct delegated *d);
struct delegated *evidence_row_delegated(
    const struct key_row *row, struct arena *arena);
void evidence_row_put_listed(struct text *t, const struct listed_host *h);
struct listed_host *evidence_row_listed(
    const struct key_row *row, struct arena *arena);
void evidence_row_put_session(struct text *t, const struct host_session *s);
struct host_session *evidence_row_session(
    const struct key_row *row, struct arena *arena);

/*
 * Rows of certificates: the key is the SHA-256, and then one of these.  Of a
 * leaf the name's key follows, and the value is the name.
 */
enum evidence_cert_row {
	EVIDENCE_CERT_LEAF, /* a host whose leaf it is */
	EVIDENCE_CERT_DER,
};

/* Of VOUCHED, and of CONTACT, whose value is two names. */
enum presence evidence_row_vouched(const struct key_row *row);
void evidence_row_put_contact(
    struct text *t, const struct dns_name *zone, const struct dns_name *rname);
const struct dns_name *evidence_row_contact(
    const struct key_row *row, const struct dns_name **zone);

/* Of a cert record. */
void evidence_row_put_cert(struct text *t, const struct seen_cert *c);
void evidence_row_cert(const struct key_row *row, struct seen_cert *out);

#endif
