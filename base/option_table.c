#include "option_table.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

enum {
	LETTERLESS = 256, /* getopt's value of row i: LETTERLESS + i */
	ROWS_MAX = 64,
};

/* Row `i` of both arrays; `at` becomes the place of its value in `out`. */
static const struct option_row *
row_at(const struct option_table *t, size_t i, size_t *at)
{
	bool own = i < t->count;
	const struct option_row *row =
	    own ? &t->rows[i] : &t->more[i - t->count];
	*at = row->offset + (own ? 0 : t->more_at);
	return row;
}

static size_t
row_count(const struct option_table *t)
{
	return t->count + t->more_count;
}

const char *
option_table_name(const struct option_table *t, size_t i)
{
	size_t at;
	return i < row_count(t) ? row_at(t, i, &at)->name : NULL;
}

static void
print_row(const struct option_row *row, FILE *to)
{
	char left[64];
	snprintf(left, sizeof(left), "%c%c%c --%s%s%s", row->letter ? '-' : ' ',
	    row->letter ? row->letter : ' ', row->letter ? ',' : ' ', row->name,
	    row->argument ? " " : "", row->argument ? row->argument : "");
	fprintf(to, "  %-28s %s\n", left, row->help);
}

void
option_table_help(const struct option_table *t, FILE *to)
{
	fputs(t->usage, to);
	size_t at;
	for (size_t i = 0; i < row_count(t); i++)
		print_row(row_at(t, i, &at), to);
	fputs(t->example, to);
}

static uint64_t
unit_of(const char *suffix)
{
	if (suffix[0] == '\0')
		return 1;
	if (suffix[1] != '\0')
		return 0;
	switch (toupper((unsigned char)suffix[0])) {
	case 'K':
		return 1000;
	case 'M':
		return 1000000;
	case 'G':
		return 1000000000;
	}
	return 0;
}

static uint64_t
number(const struct option_row *row, const char *text)
{
	char *end;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	uint64_t unit =
	    row->kind == OPTION_BANDWIDTH ? unit_of(end) : *end == '\0';
	bool good = isdigit((unsigned char)text[0]) && errno == 0 &&
		    unit != 0 && n <= UINT64_MAX / unit &&
		    n * unit <= row->max && n * unit >= row->min;
	if (!good)
		log_usage_exit("--%s: \"%s\" is not a number from %llu to %llu",
		    row->name, text, (unsigned long long)row->min,
		    (unsigned long long)row->max);
	return n * unit;
}

static void
list_add(const char *name, struct option_list *list, const char *text)
{
	if (list->count == OPTION_LIST_MAX)
		log_usage_exit(
		    "%s: given more than %d times", name, OPTION_LIST_MAX);
	list->at[list->count++] = text;
}

static void
set(const struct option_row *row, char *at, const char *text)
{
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)at = true;
		break;
	case OPTION_STRING:
		*(const char **)at = text;
		break;
	case OPTION_LIST:
		list_add(row->name, (struct option_list *)at, text);
		break;
	case OPTION_NUMBER:
	case OPTION_BANDWIDTH:
		*(struct option_number *)at = (struct option_number){
		    .value = number(row, text), .given = true};
		break;
	}
}

/* Which row getopt means; the count: none. */
static size_t
row_of(const struct option_table *t, int value)
{
	size_t i = 0, at;
	if (value >= LETTERLESS)
		return (size_t)(value - LETTERLESS);
	while (i < row_count(t) && row_at(t, i, &at)->letter != value)
		i++;
	return i;
}

/* The table as getopt wants it. */
static void
make_getopt(const struct option_table *t, struct option longs[ROWS_MAX + 1],
    char shorts[2 * ROWS_MAX + 1])
{
	size_t len = 0, at;
	for (size_t i = 0; i < row_count(t); i++) {
		const struct option_row *row = row_at(t, i, &at);
		int has_arg = row->kind != OPTION_FLAG;
		longs[i] = (struct option){
		    row->name, has_arg, NULL, LETTERLESS + (int)i};
		if (row->letter == 0)
			continue;
		shorts[len++] = row->letter;
		if (has_arg)
			shorts[len++] = ':';
	}
	longs[row_count(t)] = (struct option){0};
	shorts[len] = '\0';
}

static void
take_words(const struct option_table *t, int argc, char *argv[], void *out)
{
	if (t->words == OPTION_NO_WORDS && optind < argc)
		log_usage_exit("\"%s\" is no option: `danesweep %s --help`",
		    argv[optind], t->command);
	for (; optind < argc; optind++)
		list_add("words",
		    (struct option_list *)((char *)out + t->words),
		    argv[optind]);
}

void
option_table_parse(
    const struct option_table *t, int argc, char *argv[], void *out)
{
	struct option longs[ROWS_MAX + 1];
	char shorts[2 * ROWS_MAX + 1];
	int value;

	make_getopt(t, longs, shorts);
	optind = 1;
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		size_t at, i = row_of(t, value);
		if (i == row_count(t)) /* getopt has said what is wrong */
			log_usage_exit("`danesweep %s --help` lists the "
				       "options",
			    t->command);
		const struct option_row *row = row_at(t, i, &at);
		set(row, (char *)out + at, optarg);
	}
	take_words(t, argc, argv, out);
}
