/*
 * store_engine.h - the process that reads and writes a store's Parquet files:
 * store.py, run by a Python that has DuckDB.  A line to it, a line back.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/macros.h"
#include "base/text.h"
#include "output/record/reader.h"

/* Where its parts are; NULL: where `make install` or a build has them. */
struct store_engine_place {
	const char *python;  /* the interpreter */
	const char *library; /* the folder of store.py */
};

struct store_engine {
	pid_t pid; /* 0: none */
	FILE *to, *from;
	struct record_reader answer; /* the last one is its root */
	char *line;
	size_t room;
};

/*
 * For the store in this directory.  0, or -errno, logged: what has to be
 * installed.  Ended by store_engine_stop(), also when it fails.
 */
MUST_USE int store_engine_start(struct store_engine *e,
    const struct store_engine_place *place, const char *store);
void store_engine_stop(struct store_engine *e);

/*
 * Sends a command and its arguments, JSON or NULL, and waits for the answer.
 * 0; or -errno, logged.
 */
MUST_USE int store_engine_ask(
    struct store_engine *e, const char *command, const char *arguments);

/* Of the last answer: "" or 0 where it does not say. */
const char *store_engine_text(struct store_engine *e, const char *key);
uint64_t store_engine_number(struct store_engine *e, const char *key);

#endif
