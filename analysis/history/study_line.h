/*
 * study_line.h - one line of the study's hourly files: a mail host, its TLSA
 * answer and its session, as the authors' two programs wrote them.
 */
#ifndef STUDY_LINE_H
#define STUDY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/dane/peer.h"
#include "output/record/verdict.h"

enum { STUDY_RECORDS_MAX = 64 };

/* What it points to lives in its reader, until the next line. */
struct study_line {
	int64_t hour;     /* since 1970 */
	const char *city; /* where it was asked from; "" */
	struct verdict_host_record host;
	struct verdict_tlsa records[STUDY_RECORDS_MAX];
	struct verdict_address address; /* of which the host has one or none */
	struct addr ip;                 /* not said: all zero */
	struct record_bytes ders[DANE_CHAIN_MAX];
	smtp_record_digest chain[DANE_CHAIN_MAX];
};

/* False: record_reader_fault() says what is wrong. */
bool study_line_read(struct record_reader *r, const char *line, size_t len,
    struct study_line *out);

#endif
