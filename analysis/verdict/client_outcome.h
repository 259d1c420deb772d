/*
 * client_outcome.h - what senders of mail that read RFC 7672 in ways of their
 * own would do with a host (doc/judges.md).
 */
#ifndef CLIENT_OUTCOME_H
#define CLIENT_OUTCOME_H

#include "host_verdict.h"

enum mail_client {
	CLIENT_POSTFIX,   /* as the RFCs have it: the verdict is this one */
	CLIENT_EXIM,      /* with GnuTLS, as Debian has it */
	CLIENT_MICROSOFT, /* Exchange Online */
	CLIENT_COUNT,
};

extern const char *const client_names[CLIENT_COUNT];

/* `*why`, for people, is NULL where it goes by the RFCs. */
enum sender_action client_outcome(
    enum mail_client client, const struct host_verdict *h, const char **why);

#endif
