/* tlsa_advice.h - what will go wrong with a TLSA record, before it does. */
#ifndef TLSA_ADVICE_H
#define TLSA_ADVICE_H

#include <stdint.h>

#include <openssl/types.h>

#include "base/text.h"
#include "tlsa.h"

/*
 * Appends a line for each thing that a person should know who publishes this
 * record for SMTP.  `cert` is what it describes, NULL: a key alone; `leaf` is
 * that of the chain, or NULL; `host` is where the record stands, or NULL.
 */
void tlsa_advice_add(struct text *out, const struct tlsa *r, X509 *cert,
    X509 *leaf, const char *host, int64_t at_s);

#endif
