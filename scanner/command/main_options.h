/* main_options.h - options of `danesweep` itself, before any command. */
#ifndef MAIN_OPTIONS_H
#define MAIN_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"

struct main_options {
	bool help, version;
};

/* Its text of what the program is about is completed by who prints it. */
extern const struct option_table main_option_table;

#endif
