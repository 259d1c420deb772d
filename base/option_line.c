#include "option_line.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "exit_code.h"
#include "log.h"
#include "option_file.h"
#include "option_help.h"
#include "option_table.h"
#include "text.h"

enum {
	LETTERLESS = 256, /* getopt's value of row i: LETTERLESS + i */
};

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

static bool
set_number(const struct option_row *row, struct option_number *at,
    const char *text, struct text *why)
{
	char *end;
	errno = 0;
	uint64_t n = strtoull(text, &end, 10);
	uint64_t unit =
	    row->kind == OPTION_BANDWIDTH ? unit_of(end) : *end == '\0';
	bool good = isdigit((unsigned char)text[0]) && errno == 0 &&
		    unit != 0 && n <= UINT64_MAX / unit &&
		    n * unit <= row->max && n * unit >= row->min;
	if (!good) {
		text_addf(why, "--%s: \"%s\" is not a number from %llu to %llu",
		    row->name, text, (unsigned long long)row->min,
		    (unsigned long long)row->max);
		return false;
	}
	*at = (struct option_number){.value = n * unit, .given = true};
	return true;
}

static bool
list_add(const char *name, struct option_list *list, size_t max,
    const char *text, struct text *why)
{
	if (max == 0)
		max = OPTION_LIST_MAX;
	if (list->count == max) {
		text_addf(why, "%s: given more than %zu times", name, max);
		return false;
	}
	list->at[list->count++] = text;
	return true;
}

static bool
set_flag(
    const struct option_row *row, bool *at, const char *text, struct text *why)
{
	*at = text == NULL || strcmp(text, "true") == 0;
	if (*at || strcmp(text, "false") == 0)
		return true;
	text_addf(
	    why, "%s: is true or false; the name alone is true", row->name);
	return false;
}

/* False: `why` says what is wrong with the value. */
static bool
set(const struct option_row *row, char *at, const char *text, struct text *why)
{
	switch (row->kind) {
	case OPTION_FLAG:
		return set_flag(row, (bool *)at, text, why);
	case OPTION_STRING:
	case OPTION_INPUT:
	case OPTION_CONFIG:
		*(const char **)at = text;
		break;
	case OPTION_LIST:
	case OPTION_INPUTS:
		return list_add(
		    row->name, (struct option_list *)at, row->max, text, why);
	case OPTION_PLACE:
		*(struct option_place *)at =
		    (struct option_place){.given = true, .at = text};
		break;
	case OPTION_NUMBER:
	case OPTION_BANDWIDTH:
		return set_number(row, (struct option_number *)at, text, why);
	case OPTION_HELP: /* the caller ends there */
		break;
	}
	return true;
}

/* Which row getopt means; the count: none. */
static size_t
row_of(const struct option_table *t, int value)
{
	size_t i = 0;
	if (value >= LETTERLESS)
		return (size_t)(value - LETTERLESS);
	while (i < option_table_count(t) &&
	       option_table_row(t, i)->letter != value)
		i++;
	return i;
}

/* What getopt.h calls has_arg. */
static int
has_argument(enum option_kind kind)
{
	if (kind == OPTION_HELP)
		return no_argument;
	return kind == OPTION_PLACE || kind == OPTION_FLAG ? optional_argument
							   : required_argument;
}

static bool
is_list(enum option_kind kind)
{
	return kind == OPTION_LIST || kind == OPTION_INPUTS;
}

/* The table as getopt wants it. */
static void
make_getopt(const struct option_table *t,
    struct option longs[OPTION_ROWS_MAX + 1],
    char shorts[3 * OPTION_ROWS_MAX + 1])
{
	size_t len = 0;
	for (size_t i = 0; i < option_table_count(t); i++) {
		const struct option_row *row = option_table_row(t, i);
		int has_arg = has_argument(row->kind);
		longs[i] = (struct option){
		    row->name, has_arg, NULL, LETTERLESS + (int)i};
		if (row->letter == 0)
			continue;
		shorts[len++] = row->letter;
		if (row->kind == OPTION_FLAG)
			has_arg = no_argument; /* another letter may follow */
		for (int colon = 0; colon < has_arg; colon++)
			shorts[len++] = ':';
	}
	longs[option_table_count(t)] = (struct option){0};
	shorts[len] = '\0';
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
	option_help_print(t, stdout);
	if (fflush(stdout) != 0)
		log_line("standard output cannot be written");
	exit(ferror(stdout) ? EXIT_CODE_EARLY : EXIT_CODE_GOOD);
}

/* One command line, and the file that it names. */
struct option_parse {
	const struct option_table *table;
	char *out;
	const char *config;         /* NULL: no file */
	bool said[OPTION_ROWS_MAX]; /* by the file, then by the line */
	struct text why;            /* what is wrong */
};

typedef void take_option(
    struct option_parse *p, size_t i, const char *argument);

/* Each option in turn; `optind` is then that of the first word. */
static void
walk(struct option_parse *p, int argc, char *argv[], take_option *take)
{
	struct option longs[OPTION_ROWS_MAX + 1];
	char shorts[3 * OPTION_ROWS_MAX + 1];
	int value;

	make_getopt(p->table, longs, shorts);
	optind = 0; /* glibc: begin anew, main may have parsed before */
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		size_t i = row_of(p->table, value);
		if (i == option_table_count(
			     p->table)) /* getopt has said what is wrong */
			log_usage_exit(
			    "`%s --help` lists the options", p->table->command);
		take(p, i,
		    take_argument(option_table_row(p->table, i), argc, argv));
	}
}

/* What has to be known before the file is read. */
static void
find_config(struct option_parse *p, size_t i, const char *argument)
{
	const struct option_row *row = option_table_row(p->table, i);
	if (row->kind == OPTION_HELP)
		help_exit(p->table);
	if (row->kind == OPTION_CONFIG)
		p->config = argument;
}

/* A list of the command line takes the place of the file's. */
static void
take_typed(struct option_parse *p, size_t i, const char *argument)
{
	size_t at = option_table_offset(p->table, i);
	const struct option_row *row = option_table_row(p->table, i);
	if (is_list(row->kind) && !p->said[i])
		((struct option_list *)(p->out + at))->count = 0;
	p->said[i] = true;
	if (!set(row, p->out + at, argument, &p->why))
		log_usage_exit(
		    "%s", text_ok(&p->why) ? p->why.bytes : row->name);
}

static size_t
row_named(const struct option_table *t, const char *name)
{
	size_t i = 0;
	while (i < option_table_count(t) &&
	       strcmp(option_table_row(t, i)->name, name) != 0)
		i++;
	return i;
}

/* NULL, or why a file may not say this. */
static const char *
setting_fault(const struct option_row *row, const char *value, bool again)
{
	if (row->kind == OPTION_HELP || row->kind == OPTION_CONFIG)
		return "only the command line may say this";
	if (again && !is_list(row->kind))
		return "given twice; remove one of the lines";
	if (value == NULL && has_argument(row->kind) == required_argument)
		return "a value is missing: write `option = value`";
	return NULL;
}

static bool
take_setting(void *ctx, const struct option_setting *s, struct text *reason)
{
	struct option_parse *p = ctx;
	size_t i = row_named(p->table, s->name);
	if (i == option_table_count(p->table)) {
		text_addf(reason,
		    "there is no option \"%s\": `%s --help` lists them",
		    s->name, p->table->command);
		return false;
	}
	const struct option_row *row = option_table_row(p->table, i);
	const char *fault = setting_fault(row, s->value, p->said[i]);
	if (fault != NULL) {
		text_addf(reason, "%s: %s", s->name, fault);
		return false;
	}
	p->said[i] = true;
	return set(
	    row, p->out + option_table_offset(p->table, i), s->value, reason);
}

/* The file's strings live as long as those of argv: to the end. */
static void
read_config(struct option_parse *p)
{
	static struct arena kept;
	struct text why;
	text_init(&why);
	if (option_file_read(p->config, &kept, take_setting, p, &why) < 0)
		log_usage_exit("--config: %s",
		    text_ok(&why) && why.len > 0 ? why.bytes : "out of memory");
	text_fini(&why);
	memset(p->said, 0, sizeof(p->said));
}

static void
take_words(struct option_parse *p, int argc, char *argv[])
{
	const struct option_table *t = p->table;
	if (t->words == OPTION_NO_WORDS && optind < argc)
		log_usage_exit("\"%s\" is no option: `%s --help`", argv[optind],
		    t->command);
	for (; optind < argc; optind++)
		if (!list_add("words",
			(struct option_list *)(p->out + t->words), 0,
			argv[optind], &p->why))
			log_usage_exit(
			    "%s", text_ok(&p->why) ? p->why.bytes : "words");
}

static bool
is_standard_input(const char *input, bool may_be_named)
{
	size_t len = strlen(input);
	return strcmp(input, "-") == 0 ||
	       (may_be_named && len > 2 && strcmp(input + len - 2, "=-") == 0);
}

/* How often an option names standard input. */
static size_t
standard_inputs(const struct option_row *row, const void *value)
{
	const struct option_list *list = value;
	size_t count = 0;
	if (row->kind == OPTION_INPUT || row->kind == OPTION_CONFIG) {
		const char *path = *(const char *const *)value;
		return path != NULL && is_standard_input(path, false);
	}
	for (size_t i = 0; row->kind == OPTION_INPUTS && i < list->count; i++)
		count += is_standard_input(list->at[i], true);
	return count;
}

/* Who comes second would read nothing, and not know it. */
static void
check_inputs(const struct option_parse *p)
{
	const char *first = NULL;
	for (size_t i = 0; i < option_table_count(p->table); i++) {
		const struct option_row *row = option_table_row(p->table, i);
		size_t count = standard_inputs(
		    row, option_table_value(p->table, i, p->out));
		if (count > 1 || (count == 1 && first != NULL))
			log_usage_exit(
			    "standard input can be read once, and --%s and "
			    "--%s name it: say a file for one of them",
			    first != NULL ? first : row->name, row->name);
		if (count == 1)
			first = row->name;
	}
}

void
option_line_parse(
    const struct option_table *t, int argc, char *argv[], void *out)
{
	struct option_parse p = {.table = t, .out = out};
	text_init(&p.why);
	walk(&p, argc, argv, find_config);
	if (p.config != NULL)
		read_config(&p);
	walk(&p, argc, argv, take_typed);
	take_words(&p, argc, argv);
	check_inputs(&p);
	text_fini(&p.why);
}

static void
note_said(struct option_parse *p, size_t i, const char *argument)
{
	(void)argument;
	p->said[i] = true;
}

void
option_line_said(const struct option_table *t, int argc, char *argv[],
    bool said[OPTION_ROWS_MAX])
{
	struct option_parse p = {.table = t};
	walk(&p, argc, argv, note_said);
	memcpy(said, p.said, sizeof(p.said));
}
