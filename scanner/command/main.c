/* danesweep: which command, and nothing more. */
#include <stdio.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/option_line.h"
#include "base/option_help.h"
#include "base/text.h"
#include "command_list.h"
#include "main_options.h"
#include "tls/tls_memory.h"
#include "versions.h"

static const struct command *
find(const char *name)
{
	const struct command *c = command_list;
	while (c->name != NULL && strcmp(c->name, name) != 0)
		c++;
	return c->name != NULL ? c : NULL;
}

static void
help(FILE *to)
{
	struct option_table table = main_option_table;
	struct text about;
	text_init(&about);
	text_add(&about, "Measures DANE in SMTP.\n\nCommands:\n");
	for (const struct command *c = command_list; c->name != NULL; c++)
		text_addf(&about, "  %-8s %s\n", c->name, c->help);
	text_add(&about, "\n`danesweep COMMAND --help` tells more; so does "
			 "danesweep-COMMAND(8).\n");
	if (text_ok(&about))
		table.about = about.bytes;
	option_help_print(&table, to);
	text_fini(&about);
}

/* Words that begin with a dash, before any command. */
static int
lead(int argc, char *argv[])
{
	struct main_options o = {0};
	int count = 1;
	while (count < argc && argv[count][0] == '-')
		count++;
	option_line_parse(&main_option_table, count, argv, &o);
	if (o.version)
		versions_print(stdout);
	else
		help(o.help ? stdout : stderr);
	return o.version || o.help ? EXIT_CODE_GOOD : EXIT_CODE_NOT_BEGUN;
}

int
main(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "-";
	tls_memory_keep_blocks();
	const struct command *command = find(name);
	if (command != NULL)
		return command->run(argc - 1, argv + 1);
	if (name[0] == '-')
		return lead(argc, argv);
	if (strcmp(name, "help") != 0) {
		log_line("there is no command \"%s\"", name);
		help(stderr);
		return EXIT_CODE_NOT_BEGUN;
	}
	help(stdout);
	return EXIT_CODE_GOOD;
}
