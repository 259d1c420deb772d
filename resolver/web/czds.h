/*
 * czds.h - ICANN's Centralized Zone Data Service: an account, and the zones
 * that registries let it have.
 *
 * Name and password are read from a file, and are neither said nor kept longer
 * than the session.  A token is asked for once; and once more where a server
 * takes it no longer.
 */
#ifndef CZDS_H
#define CZDS_H

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "resolver/web/client.h"

struct czds {
	struct web_client *client; /* borrowed, as both base URLs are */
	const char *account, *api;
	char *name, *password;
	struct text token; /* of this session */
	struct text links; /* URLs, each with a zero byte */
};

/*
 * The file has the account's name on its first line and the password on its
 * second, and is nobody else's to read.  0, or -errno with a line in `why`.
 * czds_close() in any case.
 */
MUST_USE int czds_open(struct czds *z, struct web_client *client,
    const char *account, const char *api, const char *login, struct text *why);
void czds_close(struct czds *z);

/* A new token, in `token`. */
MUST_USE enum transfer_fault czds_enter(
    struct czds *z, struct web_head *head, struct text *why);

/* Which zones the account may have, in `links`. */
MUST_USE enum transfer_fault czds_list(
    struct czds *z, struct web_head *head, struct text *why);

/* The next link behind `at`, NULL at first; NULL: there are no more. */
const char *czds_next(const struct czds *z, const char *at);

#endif
