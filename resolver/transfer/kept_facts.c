#include "resolver/transfer/kept_facts.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/text_file.h"
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
take_number(const struct json_value *object, const char *key, uint64_t max,
    uint64_t *out)
{
	int64_t n;
	if (!json_value_int(json_value_of(object, key), &n) || n < 0 ||
	    (uint64_t)n > max)
		return false;
	*out = (uint64_t)n;
	return true;
}

static const char *
take_text(const struct json_value *object, const char *key, size_t *len)
{
	return json_value_string(json_value_of(object, key), len);
}

static bool
take_zone(const struct json_value *object, struct kept_facts *out)
{
	size_t len;
	const char *zone = take_text(object, "zone", &len);
	return zone != NULL && dns_name_from_text(zone, len, &out->zone);
}

static bool
take_digest(const struct json_value *object, struct kept_facts *out)
{
	size_t len;
	const char *hex = take_text(object, "sha256", &len);
	if (hex == NULL || len != 2 * sizeof(out->sha256))
		return false;
	return hex_decode(hex, len, out->sha256, sizeof(out->sha256), &len) &&
	       len == sizeof(out->sha256);
}

/* Neither is wanted of each zone. */
static void
take_others(const struct json_value *object, struct kept_facts *out)
{
	size_t len;
	const char *word = take_text(object, "signatures", &len);
	const char *version = take_text(object, "version", &len);
	out->is_signed = word != NULL && strcmp(word, KEPT_FACTS_SIGNED) == 0;
	if (version != NULL && len < sizeof(out->version))
		memcpy(out->version, version, len + 1);
}

bool
kept_facts_read(const char *text, size_t len, struct kept_facts *out)
{
	struct json_line line;
	uint64_t serial = 0;
	*out = (struct kept_facts){0};
	if (len == 0)
		return false;
	json_line_init(&line);
	const struct json_value *object = json_line_read(&line, text, len);
	bool good = take_zone(object, out) && take_digest(object, out) &&
		    take_number(object, "serial", UINT32_MAX, &serial) &&
		    take_number(object, "records", INT64_MAX, &out->records);
	out->serial = (uint32_t)serial;
	take_others(object, out);
	json_line_fini(&line);
	return good;
}

bool
kept_facts_load(const char *path, struct kept_facts *out)
{
	struct text t, why;
	text_init(&t);
	text_init(&why);
	bool good = text_file_read(path, &t, &why) == 0 &&
		    kept_facts_read(t.bytes, t.len, out);
	text_fini(&why);
	text_fini(&t);
	return good;
}

static int
compare(const char *path, const struct kept_facts *facts,
    const struct kept_facts_seen *seen, struct text *why)
{
	if (!dns_name_equal(&facts->zone, seen->zone))
		return refuse(
		    why, path, "what stands beside it is of another zone");
	if (facts->serial != seen->serial)
		return refuse(
		    why, path, "what stands beside it has another serial");
	if (facts->records != seen->records)
		return refuse(why, path,
		    "not whole: what stands beside it has another number of "
		    "records");
	if (seen->sha256 != NULL &&
	    memcmp(facts->sha256, seen->sha256, sizeof(facts->sha256)) != 0)
		return refuse(why, path,
		    "changed: what stands beside it has another SHA-256");
	return 0;
}

int
kept_facts_check(
    const char *path, const struct kept_facts_seen *seen, struct text *why)
{
	char facts_path[PATH_MAX + sizeof(tail)];
	struct kept_facts facts;
	if (!beside(path, facts_path))
		return 0;
	if (!kept_facts_load(facts_path, &facts))
		return refuse(
		    why, path, "what stands beside it (.json) is damaged");
	return compare(path, &facts, seen, why);
}
