/*
 * mail_targets.h - whom the MX records of a domain name, and R2's exceptions.
 */
#ifndef MAIL_TARGETS_H
#define MAIL_TARGETS_H

#include "evidence.h"

struct mail_target {
	uint16_t preference;
	struct dns_name host;
};

/* What one MX record says. */
enum mail_target_kind {
	MAIL_TARGET_HOST,
	MAIL_TARGET_NONE,       /* ".": RFC 7505 */
	MAIL_TARGET_IP_LITERAL, /* R2: no name of a host */
	MAIL_TARGET_BAD,        /* cannot be read */
};

enum mail_target_kind mail_target_parse(
    const struct rdata *rdata, struct mail_target *out);

/* R2: was this domain asked about as if it were a host? */
bool mail_target_asked_itself(
    const struct evidence *e, const struct dns_name *domain);

#endif
