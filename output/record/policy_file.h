/*
 * policy_file.h - one policy_file record of doc/records.md: what came of the
 * question for the policy of MTA-STS of a domain, by HTTPS.
 */
#ifndef POLICY_FILE_RECORD_H
#define POLICY_FILE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/name.h"
#include "reader.h"

/* doc/records.md explains each. */
enum policy_fetch {
	POLICY_FETCH_OK, /* a body came, whole */
	POLICY_FETCH_LOOKUP_FAILED,
	POLICY_FETCH_NO_ADDRESS,
	POLICY_FETCH_NOT_ALLOWED, /* each address is one not to be sent to */
	POLICY_FETCH_NO_CONNECTION,
	POLICY_FETCH_TIMEOUT,
	POLICY_FETCH_TLS_FAILED,
	POLICY_FETCH_CERT_EXPIRED,
	POLICY_FETCH_CERT_OTHER_NAME,
	POLICY_FETCH_CERT_UNKNOWN_CA,
	POLICY_FETCH_CERT_INVALID,
	POLICY_FETCH_REDIRECT,
	POLICY_FETCH_HTTP_STATUS, /* any other than 200 */
	POLICY_FETCH_TOO_LARGE,
	POLICY_FETCH_BROKEN,
	POLICY_FETCH_NOT_DONE, /* the fault is ours */
	POLICY_FETCH_COUNT,
};

extern const char *const policy_fetch_words[POLICY_FETCH_COUNT];

/* Pointers are borrowed, and NULL where nothing is known. */
struct policy_file_record {
	const struct dns_name *domain;
	enum policy_fetch status;
	int64_t rx_ns;         /* real time: it was over */
	const struct addr *ip; /* of who was asked */
	uint64_t http_status;  /* 0: none came */
	const char *content_type, *location;
	const char *detail; /* what libcurl says of a fault */
	struct record_bytes body;
};

/* Appends the record and a newline. */
void policy_file_record_add(
    struct text *line, const struct policy_file_record *r);

/*
 * Reads a line, with or without its newline.  False: record_reader_fault() says
 * what is wrong.
 */
bool policy_file_record_read(struct record_reader *r, const char *line,
    size_t len, struct policy_file_record *out);

#endif
