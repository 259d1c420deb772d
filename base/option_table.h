/*
 * option_table.h - a command's options as one table, which feeds parsing,
 * --help and the test that the manual names each and no other.  Letters are
 * ZMap's where the meaning is the same.
 */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTION_LIST_MAX = 400, OPTION_EXIT_CODES = 3, OPTION_ROWS_MAX = 64 };

/* Strings are views into argv, or what a file held, which lives as long. */
struct option_list {
	const char *at[OPTION_LIST_MAX];
	size_t count;
};

/* An option whose argument may be missing. */
struct option_place {
	bool given;
	const char *at; /* NULL: none was named */
};

enum option_kind {
	OPTION_FLAG,   /* bool; "--name=false" takes it back */
	OPTION_STRING, /* const char * */
	OPTION_LIST,   /* struct option_list: may be said again */
	OPTION_INPUT,  /* const char *: a file to read; "-": standard input */
	OPTION_INPUTS, /* struct option_list of such, or NAME=FILE */
	OPTION_PLACE,  /* struct option_place: "-" may follow, or "=WORD" */
	OPTION_NUMBER, /* struct option_number */
	OPTION_BANDWIDTH, /* struct option_number, with K, M, G as in ZMap */
	OPTION_CONFIG,    /* const char *: a file of options, option_file.h */
	OPTION_HELP,      /* nothing is kept: tells all, and ends with 0 */
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
	uint64_t min, max; /* of a number; a list has at most `max`, if any */
	const char *argument; /* its unit, where it is a number */
	const char *help;     /* --help adds the range, and breaks lines */
};

#define OPTION_CONFIG_ROW(offset)                                              \
	{                                                                      \
		"config", 'C', OPTION_CONFIG, offset, 0, 0, "FILE",            \
		    "options, one `option = value` a line; what stands on "    \
		    "the command line wins; - is standard input"               \
	}

#define OPTION_HELP_ROW                                                        \
	{                                                                      \
		"help", 'h', OPTION_HELP, 0, 0, 0, NULL, "this text"           \
	}

/* All text is for --help; its lines end themselves, but for `exit_codes`. */
struct option_table {
	const char *command; /* as it is typed: "danesweep scan" */
	const char *usage;   /* what may be typed behind it, a form a line */
	const char *about;
	const char *examples;
	const char *exit_codes[OPTION_EXIT_CODES]; /* by enum exit_code */
	const struct option_row *rows;
	size_t count;
	const struct option_row *more; /* of other structs within: */
	size_t more_count, more_at;    /* where that struct begins */
	size_t words; /* offset of a struct option_list for words that are
			 no option; OPTION_NO_WORDS: there are none */
};

#define OPTION_NO_WORDS SIZE_MAX

size_t option_table_count(const struct option_table *t);

/* Option `i`, or NULL after the last. */
const struct option_row *option_table_row(
    const struct option_table *t, size_t i);

/* Where in a command's struct the value of option `i` lies. */
size_t option_table_offset(const struct option_table *t, size_t i);

/* The value of option `i` in `values`, the command's struct. */
const void *option_table_value(
    const struct option_table *t, size_t i, const void *values);

#endif
