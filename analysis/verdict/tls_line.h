/* tls_line.h - tls records (doc/records.md): what each session of a host chose
 * of TLS, and what tls_grade.h says of it. */
#ifndef TLS_LINE_H
#define TLS_LINE_H

#include "host_verdict.h"

/* A line for each session of the host that has TLS. */
void tls_line_add_host(
    struct text *t, const struct evidence *e, const struct host_verdict *h);

#endif
