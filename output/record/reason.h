/*
 * reason.h - why something is as it is: the words of doc/records.md, in the
 * order of that table, and the DNSSEC states.
 */
#ifndef REASON_H
#define REASON_H

#include <stdbool.h>

#include "dns/name.h"

enum reason {
	REASON_NONE,
	REASON_NULL_MX,
	REASON_NO_MX,
	REASON_NXDOMAIN,
	REASON_MX_IP_LITERAL,
	REASON_LOOKUP_FAILED,
	REASON_NO_ADDRESS,
	REASON_NO_TLSA,
	REASON_UNSIGNED,
	REASON_NO_DS,
	REASON_UNSUPPORTED_ALGORITHM,
	REASON_UNSUPPORTED_DIGEST,
	REASON_NSEC3_ITERATIONS,
	REASON_DS_MISMATCH,
	REASON_DNSKEY_MISSING,
	REASON_NO_ZONE_KEY,
	REASON_RRSIG_MISSING,
	REASON_RRSIG_EXPIRED,
	REASON_RRSIG_NOT_YET_VALID,
	REASON_RRSIG_UNKNOWN_KEY,
	REASON_RRSIG_WRONG,
	REASON_DENIAL_MISSING,
	REASON_DENIAL_WRONG,
	REASON_TOO_MUCH_WORK,
	REASON_EVIDENCE_MISSING,
	REASON_SERVERS_NOT_ASKED, /* R28: what these five lead to is unproved */
	REASON_TOO_MANY_SERVERS,
	REASON_SERVERS_DISAGREE,
	REASON_NO_EDNS,
	REASON_REPLY_TRUNCATED,
	REASON_CONNECT_TIMEOUT,
	REASON_CONNECT_REFUSED,
	REASON_BANNER_TIMEOUT,
	REASON_SMTP_REFUSED,
	REASON_SESSION_TIMEOUT,
	REASON_SESSION_BROKEN,
	REASON_NO_STARTTLS,
	REASON_STARTTLS_REFUSED,
	REASON_TLS_FAILED,
	REASON_TLS_SESSION_LOST,
	REASON_UNUSABLE_USAGE,  /* 0 or 1: defined, and not for SMTP */
	REASON_UNDEFINED_FIELD, /* a value that no RFC gives a meaning */
	REASON_UNUSABLE_RECORD,
	REASON_EMPTY_DIGEST,
	REASON_WRONG_SELECTOR,
	REASON_WRONG_MTYPE,
	REASON_WRONG_USAGE,
	REASON_WRONG_INPUT, /* the digest of the PEM text, or of a newline */
	REASON_TRUNCATED,
	REASON_TYPO,
	REASON_OUTDATED,   /* of a certificate that the host sent earlier */
	REASON_OTHER_HOST, /* of the certificate of another host */
	REASON_RETIRED_CA, /* of an authority that is no longer used */
	REASON_TA_DID_NOT_SIGN,
	REASON_CHAIN_INVALID,
	REASON_NAME_MISMATCH,
	REASON_TA_NOT_IN_CHAIN,
	REASON_MISMATCH,
	REASON_OBSERVED_APART,   /* no match, and too long between the two */
	REASON_CERTIFICATE_ONLY, /* a match; nobody proved its key */
	REASON_SUPERSEDED,       /* of a record only: R10 left it out */
	REASON_COUNT,
};

enum study {
	STUDY_NONE,
	STUDY_VALID,
	STUDY_INVALID,
	STUDY_UNKNOWN,
	STUDY_COUNT,
};

const char *reason_text(enum reason r);
int reason_ede(enum reason r); /* RFC 8914; -1: none */

/* Of a TLSA record that no sender may use (R9). */
bool reason_is_unusable(enum reason r);

/* Of a TLSA record that matches nothing, whatever a server sends. */
bool reason_is_of_record(enum reason r);

/* The column "study" of the table; NO_ADDRESS: UNKNOWN. */
enum study reason_study(enum reason r);
const char *study_text(enum study s);

/* The words back; false: no such word. */
bool reason_parse(const char *text, enum reason *out);
bool study_parse(const char *text, enum study *out);

/* In order: each is worse than those before it. */
enum security {
	SECURITY_SECURE,
	SECURITY_INSECURE,
	SECURITY_INDETERMINATE,
	SECURITY_BOGUS,
};

const char *security_text(enum security s);
bool security_parse(const char *text, enum security *out);

/*
 * A state.  Where it is secure there is no reason; `detail` may name what is
 * deprecated (RFC 9905), in `zone`.
 */
struct dnssec_state {
	enum security security;
	enum reason reason;
	const struct dns_name *zone; /* where it broke; NULL: not known */
	const char *detail;          /* for people; NULL: nothing to add */
	bool sha1; /* a zone of the chain is entered by SHA-1 alone: secure, or
	            * insecure where that is what was asked for (R24) */
};

struct dnssec_state dnssec_secure(void);
struct dnssec_state dnssec_bogus(
    enum reason reason, const struct dns_name *zone, const char *detail);

/* The worse of two; of equals the first. */
struct dnssec_state dnssec_worse(struct dnssec_state a, struct dnssec_state b);

#endif
