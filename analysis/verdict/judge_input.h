/* judge_input.h - what hosts and domains are judged by; nobody changes it. */
#ifndef JUDGE_INPUT_H
#define JUDGE_INPUT_H

#include <stdbool.h>

#include <openssl/types.h>

#include "analysis/dnssec/input.h"

struct cert_history;
struct verdict_choice;

/* All pointers are borrowed. */
struct judge_input {
	struct dnssec_input dnssec;
	bool paper;        /* "study" as the paper's code has it ... */
	X509_STORE *roots; /* ... with these for usages 0 and 1 */
	const struct cert_history *history;  /* NULL: none */
	const struct verdict_choice *choice; /* of lines; NULL: all */
};

#endif
