/*
 * Each manual names each option of its command, and no other; --help does so
 * as well, and teaches.  Run this from the tree's root.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/option_help.h"
#include "base/option_table.h"
#include "base/text.h"
#include "scanner/command/command_list.h"
#include "scanner/command/main_options.h"
#include "tap.h"

enum { PAGE_BYTES = 1 << 16, WIDTH = 80 };

static char label[128];

static const char *
about(const struct option_table *t, const char *what)
{
	snprintf(label, sizeof(label), "%s: %s", t->command, what);
	return label;
}

/* "danesweep scan" is told in danesweep-scan.8. */
static const char *
read_page(const struct option_table *t)
{
	static char page[PAGE_BYTES];
	char path[128];
	size_t len = 0;
	snprintf(path, sizeof(path), "doc/man/%s.8", t->command);
	for (char *at = path; *at != '\0'; at++)
		if (*at == ' ')
			*at = '-';
	FILE *f = fopen(path, "r");
	if (f != NULL) {
		len = fread(page, 1, sizeof(page) - 1, f);
		fclose(f);
	}
	page[len] = '\0';
	ok(len > 0 && len < sizeof(page) - 1, about(t, "has a manual"));
	return page;
}

static const char *
read_help(const struct option_table *t)
{
	static char help[PAGE_BYTES];
	FILE *f = fmemopen(help, sizeof(help), "w");
	if (f == NULL)
		abort();
	option_help_print(t, f);
	fclose(f);
	return help;
}

/* By name, or by letter where the word is one; "-" is no letter's. */
static bool
knows(const struct option_table *t, const char *word, size_t len)
{
	const struct option_row *row;
	for (size_t i = 0; (row = option_table_row(t, i)) != NULL; i++)
		if (len == 1 ? row->letter == word[0]
			     : strlen(row->name) == len &&
				   memcmp(row->name, word, len) == 0)
			return true;
	return false;
}

static bool
any_knows(const char *word, size_t len)
{
	bool known = knows(&main_option_table, word, len);
	for (const struct command *c = command_list; c->name != NULL; c++)
		known |= knows(c->options, word, len);
	return known;
}

static size_t
word_len(const char *at)
{
	size_t len = 0;
	while (isalnum((unsigned char)at[len]) || at[len] == '-')
		len++;
	return len;
}

/* The line that begins what mdoc says of an option. */
static void
test_row(const struct option_table *t, const struct option_row *row,
    const char *page, const char *help)
{
	char item[128], letter[16] = "", option[64];
	if (row->letter != 0)
		snprintf(letter, sizeof(letter), "Fl %c , ", row->letter);
	snprintf(item, sizeof(item), "\n.It %sFl -%s%s%s\n", letter, row->name,
	    row->argument == NULL       ? ""
	    : row->kind == OPTION_PLACE ? " Op Cm "
					: " Ar ",
	    row->argument != NULL ? row->argument : "");
	snprintf(option, sizeof(option), " --%s%c", row->name,
	    row->argument != NULL ? ' ' : '\n');
	if (row->argument == NULL)
		option[strlen(option) - 1] = ' ';
	ok(strstr(page, item) != NULL && strstr(help, option) != NULL,
	    about(t, row->name));
	if (row->kind == OPTION_NUMBER || row->kind == OPTION_BANDWIDTH)
		ok(row->argument != NULL && row->min < row->max,
		    about(t, "a number has a unit and a range"));
}

/* But `danesweep` itself, whose options are two. */
static void
test_config(const struct option_table *t, const char *page)
{
	const struct option_row *row;
	size_t i = 0;
	while ((row = option_table_row(t, i)) != NULL &&
	       row->kind != OPTION_CONFIG)
		i++;
	ok(row != NULL && strstr(page, "\n.Sh CONFIGURATION FILE\n") != NULL,
	    about(
		t, "its options may stand in a file, and the manual says how"));
}

/* Each "Fl" of the page, and each "--word" of it, is an option. */
static void
test_no_other(const struct option_table *t, const char *page)
{
	bool good = true;
	for (const char *at = page; (at = strstr(at, "Fl ")) != NULL;) {
		at += strlen("Fl ");
		at += *at == '-';
		size_t len = word_len(at);
		if (!knows(t, at, len)) {
			printf("# Fl %.*s\n", (int)len, at);
			good = false;
		}
	}
	for (const char *at = page; (at = strstr(at, " --")) != NULL;) {
		at += strlen(" --");
		size_t len = word_len(at);
		if (!any_knows(at, len)) {
			printf("# --%.*s\n", (int)len, at);
			good = false;
		}
	}
	ok(good, about(t, "the manual names no other option"));
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;
	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void
test_help(const struct option_table *t, const char *help)
{
	char begin[64];
	size_t longest = 0;
	bool blank = false;
	snprintf(begin, sizeof(begin), "usage: %s ", t->command);
	ok(strncmp(help, begin, strlen(begin)) == 0,
	    about(t, "help begins with the usage"));
	const char *examples = strstr(help, "\nExamples:\n");
	const char *codes = strstr(help, "\nExit code:\n  0  ");
	ok(examples != NULL && codes != NULL && examples < codes &&
		strstr(codes, "\n  1  ") != NULL &&
		strstr(codes, "\n  2  ") != NULL,
	    about(t, "help has examples and exit codes"));
	ok(count(t->examples, "danesweep ") >= 2,
	    about(t, "two examples at least"));
	for (const char *line = help; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		longest = len > longest ? len : longest;
		blank |= len > 0 && line[len - 1] == ' ';
		line += len + (line[len] == '\n');
	}
	ok(longest <= WIDTH, about(t, "help fits in 80 columns"));
	ok(!blank, about(t, "no line of it ends with a blank"));
}

static void
test_table(const struct option_table *t)
{
	const char *page = read_page(t), *help = read_help(t);
	const struct option_row *row;
	for (size_t i = 0; (row = option_table_row(t, i)) != NULL; i++)
		test_row(t, row, page, help);
	test_no_other(t, page);
	if (t != &main_option_table)
		test_config(t, page);
	test_help(t, help);
	ok(strstr(page, "\n.Sh EXIT STATUS\n") != NULL &&
		strstr(page, "\n.Sh EXAMPLES\n") != NULL,
	    about(t, "the manual has exit codes and examples"));
}

static void
test_overview(void)
{
	const char *page = read_page(&main_option_table);
	for (const struct command *c = command_list; c->name != NULL; c++) {
		char reference[64];
		snprintf(reference, sizeof(reference), "\n.Xr danesweep-%s 8",
		    c->name);
		ok(strstr(page, reference) != NULL,
		    about(c->options, "danesweep(8) points to it"));
	}
}

int
main(void)
{
	test_table(&main_option_table);
	for (const struct command *c = command_list; c->name != NULL; c++)
		test_table(c->options);
	test_overview();
	return tap_end();
}
