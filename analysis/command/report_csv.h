/* report_csv.h - the tables of runs as files of CSV, one each. */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "analysis/report/report.h"
#include "base/macros.h"

/*
 * Makes `dir` where it is missing, and DIR/TABLE.csv for each table, whole or
 * not at all.  0, or -errno, logged.
 */
MUST_USE int report_csv_write(const struct report *r, const char *dir);

#endif
