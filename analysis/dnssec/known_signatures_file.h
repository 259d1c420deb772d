/*
 * known_signatures_file.h - good signatures from one run to the next.
 *
 * The file holds digests only, of a secret that stands beside it in PATH.key,
 * which its owner alone may read: whoever writes into the file without the
 * secret makes nothing known.  It is of one build of danesweep with one
 * OpenSSL; of another, damaged or with another secret it is as good as none.
 */
#ifndef KNOWN_SIGNATURES_FILE_H
#define KNOWN_SIGNATURES_FILE_H

#include "base/text.h"
#include "known_signatures.h"

/*
 * The secret of PATH.key, which is made where it is missing.  0 or -errno;
 * -EACCES: others may read or write it; -EBADMSG: it is no secret.
 */
MUST_USE int known_signatures_secret(
    const char *path, uint8_t out[KNOWN_SECRET_BYTES]);

/* How much is wanted of a file. */
struct known_room {
	size_t more; /* room for new ones, beside those of the file */
	size_t most; /* of both: known_signatures_room() */
};

/* What came of it. */
struct known_file {
	bool anew;           /* it cannot be used, and nothing was taken */
	size_t count, taken; /* how many it has, and of these so many */
};

/*
 * What PATH holds, as far as there is room: those that were of use most
 * lately.  0, by known_signatures_init(); or -errno: it cannot be read; no
 * file at all is fine.
 */
MUST_USE int known_signatures_read(struct known_signatures *k, const char *path,
    const struct known_room *room, const uint8_t secret[KNOWN_SECRET_BYTES],
    struct known_file *out);

/*
 * Those that were of use within KNOWN_RUNS_MAX runs, and the latest where
 * there are more than 64 million: 1 GB.  What the file has and there was no
 * room for stays in it, behind them.  Takes the place of PATH when all is on
 * the disk.  0 or -errno, and then the old file stays.
 */
MUST_USE int known_signatures_write(
    const struct known_signatures *k, const char *path);

#endif
