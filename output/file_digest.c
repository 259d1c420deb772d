#include "output/file_digest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/file.h"

enum { ROOM_BYTES = 256 << 10 };

static int
digest(int fd, EVP_MD_CTX *sha256, uint8_t *room)
{
	for (;;) {
		ssize_t n = read(fd, room, ROOM_BYTES);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0 && EVP_DigestUpdate(sha256, room, (size_t)n) != 1)
			return -ENOMEM;
	}
}

int
file_digest(const char *path, uint8_t out[FILE_DIGEST_BYTES])
{
	if (strcmp(path, "-") == 0)
		return -ESPIPE;
	int fd = file_open_regular(path);
	if (fd < 0)
		return fd;
	EVP_MD_CTX *sha256 = EVP_MD_CTX_new();
	uint8_t *room = malloc(ROOM_BYTES);
	int rc = -ENOMEM;
	if (sha256 != NULL && room != NULL &&
	    EVP_DigestInit_ex(sha256, EVP_sha256(), NULL) == 1)
		rc = digest(fd, sha256, room);
	if (rc == 0 && EVP_DigestFinal_ex(sha256, out, NULL) != 1)
		rc = -ENOMEM;
	free(room);
	EVP_MD_CTX_free(sha256);
	close(fd);
	return rc;
}
