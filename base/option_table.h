/*
 * option_table.h - a command's options as one table, which feeds parsing,
 * --help and the test that the manual names each.  Letters are ZMap's where
 * the meaning is the same.
 */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { OPTION_LIST_MAX = 64 };

/* Strings are views into argv. */
struct option_list {
	const char *at[OPTION_LIST_MAX];
	size_t count;
};

enum option_kind {
	OPTION_FLAG,      /* bool */
	OPTION_STRING,    /* const char * */
	OPTION_LIST,      /* struct option_list: may be said again */
	OPTION_NUMBER,    /* struct option_number */
	OPTION_BANDWIDTH, /* struct option_number, with K, M, G as in ZMap */
};

struct option_number {
	uint64_t value;
	bool given;
};

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum option_kind kind;
	size_t offset;     /* of its place in the command's struct */
	uint64_t min, max; /* of a number */
	const char *argument;
	const char *help;
};

struct option_table {
	const char *command;
	const char *usage;   /* what --help says before the options */
	const char *example; /* and behind them */
	const struct option_row *rows;
	size_t count;
	const struct option_row *more; /* of other structs within: */
	size_t more_count, more_at;    /* where that struct begins */
	size_t words; /* offset of a struct option_list for words that are
			 no option; OPTION_NO_WORDS: there are none */
};

#define OPTION_NO_WORDS SIZE_MAX

/*
 * Parses into `out`, which holds the defaults; argv[0] is the command's name.
 * A mistake is said in one line and ends the program with 2: nothing has
 * been touched by then.
 */
void option_table_parse(
    const struct option_table *t, int argc, char *argv[], void *out);

/* The long name of option `i`, or NULL after the last: for the tests. */
const char *option_table_name(const struct option_table *t, size_t i);

void option_table_help(const struct option_table *t, FILE *to);

#endif
