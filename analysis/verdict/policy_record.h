/*
 * policy_record.h - what is amiss in a record that stands beside DANE: SPF,
 * DMARC, and the TXT records of MTA-STS and TLSRPT.
 *
 * Pure: a stranger's bytes go in, faults come out.
 */
#ifndef POLICY_RECORD_H
#define POLICY_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "output/record/mail_policy.h"

enum policy_fault {
	POLICY_FINE,
	POLICY_SEVERAL,    /* of one version: readers take none of them */
	POLICY_SPF_OPEN,   /* neither `all` nor `redirect`, or `?all` */
	POLICY_SPF_PASSES, /* `+all` */
	POLICY_SPF_REDIRECT_IGNORED, /* `redirect` beside `all` */
	POLICY_SPF_REDIRECTS,        /* `redirect` more than once */
	POLICY_DMARC_NO_P,           /* no `p`, or none that there is */
	POLICY_DMARC_NONE,           /* `p=none` */
	POLICY_TLSRPT_NO_RUA, /* no `rua`, or none to mailto: or https: */
	POLICY_MTA_STS_NO_ID, /* no `id`, or none of 1 to 32 letters, digits */
	POLICY_FAULT_COUNT,
};

/* As a record has it: none is FINE alone. */
struct policy_faults {
	bool at[POLICY_FAULT_COUNT];
};

/* `text`: the record's character-strings in one, version tag and all. */
struct policy_faults policy_record_judge(
    enum mail_policy p, const char *text, size_t len);

/* The `id` of a fine record of MTA-STS: where it is, and how long. */
size_t policy_record_id(const char *text, size_t len, const char **id);

/* As --json has it: "spf_open"; of FINE the empty string. */
const char *policy_fault_word(enum policy_fault f);

/* What to do, in one sentence; of FINE the empty string. */
const char *policy_fault_advice(enum policy_fault f);

#endif
