#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "exit_code.h"

/* One write, so that lines of several threads do not mix. */
PRINTF_LIKE(1, 0)
static void
say(const char *format, va_list args)
{
	char line[2048];
	vsnprintf(line, sizeof(line), format, args);
	fprintf(stderr, "danesweep: %s\n", line);
}

void
log_line(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(format, args);
	va_end(args);
}

void
log_usage_exit(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(format, args);
	va_end(args);
	exit(EXIT_CODE_NOT_BEGUN);
}
