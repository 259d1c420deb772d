#include "resolver/transfer/kept_zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text_file.h"
#include "output/json.h"
#include "resolver/transfer/kept_files.h"
#include "resolver/transfer/line.h"

enum { PATH_BYTES = PATH_MAX + NAME_MAX + 64 };

static int
refuse(struct text *why, const char *path, int rc)
{
	text_addf(why, "%s: %s", path, strerror(-rc));
	return rc;
}

/* The name of a zone, as it stands in names of files: it has no slash. */
static int
set_stem(struct kept_zone *k, const struct dns_name *zone)
{
	struct text t;
	text_init(&t);
	transfer_line_add_name(&t, zone);
	int n = -1;
	if (text_ok(&t))
		n = snprintf(k->stem, sizeof(k->stem), "%.*s",
		    (int)(t.len > 1 ? t.len - 1 : 4),
		    t.len > 1 ? t.bytes : "root");
	text_fini(&t);
	if (n < 0)
		return -ENOMEM;
	return n < (int)sizeof(k->stem) ? 0 : -ENAMETOOLONG;
}

static void
put_path(const struct kept_zone *k, char out[PATH_BYTES], const char *tail)
{
	snprintf(out, PATH_BYTES, "%s/%s%s", k->dir, k->stem, tail);
}

static void
put_serial_path(const struct kept_zone *k, char out[PATH_BYTES],
    uint32_t serial, const char *tail)
{
	snprintf(out, PATH_BYTES, "%s/%s@%u%s", k->dir, k->stem, serial, tail);
}

static void
take_facts(struct kept_zone *k, const char *path, uint32_t serial)
{
	struct kept_facts facts;
	k->has = kept_facts_load(path, &facts) && facts.serial == serial;
	if (!k->has)
		return;
	k->serial = serial;
	k->is_signed = facts.is_signed;
	memcpy(k->version, facts.version, sizeof(k->version));
}

/* What the link leads to.  -EEXIST: it is no link, and none of ours. */
static int
read_newest(struct kept_zone *k)
{
	char path[PATH_BYTES], target[PATH_BYTES], facts[PATH_BYTES];
	uint32_t serial;
	put_path(k, path, ".zone.gz");
	ssize_t len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return errno == ENOENT ? 0
				       : (errno == EINVAL ? -EEXIST : -errno);
	target[len] = '\0';
	if (!kept_files_serial(k->stem, target, &serial))
		return -EEXIST;
	put_serial_path(k, facts, serial, ".json");
	if (access(path, R_OK) == 0)
		take_facts(k, facts, serial);
	return 0;
}

static int
take_lock(struct kept_zone *k)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof(path), "%s/.%s.lock", k->dir, k->stem);
	k->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (k->lock < 0)
		return -errno;
	return flock(k->lock, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

int
kept_zone_open(struct kept_zone *k, const char *dir,
    const struct dns_name *zone, struct text *why)
{
	char path[PATH_BYTES];
	*k = (struct kept_zone){.lock = -1};
	int n = snprintf(k->dir, sizeof(k->dir), "%s", dir);
	int rc = n < (int)sizeof(k->dir) ? set_stem(k, zone) : -ENAMETOOLONG;
	if (rc < 0)
		return refuse(why, dir, rc);
	if (mkdir(dir, 0777) < 0 && errno != EEXIST)
		return refuse(why, dir, -errno);
	rc = take_lock(k);
	if (rc == -EWOULDBLOCK)
		text_addf(
		    why, "%s: another process fetches %s there", dir, k->stem);
	else if (rc < 0)
		(void)refuse(why, dir, rc);
	if (rc < 0)
		return rc;
	put_path(k, path, "@fresh.zone.gz");
	snprintf(k->fresh, sizeof(k->fresh), "%s", path);
	rc = read_newest(k);
	put_path(k, path, ".zone.gz");
	if (rc == -EEXIST)
		text_addf(why, "%s: is there, and is no link of ours", path);
	else if (rc < 0)
		(void)refuse(why, path, rc);
	return rc;
}

static void
add_facts(struct json *j, const struct kept_zone *k,
    const struct kept_zone_facts *f, const uint8_t sha256[FILE_DIGEST_BYTES])
{
	char name[PATH_BYTES];
	json_open_object(j);
	json_add_key(j, "zone");
	json_begin_string(j);
	dns_name_add_text(j->text, f->zone);
	json_end_string(j);
	json_add_key_u64(j, "serial", f->serial);
	json_add_key_u64(j, "records", f->records);
	json_add_key_u64(j, "outside", f->outside);
	json_add_key_string(j, "signatures", f->signatures);
	json_add_key_u64(j, "signed_sets", f->signed_sets);
	json_add_key_string(j, "zonemd", f->zonemd);
	snprintf(name, sizeof(name), "%s@%u.zone.gz", k->stem, f->serial);
	json_add_key_string(j, "file", name);
	json_add_key(j, "sha256");
	json_add_hex(j, sha256, FILE_DIGEST_BYTES);
	json_add_key(j, "source");
	json_add_string(j, f->source);
	if (f->key != NULL)
		json_add_key_string(j, "tsig", f->key);
	else
		json_add_key_null(j, "tsig");
	if (f->version != NULL)
		json_add_key_string(j, "version", f->version);
	else
		json_add_key_null(j, "version");
	json_add_key(j, "fetched");
	json_add_time(j, f->fetched_ns);
	json_close_object(j);
	text_add_char(j->text, '\n');
}

static int
write_facts(const struct kept_zone *k, const struct kept_zone_facts *f)
{
	char path[PATH_BYTES], fresh[PATH_BYTES];
	uint8_t sha256[FILE_DIGEST_BYTES];
	struct text t;
	int rc = file_digest(k->fresh, sha256);
	if (rc < 0)
		return rc;
	text_init(&t);
	struct json j = json_over(&t);
	add_facts(&j, k, f, sha256);
	put_serial_path(k, path, f->serial, ".json");
	put_path(k, fresh, "@fresh.json");
	rc = text_file_replace(path, fresh, &t);
	text_fini(&t);
	return rc;
}

/* A new link takes the place of the old one in one step. */
static int
lead_to(const struct kept_zone *k, uint32_t serial)
{
	char path[PATH_BYTES], fresh[PATH_BYTES], target[PATH_BYTES];
	put_path(k, path, ".zone.gz");
	put_path(k, fresh, "@fresh.link");
	snprintf(target, sizeof(target), "%s@%u.zone.gz", k->stem, serial);
	if (unlink(fresh) < 0 && errno != ENOENT)
		return -errno;
	if (symlink(target, fresh) < 0)
		return -errno;
	int rc = file_rename(fresh, path);
	return rc == 0 ? file_sync_dir(k->dir) : rc;
}

static int
put_on_disk(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = file_sync(fd);
	close(fd);
	return rc;
}

int
kept_zone_settle(struct kept_zone *k, const struct kept_zone_facts *facts,
    unsigned keep, struct text *why)
{
	char path[PATH_BYTES];
	put_serial_path(k, path, facts->serial, ".zone.gz");
	int rc = put_on_disk(k->fresh);
	if (rc == 0)
		rc = write_facts(k, facts);
	if (rc == 0)
		rc = file_rename(k->fresh, path);
	if (rc == 0)
		rc = file_sync_dir(k->dir);
	if (rc == 0)
		rc = lead_to(k, facts->serial);
	if (rc < 0)
		return refuse(why, path, rc);
	k->has = true;
	k->serial = facts->serial;
	k->is_signed = strcmp(facts->signatures, KEPT_FACTS_SIGNED) == 0;
	kept_files_prune(k->dir, k->stem, facts->serial, keep);
	return 0;
}

void
kept_zone_add_path(const struct kept_zone *k, struct text *out)
{
	char path[PATH_BYTES];
	put_serial_path(k, path, k->serial, ".zone.gz");
	text_add(out, path);
}

void
kept_zone_close(struct kept_zone *k)
{
	if (k->fresh[0] != '\0')
		(void)!file_remove(k->fresh);
	if (k->lock >= 0)
		close(k->lock);
	k->lock = -1;
}
