/*
 * question_form.h - what is asked of a name: a type, of it or of a name below.
 */
#ifndef QUESTION_FORM_H
#define QUESTION_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/name.h"

struct question_form {
	uint16_t type;
	uint8_t labels_len; /* bytes */
	const char *labels; /* in front of the name, in wire form */
};

/* TLSA records of a mail host are at _25._tcp. below it (RFC 7672 2.2.3). */
#define QUESTION_FORM_TLSA                                                     \
	{                                                                      \
		DNS_TLSA, 9, "\3_25\4_tcp"                                     \
	}

/* The name that is asked; false: it would be too long to be one. */
bool question_form_name(const struct question_form *f,
    const struct dns_name *base, struct dns_name *out);

/* The reverse; false: `name` is no such name. */
bool question_form_base(const struct question_form *f,
    const struct dns_name *name, struct dns_name *out);

#endif
