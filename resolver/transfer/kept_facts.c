#include "resolver/transfer/kept_facts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text_file.h"
#include "output/file_digest.h"
#include "output/json.h"
#include "output/json_line.h"

static const char tail[] = ".zone.gz";

/* Beside the file itself, wherever a link to it stands.  False: nowhere. */
static bool
beside(const char *path, char out[PATH_MAX + sizeof(tail)])
{
	if (realpath(path, out) == NULL)
		return false;
	size_t len = strlen(out);
	const char *name = strrchr(out, '/');
	if (len < sizeof(tail) || strcmp(out + len - strlen(tail), tail) != 0 ||
	    name == NULL || strchr(name, '@') == NULL)
		return false;
	strcpy(out + len - strlen(tail), ".json");
	return access(out, F_OK) == 0;
}

static int
refuse(struct text *why, const char *path, const char *what)
{
	text_addf(why, "%s: %s", path, what);
	return -EINVAL;
}

static bool
is_number(const struct json_value *facts, const char *key, uint64_t want)
{
	int64_t n;
	return json_value_int(json_value_of(facts, key), &n) && n >= 0 &&
	       (uint64_t)n == want;
}

static bool
is_zone(const struct json_value *facts, const struct dns_name *want)
{
	size_t len;
	const char *text =
	    json_value_string(json_value_of(facts, "zone"), &len);
	struct dns_name zone;
	return text != NULL && dns_name_from_text(text, len, &zone) &&
	       dns_name_equal(&zone, want);
}

static bool
is_digest(const struct json_value *facts, const uint8_t *want)
{
	struct text hex;
	size_t len;
	const char *said =
	    json_value_string(json_value_of(facts, "sha256"), &len);
	text_init(&hex);
	text_add_hex(&hex, want, FILE_DIGEST_BYTES);
	bool same = said != NULL && text_ok(&hex) && len == hex.len &&
		    memcmp(said, hex.bytes, len) == 0;
	text_fini(&hex);
	return same;
}

static int
compare(const char *path, const struct json_value *facts,
    const struct kept_facts_seen *seen, struct text *why)
{
	if (facts == NULL)
		return refuse(
		    why, path, "what stands beside it (.json) is damaged");
	if (!is_zone(facts, seen->zone))
		return refuse(
		    why, path, "what stands beside it is of another zone");
	if (!is_number(facts, "serial", seen->serial))
		return refuse(
		    why, path, "what stands beside it has another serial");
	if (!is_number(facts, "records", seen->records))
		return refuse(why, path,
		    "not whole: what stands beside it has another number of "
		    "records");
	if (seen->sha256 != NULL && !is_digest(facts, seen->sha256))
		return refuse(why, path,
		    "changed: what stands beside it has another SHA-256");
	return 0;
}

int
kept_facts_check(
    const char *path, const struct kept_facts_seen *seen, struct text *why)
{
	char facts_path[PATH_MAX + sizeof(tail)];
	struct json_line line;
	struct text t;
	if (!beside(path, facts_path))
		return 0;
	text_init(&t);
	json_line_init(&line);
	int rc = text_file_read(facts_path, &t, why);
	if (rc == 0)
		rc = compare(
		    path, json_line_read(&line, t.bytes, t.len), seen, why);
	json_line_fini(&line);
	text_fini(&t);
	return rc;
}
