/* reply_digest.h - do two replies say the same? */
#ifndef REPLY_DIGEST_H
#define REPLY_DIGEST_H

#include <stdint.h>

#include "dns/message.h"

/*
 * Equal for replies with the same rcode and the same answers in any order,
 * TTLs and signatures aside: those of two servers that sign as they answer
 * differ, and nothing is wrong.  Never 0.
 */
uint64_t reply_digest(const struct dns_message *m);

#endif
