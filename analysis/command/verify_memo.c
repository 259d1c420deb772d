#include "verify_memo.h"

#include <errno.h>
#include <string.h>

#include "analysis/dnssec/known_signatures_file.h"
#include "analysis/evidence/evidence.h"
#include "analysis/evidence/thread_evidence.h"
#include "base/entropy.h"
#include "base/log.h"

int
verify_memo_open(struct verify_memo *m, const char *path)
{
	*m = (struct verify_memo){.path = path};
	int rc = path != NULL ? known_signatures_secret(path, m->secret)
			      : entropy_fill(m->secret, sizeof(m->secret));
	if (rc == -EACCES)
		log_line("verify: --memo %s: others than its owner may read "
			 "%s.key: chmod 600, or remove both",
		    path, path);
	else if (rc == -EBADMSG)
		log_line("verify: --memo %s: %s.key is none of danesweep's: "
			 "remove both, or name another file",
		    path, path);
	else if (rc < 0)
		log_line("verify: --memo %s: %s",
		    path != NULL ? path : "(none)", strerror(-rc));
	return rc;
}

/* As many as there can be good ones, in an eighth of all memory. */
static struct known_room
room_of(const struct evidence *e)
{
	struct known_room room = {.most = known_signatures_room(SIZE_MAX / 4)};
	for (size_t i = 0; i < e->part_count; i++)
		room.more += e->parts[i]->signature_count;
	if (e->limit.bytes > 0)
		room.most = known_signatures_room(e->limit.bytes / 8);
	return room;
}

int
verify_memo_load(struct verify_memo *m, const struct evidence *e)
{
	struct known_file file = {0};
	struct known_room room = room_of(e);
	size_t some = room.more < room.most ? room.more : room.most;
	int rc = m->path == NULL
		     ? known_signatures_init(&m->known, some, m->secret)
		     : known_signatures_read(
			   &m->known, m->path, &room, m->secret, &file);
	if (rc < 0)
		log_line("verify: --memo %s: %s",
		    m->path != NULL ? m->path : "(none)", strerror(-rc));
	else if (file.taken < file.count)
		log_line("verify: --memo %s: %zu of its %zu checks are known "
			 "in this run, for more do not fit into --memory; the "
			 "others stay in the file",
		    m->path, file.taken, file.count);
	else if (file.anew)
		log_line("verify: --memo %s: of another danesweep or OpenSSL, "
			 "or damaged: made anew",
		    m->path);
	return rc;
}

int
verify_memo_keep(const struct verify_memo *m)
{
	if (m->path == NULL)
		return 0;
	int rc = known_signatures_write(&m->known, m->path);
	if (rc < 0)
		log_line("verify: --memo %s: %s; what was known before stays",
		    m->path, strerror(-rc));
	else
		log_line("verify: --memo %s: %llu checks were known", m->path,
		    (unsigned long long)m->known.found);
	return rc;
}

void
verify_memo_fini(struct verify_memo *m)
{
	known_signatures_fini(&m->known);
}
