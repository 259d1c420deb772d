/* verify_memo.h - the good signatures of `verify --memo`, or of one run. */
#ifndef VERIFY_MEMO_H
#define VERIFY_MEMO_H

#include "analysis/dnssec/known_signatures.h"

struct evidence;

struct verify_memo {
	const char *path; /* NULL: of this run alone */
	uint8_t secret[KNOWN_SECRET_BYTES];
	struct known_signatures known;
};

/* 0 or -errno, having said why. */
MUST_USE int verify_memo_open(struct verify_memo *m, const char *path);

/* What is known before `e`, sealed, is judged.  0 or -errno, as above. */
MUST_USE int verify_memo_load(struct verify_memo *m, const struct evidence *e);

/* Keeps what is known now.  0 or -errno, as above. */
MUST_USE int verify_memo_keep(const struct verify_memo *m);
void verify_memo_fini(struct verify_memo *m);

#endif
