#include "option_help.h"

#include <string.h>

#include "option_table.h"

enum {
	COLUMNS = 80,
	HELP_COLUMN = 31, /* where the text of an option begins */
};

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
	if (strlen(left) > HELP_COLUMN - 3)
		fprintf(to, "  %s\n%*s", left, HELP_COLUMN, "");
	else
		fprintf(to, "  %-*s ", HELP_COLUMN - 3, left);
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
option_help_print(const struct option_table *t, FILE *to)
{
	const struct option_row *row;
	print_usage(t, to);
	fprintf(to, "\n%s\nOptions:\n", t->about);
	for (size_t i = 0; (row = option_table_row(t, i)) != NULL; i++)
		print_row(row, to);
	fprintf(to, "\nExamples:\n%s\nExit code:\n", t->examples);
	for (size_t i = 0; i < OPTION_EXIT_CODES; i++) {
		if (t->exit_codes[i] == NULL)
			continue;
		fprintf(to, "  %zu  ", i);
		print_wrapped(t->exit_codes[i], 5, to);
	}
}
