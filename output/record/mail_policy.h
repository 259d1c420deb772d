/* mail_policy.h - what a domain has beside DANE for its mail. */
#ifndef RECORD_MAIL_POLICY_H
#define RECORD_MAIL_POLICY_H

#include "presence.h"

enum mail_policy {
	MAIL_POLICY_MTA_STS, /* RFC 8461 */
	MAIL_POLICY_TLSRPT,  /* RFC 8460 */
	MAIL_POLICY_DMARC,   /* RFC 7489 */
	MAIL_POLICY_SPF,     /* RFC 7208 */
	MAIL_POLICY_CAA,     /* RFC 8659, of the domain's own name */
	MAIL_POLICY_COUNT,
};

extern const char *const mail_policy_words[MAIL_POLICY_COUNT];

struct mail_policies {
	enum presence at[MAIL_POLICY_COUNT];
};

/* Of any of them something is known. */
bool mail_policies_known(const struct mail_policies *p);

/* An object, or null where nothing is known. */
void mail_policies_add(struct json *j, const struct mail_policies *p);

/* False, having noted the fault. */
bool mail_policies_read(struct record_reader *r,
    const struct json_value *object, struct mail_policies *out);

#endif
