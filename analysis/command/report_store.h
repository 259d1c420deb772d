/* report_store.h - what a store has to tell, as text, a page, or CSV. */
#ifndef REPORT_STORE_H
#define REPORT_STORE_H

#include "report_options.h"

/* o->words is one store.  Gives the exit code; what is wrong was logged. */
int report_store(const struct report_options *o);

/* The same of runs, o->words: of a store that is made of them and removed. */
int report_store_of_runs(const struct report_options *o);

#endif
