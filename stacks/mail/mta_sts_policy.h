/*
 * mta_sts_policy.h - the policy file of MTA-STS (RFC 8461 3.2), and whether a
 * mail host is one of its (4.1).
 *
 * Pure: a stranger's bytes go in.  No heap: patterns point into these bytes.
 */
#ifndef MTA_STS_POLICY_H
#define MTA_STS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MTA_STS_BYTES_MAX = 64 << 10, /* of a file; 3.2 */
	MTA_STS_AGE_MAX_S = 31557600, /* about a year; 3.2 */
	MTA_STS_PATTERNS_MAX = 256,   /* further ones are not looked at */
};

enum mta_sts_mode {
	MTA_STS_NONE,
	MTA_STS_TESTING,
	MTA_STS_ENFORCE,
};

/* Why a file is no policy, the first that is met in this order. */
enum mta_sts_fault {
	MTA_STS_FINE,
	MTA_STS_BAD_LINE,   /* a line without a colon, or with odd bytes */
	MTA_STS_NO_VERSION, /* no `version`, or none of STSv1 */
	MTA_STS_NO_MODE,    /* no `mode`, or none that there is */
	MTA_STS_NO_AGE,     /* no `max_age`, no number, or too large a one */
	MTA_STS_NO_MX,      /* no `mx`, and the mode is not none */
	MTA_STS_BAD_MX,     /* an `mx` that is no name and no pattern */
};

struct mta_sts_pattern {
	const char *at; /* without the "*." of a wildcard */
	uint8_t len;
	bool wildcard;
};

struct mta_sts_policy {
	enum mta_sts_mode mode;
	uint32_t max_age_s;
	struct mta_sts_pattern mx[MTA_STS_PATTERNS_MAX];
	unsigned mx_count;
};

/*
 * Unknown keys are passed over; of keys other than mx the first counts.  `out`
 * is whole only where the fault is FINE.
 */
enum mta_sts_fault mta_sts_policy_read(
    const char *text, size_t len, struct mta_sts_policy *out);

/*
 * `host` without its last dot, in any case of letters.  A wildcard stands for
 * one label, the leftmost.
 */
bool mta_sts_pattern_has(
    const struct mta_sts_pattern *p, const char *host, size_t len);

/* One of its patterns has it. */
bool mta_sts_policy_has(
    const struct mta_sts_policy *p, const char *host, size_t len);

/* "enforce", "testing" or "none". */
const char *mta_sts_mode_word(enum mta_sts_mode mode);

#endif
