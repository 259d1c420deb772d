/*
 * part.h - a file that comes over HTTPS, and may come in several goes.
 *
 *	PATH		what has come of it
 *	PATH.version	of which version: a line
 *
 * The server's ETag, Last-Modified and length make a version.  What has come is
 * gone on with only for the very same one, which is asked of the server
 * (If-Range) and looked for in its reply: two files are never put together.
 */
#ifndef WEB_PART_H
#define WEB_PART_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "resolver/web/client.h"

enum { WEB_VERSION_MAX = WEB_TAG_MAX + WEB_DATE_MAX + 24 };

struct web_part {
	const char *path; /* borrowed */
	int fd;
	uint64_t bytes;                /* that have come */
	char version[WEB_VERSION_MAX]; /* "": there is no telling it */
	bool has_length; /* the server said how long it is, and it was so */
	/* Of the request at hand. */
	struct web_head want;
	uint64_t bytes_max;
};

/* "ETAG MODIFIED LENGTH"; "" where neither of the first two is known. */
void web_version_put(char out[WEB_VERSION_MAX], const struct web_head *h);

/* Takes up what an earlier process left there.  0 or -errno. */
MUST_USE int web_part_open(
    struct web_part *p, const char *path, uint64_t bytes_max);
void web_part_close(struct web_part *p);

/* Nothing of it is there any more. */
void web_part_remove(struct web_part *p);

/*
 * Gets the file, of which `now` is what HEAD told; or the rest of it.  NONE:
 * it is whole.  What has come stays, whatever the fault; but of CHANGED
 * nothing does.
 */
MUST_USE enum transfer_fault web_part_get(struct web_part *p,
    struct web_client *c, const char *url, const char *token,
    const struct web_head *now, struct web_head *head, struct text *why);

#endif
