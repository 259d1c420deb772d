#include "resolver/web/part.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text_file.h"

enum { STATUS_PARTIAL = 206, STATUS_NO_RANGE = 416 };

void
web_version_put(char out[WEB_VERSION_MAX], const struct web_head *h)
{
	out[0] = '\0';
	if (h->etag[0] != '\0' || h->modified[0] != '\0')
		snprintf(out, WEB_VERSION_MAX, "%s %s %" PRId64, h->etag,
		    h->modified, h->length);
}

static void
put_version_path(const struct web_part *p, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s.version", p->path);
}

/* The line that an earlier process left; "": none. */
static void
read_version(struct web_part *p)
{
	char path[PATH_MAX];
	struct text t, why;
	text_init(&t);
	text_init(&why);
	put_version_path(p, path);
	if (access(path, R_OK) == 0 && text_file_read(path, &t, &why) == 0 &&
	    t.len > 1 && t.len <= WEB_VERSION_MAX && t.bytes[t.len - 1] == '\n')
		snprintf(p->version, sizeof(p->version), "%.*s",
		    (int)(t.len - 1), t.bytes);
	text_fini(&t);
	text_fini(&why);
}

static int
write_version(const struct web_part *p)
{
	char path[PATH_MAX], fresh[PATH_MAX + 8];
	struct text t;
	put_version_path(p, path);
	snprintf(fresh, sizeof(fresh), "%s.fresh", path);
	text_init(&t);
	text_add(&t, p->version);
	text_add_char(&t, '\n');
	int rc = text_file_replace(path, fresh, &t);
	text_fini(&t);
	return rc;
}

int
web_part_open(struct web_part *p, const char *path, uint64_t bytes_max)
{
	struct stat st;
	*p = (struct web_part){.path = path, .bytes_max = bytes_max};
	p->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (p->fd < 0 || fstat(p->fd, &st) < 0)
		return -errno;
	p->bytes = (uint64_t)st.st_size;
	if (p->bytes > 0)
		read_version(p);
	return 0;
}

void
web_part_close(struct web_part *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

static int
begin_anew(struct web_part *p)
{
	p->bytes = 0;
	p->version[0] = '\0';
	return ftruncate(p->fd, 0) < 0 || lseek(p->fd, 0, SEEK_SET) < 0 ? -errno
									: 0;
}

void
web_part_remove(struct web_part *p)
{
	char path[PATH_MAX];
	put_version_path(p, path);
	(void)!file_remove(path);
	(void)!file_remove(p->path);
	web_part_close(p);
}

/* The rest of what has come, and of nothing else. */
static bool
goes_on(const struct web_part *p, const struct web_head *h)
{
	return p->bytes > 0 && h->from == p->bytes && h->length >= 0 &&
	       h->length == p->want.length &&
	       strcmp(h->etag, p->want.etag) == 0 &&
	       strcmp(h->modified, p->want.modified) == 0;
}

static enum transfer_fault
on_begin(void *ctx, const struct web_head *h)
{
	struct web_part *p = ctx;
	p->has_length = h->length >= 0;
	if (h->length >= 0 && (uint64_t)h->length > p->bytes_max)
		return TRANSFER_FAULT_ENDLESS;
	if (h->status == STATUS_PARTIAL) {
		if (goes_on(p, h) && lseek(p->fd, 0, SEEK_END) >= 0)
			return TRANSFER_FAULT_NONE;
		return begin_anew(p) < 0 ? TRANSFER_FAULT_MACHINE
					 : TRANSFER_FAULT_CHANGED;
	}
	int rc = begin_anew(p);
	web_version_put(p->version, h);
	if (rc == 0)
		rc = write_version(p);
	return rc < 0 ? TRANSFER_FAULT_MACHINE : TRANSFER_FAULT_NONE;
}

static enum transfer_fault
on_take(void *ctx, const uint8_t *bytes, size_t len)
{
	struct web_part *p = ctx;
	if (p->bytes + len > p->bytes_max)
		return TRANSFER_FAULT_ENDLESS;
	if (file_write_all(p->fd, bytes, len) < 0)
		return TRANSFER_FAULT_MACHINE;
	p->bytes += len;
	return TRANSFER_FAULT_NONE;
}

/* How much of this version is here. */
static uint64_t
here(const struct web_part *p, const struct web_head *now)
{
	char version[WEB_VERSION_MAX];
	web_version_put(version, now);
	bool same = version[0] != '\0' && now->length > 0 &&
		    strcmp(version, p->version) == 0 &&
		    p->bytes <= (uint64_t)now->length;
	return same ? p->bytes : 0;
}

enum transfer_fault
web_part_get(struct web_part *p, struct web_client *c, const char *url,
    const char *token, const struct web_head *now, struct web_head *head,
    struct text *why)
{
	struct web_request r = {
	    .url = url,
	    .token = token,
	    .from = here(p, now),
	    .ctx = p,
	    .begin = on_begin,
	    .take = on_take,
	};
	p->want = *now;
	if (r.from > 0 && r.from == (uint64_t)now->length) {
		*head = *now;
		p->has_length = true;
		return TRANSFER_FAULT_NONE;
	}
	r.if_range = now->etag[0] != '\0' ? now->etag : now->modified;
	enum transfer_fault fault = web_client_run(c, &r, head, why);
	if (head->status == STATUS_NO_RANGE && r.from > 0)
		fault = TRANSFER_FAULT_CHANGED;
	if (fault == TRANSFER_FAULT_CHANGED && begin_anew(p) < 0)
		fault = TRANSFER_FAULT_MACHINE;
	if (fault == TRANSFER_FAULT_NONE && head->length >= 0 &&
	    p->bytes != (uint64_t)head->length)
		fault = TRANSFER_FAULT_CUT;
	return fault;
}
