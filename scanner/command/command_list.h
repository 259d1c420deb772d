/* command_list.h - the commands of danesweep, in the order of --help. */
#ifndef COMMAND_LIST_H
#define COMMAND_LIST_H

#include "base/option_table.h"

struct command {
	const char *name;
	int (*run)(int argc, char *argv[]); /* gives an enum exit_code */
	const struct option_table *options;
	const char *help; /* in a line */
};

/* The last has no name. */
extern const struct command command_list[];

#endif
