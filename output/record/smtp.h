/*
 * smtp.h - one smtp record of doc/records.md: one session with one address.
 */
#ifndef SMTP_RECORD_H
#define SMTP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/name.h"
#include "not_asked.h"
#include "reader.h"
#include "tls/leaf_key.h"

/* doc/records.md explains each. */
enum smtp_status {
	SMTP_STATUS_OK,
	SMTP_STATUS_CERTIFICATE_ONLY,
	SMTP_STATUS_TIMEOUT,
	SMTP_STATUS_REFUSED_CONN,
	SMTP_STATUS_BANNER_TIMEOUT,
	SMTP_STATUS_BANNER_REFUSED,
	SMTP_STATUS_EHLO_REFUSED,
	SMTP_STATUS_NO_STARTTLS,
	SMTP_STATUS_STARTTLS_REFUSED,
	SMTP_STATUS_TLS_FAILED,
	SMTP_STATUS_TLS_SESSION_LOST,
	SMTP_STATUS_SESSION_TIMEOUT,
	SMTP_STATUS_CLOSED,
	SMTP_STATUS_RESET,
	SMTP_STATUS_BAD_REPLY,
	SMTP_STATUS_BLOCKED,
	SMTP_STATUS_NO_ROUTE,
	SMTP_STATUS_NOT_ASKED,
	SMTP_STATUS_NO_ADDRESS,
	SMTP_STATUS_OPEN, /* and no session was wanted */
	SMTP_STATUS_COUNT,
};

/* The words of the record, by enum smtp_status. */
extern const char *const smtp_status_words[SMTP_STATUS_COUNT];

/* How far a session came: the `stage` of its record. */
enum smtp_step {
	SMTP_STEP_CONNECT,
	SMTP_STEP_BANNER,
	SMTP_STEP_EHLO,
	SMTP_STEP_STARTTLS,
	SMTP_STEP_TLS,
	SMTP_STEP_TLS_EHLO,
	SMTP_STEP_QUIT,
	SMTP_STEP_COUNT,
};

enum smtp_offer {
	SMTP_OFFER_UNKNOWN, /* nothing was said of it */
	SMTP_OFFER_OFFERED,
	SMTP_OFFER_MASKED, /* XXXXXXXA */
	SMTP_OFFER_ABSENT,
	SMTP_OFFER_COUNT,
};

/* A digest of a certificate. */
typedef uint8_t smtp_record_digest[32];

/* Pointers are borrowed. */
struct smtp_record {
	const struct dns_name *host; /* NULL: an address of a list, alone */
	const struct addr *ip; /* NULL: it has none, or was not asked for it */
	uint16_t port;         /* 0: not in a record that was read */
	enum smtp_status status;
	enum not_asked reason; /* of NOT_ASKED */
	enum smtp_step step;
	bool again; /* repeated: the chain before fitted no TLSA record */
	bool unfit; /* such a chain: the host has one session repeated */
	enum leaf_key twin; /* it took such a leaf alone; ANY: whatever came */
	enum leaf_key twin_due; /* such a session follows at this address */
	unsigned attempts;
	/* Whose session at this address it was; NULL: its own. */
	const struct dns_name *same_as;
	int64_t rx_ts_ns;           /* real time of its end */
	int64_t rtt_us;             /* SYN to SYN-ACK; -1: not known */
	struct record_bytes banner; /* as it came; of no length: left out */
	struct record_bytes ehlo;   /* lines, each with LF or CRLF; the same */
	enum smtp_offer offer;
	bool tls; /* a handshake was finished: */
	const char *version, *cipher;
	const char *group;               /* NULL or "": not known */
	const struct dns_name *sni;      /* NULL: none was sent */
	const smtp_record_digest *chain; /* SHA-256, leaf first */
	size_t chain_count;              /* 0: left out */
	bool chain_cut;                  /* the server sent more */
	struct record_bytes error;       /* the reply or alert that ended it */
	int64_t took_us[SMTP_STEP_QUIT]; /* each step; -1: not reached */
};

/* Appends the record and a newline. */
void smtp_record_add(struct text *line, const struct smtp_record *r);

/*
 * Reads a line, with or without its newline; lines of the EHLO reply end in
 * CRLF then.  False: record_reader_fault() says what is wrong.
 */
bool smtp_record_read(struct record_reader *r, const char *line, size_t len,
    struct smtp_record *out);

#endif
