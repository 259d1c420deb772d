/*
 * name.h - a domain name in wire form, lower case (RFC 1035 3.1, 4.1.4).
 *
 * Names are compared without case (RFC 4343), so they are folded once, when
 * they are made, and compared by bytes ever after.
 */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/wire.h"

enum {
	DNS_NAME_MAX = 255,       /* bytes in wire form, root label included */
	DNS_NAME_TEXT_MAX = 1025, /* text form with every byte escaped, and 0 */
	DNS_LABEL_MAX = 63,
};

struct dns_name {
	uint8_t len; /* 1 for the root */
	uint8_t wire[DNS_NAME_MAX];
};

extern const struct dns_name DNS_ROOT;

/*
 * Reads a name at `w`, following compression pointers into `message` (the
 * whole message, from its first byte); pointers must go backwards.  False
 * if it is malformed; `*out` is then not to be used.
 */
bool dns_name_parse(
    struct wire *w, const struct wire *message, struct dns_name *out);

/*
 * The same, with upper and lower case as they came: for RDATA that is to be
 * written as it was (RFC 6840 5.1), not for comparing.
 */
bool dns_name_parse_as_sent(
    struct wire *w, const struct wire *message, struct dns_name *out);

/*
 * Presentation form to wire: "example.com", "example.com.", ".", with \. and
 * \DDD escapes.  A name without the final dot is taken as absolute.
 * False: empty or too long a label or name, or a bad escape.
 */
bool dns_name_from_text(const char *text, size_t len, struct dns_name *out);

/*
 * Writes the presentation form without the final dot, and gives its length; 0,
 * where a byte of it is none of those that nearly all names are made of: lower
 * case letters, digits, hyphens, underscores.  Room for DNS_NAME_PLAIN_ROOM.
 */
enum { DNS_NAME_PLAIN_ROOM = DNS_NAME_MAX + 16 };
size_t dns_name_put_plain(char *out, const struct dns_name *name);

/* Appends the presentation form without the final dot ("." for the root). */
void dns_name_add_text(struct text *t, const struct dns_name *name);

/* The same with the final dot, as names in RDATA are written. */
void dns_name_add_text_dot(struct text *t, const struct dns_name *name);

/*
 * Copies the bytes that are used, no more: `from` may be kept in less room
 * than a whole struct.
 */
void dns_name_copy(const struct dns_name *from, struct dns_name *to);

bool dns_name_equal(const struct dns_name *a, const struct dns_name *b);

/* `name` is `zone` itself or below it. */
bool dns_name_in(const struct dns_name *name, const struct dns_name *zone);

/* Takes the first label off; false at the root. */
bool dns_name_parent(const struct dns_name *name, struct dns_name *out);

/* Labels without the root label: 2 for example.com. */
unsigned dns_name_labels(const struct dns_name *name);

/* "label" in front of `name`; false if that grows too long. */
bool dns_name_prepend(
    const char *label, const struct dns_name *name, struct dns_name *out);

/* A hash for tables, keyed (hash.h). */
uint64_t dns_name_hash(const struct dns_name *name);

/* DNSSEC canonical order (RFC 4034 6.1): <0, 0, >0. */
int dns_name_compare(const struct dns_name *a, const struct dns_name *b);

#endif
