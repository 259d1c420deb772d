#include "option_table.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "log.h"

enum {
	LETTERLESS = 256, /* getopt's value of row i: LETTERLESS + i */
	ROWS_MAX = 64,
	COLUMNS = 80,
	HELP_COLUMN = 31, /* where the text of an option begins */
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

const struct option_row *
option_table_row(const struct option_table *t, size_t i)
{
	size_t at;
	return i < row_count(t) ? row_at(t, i, &at) : NULL;
}

/* Breaks lines between words; the first one begins at column `indent`. */
static void
print_wrapped(const char *words, int indent, FILE *to)
{
	size_t room = (size_t)(COLUMNS - indent), left = room;
	while (*words != '\0') {
		size_t len = strcspn(words, " ");
		if (len + (left < room) > left) {
			fprintf(to, "\n%*s", indent, "");
			left = room;
		}
		if (left < room) {
			fputc(' ', to);
			left--;
		}
		fprintf(to, "%.*s", (int)len, words);
		left -= len < left ? len : left;
		words += len + strspn(words + len, " ");
	}
	fputc('\n', to);
}

/* A bandwidth is whole in K or G at both ends of its range. */
static void
describe_number(char *out, size_t size, const struct option_row *row)
{
	unsigned long long min = row->min, max = row->max;
	if (row->kind == OPTION_BANDWIDTH)
		snprintf(out, size, "; %lluK to %lluG", min / 1000,
		    max / 1000000000);
	else if (max == UINT64_MAX)
		snprintf(out, size, "; from %llu on", min);
	else
		snprintf(out, size, "; %llu to %llu", min, max);
}

static void
print_row(const struct option_row *row, FILE *to)
{
	char left[64], range[64] = "", help[512];
	bool optional = row->kind == OPTION_PLACE;
	snprintf(left, sizeof(left), "%c%c%c --%s%s%s%s",
	    row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
	    row->letter ? ',' : ' ', row->name,
	    row->argument ? (optional ? " [" : " ") : "",
	    row->argument ? row->argument : "", optional ? "]" : "");
	if (row->kind == OPTION_NUMBER || row->kind == OPTION_BANDWIDTH)
		describe_number(range, sizeof(range), row);
	snprintf(help, sizeof(help), "%s%s", row->help, range);
	fprintf(to, "  %-*s ", HELP_COLUMN - 3, left);
	if (strlen(left) > HELP_COLUMN - 3)
		fprintf(to, "\n%*s", HELP_COLUMN, "");
	print_wrapped(help, HELP_COLUMN, to);
}

/* "usage: COMMAND form", a line for each form. */
static void
print_usage(const struct option_table *t, FILE *to)
{
	const char *head = "usage:";
	for (const char *form = t->usage; *form != '\0';) {
		size_t len = strcspn(form, "\n");
		fprintf(to, "%-6s %s %.*s\n", head, t->command, (int)len, form);
		head = "";
		form += len + (form[len] == '\n');
	}
}

void
option_table_help(const struct option_table *t, FILE *to)
{
	size_t at;
	print_usage(t, to);
	fprintf(to, "\n%s\nOptions:\n", t->about);
	for (size_t i = 0; i < row_count(t); i++)
		print_row(row_at(t, i, &at), to);
	fprintf(to, "\nExamples:\n%s\nExit code:\n", t->examples);
	for (size_t i = 0; i < OPTION_EXIT_CODES; i++) {
		if (t->exit_codes[i] == NULL)
			continue;
		fprintf(to, "  %zu  ", i);
		print_wrapped(t->exit_codes[i], 5, to);
	}
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
list_add(
    const char *name, struct option_list *list, size_t max, const char *text)
{
	if (max == 0)
		max = OPTION_LIST_MAX;
	if (list->count == max)
		log_usage_exit("%s: given more than %zu times", name, max);
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
		list_add(row->name, (struct option_list *)at, row->max, text);
		break;
	case OPTION_PLACE:
		*(struct option_place *)at =
		    (struct option_place){.given = true, .at = text};
		break;
	case OPTION_NUMBER:
	case OPTION_BANDWIDTH:
		*(struct option_number *)at = (struct option_number){
		    .value = number(row, text), .given = true};
		break;
	case OPTION_HELP: /* the caller ends there */
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

/* What getopt.h calls has_arg. */
static int
has_argument(enum option_kind kind)
{
	if (kind == OPTION_FLAG || kind == OPTION_HELP)
		return no_argument;
	return kind == OPTION_PLACE ? optional_argument : required_argument;
}

/* The table as getopt wants it. */
static void
make_getopt(const struct option_table *t, struct option longs[ROWS_MAX + 1],
    char shorts[3 * ROWS_MAX + 1])
{
	size_t len = 0, at;
	for (size_t i = 0; i < row_count(t); i++) {
		const struct option_row *row = row_at(t, i, &at);
		int has_arg = has_argument(row->kind);
		longs[i] = (struct option){
		    row->name, has_arg, NULL, LETTERLESS + (int)i};
		if (row->letter == 0)
			continue;
		shorts[len++] = row->letter;
		for (int colon = 0; colon < has_arg; colon++)
			shorts[len++] = ':';
	}
	longs[row_count(t)] = (struct option){0};
	shorts[len] = '\0';
}

static void
take_words(const struct option_table *t, int argc, char *argv[], void *out)
{
	if (t->words == OPTION_NO_WORDS && optind < argc)
		log_usage_exit("\"%s\" is no option: `%s --help`", argv[optind],
		    t->command);
	for (; optind < argc; optind++)
		list_add("words",
		    (struct option_list *)((char *)out + t->words), 0,
		    argv[optind]);
}

/* An optional argument is getopt's "=WORD"; "-" may stand apart as well. */
static const char *
take_argument(const struct option_row *row, int argc, char *argv[])
{
	if (row->kind == OPTION_PLACE && optarg == NULL && optind < argc &&
	    strcmp(argv[optind], "-") == 0)
		return argv[optind++];
	return optarg;
}

static _Noreturn void
help_exit(const struct option_table *t)
{
	option_table_help(t, stdout);
	if (fflush(stdout) != 0)
		log_line("standard output cannot be written");
	exit(ferror(stdout) ? EXIT_CODE_EARLY : EXIT_CODE_GOOD);
}

void
option_table_parse(
    const struct option_table *t, int argc, char *argv[], void *out)
{
	struct option longs[ROWS_MAX + 1];
	char shorts[3 * ROWS_MAX + 1];
	int value;

	make_getopt(t, longs, shorts);
	optind = 0; /* glibc: begin anew, main may have parsed before */
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		size_t at, i = row_of(t, value);
		if (i == row_count(t)) /* getopt has said what is wrong */
			log_usage_exit(
			    "`%s --help` lists the options", t->command);
		const struct option_row *row = row_at(t, i, &at);
		if (row->kind == OPTION_HELP)
			help_exit(t);
		set(row, (char *)out + at, take_argument(row, argc, argv));
	}
	take_words(t, argc, argv, out);
}
