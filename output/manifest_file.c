#include "output/manifest_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "base/file.h"
#include "base/text_file.h"

static void
add_part(struct json *j, const struct part_info *p)
{
	json_open_object(j);
	json_add_key_string(j, "path", p->path);
	json_add_key_string(j, "kind", p->kind);
	json_add_key_digits(j, "records", p->records);
	json_add_key_digits(j, "bytes", p->bytes);
	json_add_key_digits(j, "text_bytes", p->text_bytes);
	json_add_key(j, "sha256");
	json_add_hex(j, p->sha256, sizeof(p->sha256));
	json_close_object(j);
}

void
manifest_add_parts(struct json *j, const struct part_info *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_part(j, &parts[i]);
}

void
manifest_add_time(struct json *j, const char *key, int64_t ns)
{
	if (ns == 0)
		return;
	json_add_key(j, key);
	json_add_time(j, ns);
}

int
manifest_file_write(const char *dir, struct text *object)
{
	char path[PATH_MAX], tmp[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/manifest.json", dir);
	int k = snprintf(tmp, sizeof(tmp), "%s/manifest.json.tmp", dir);
	if (n >= (int)sizeof(path) || k >= (int)sizeof(tmp))
		return -ENAMETOOLONG;
	text_add_char(object, '\n');
	int rc = text_file_replace(path, tmp, object);
	return rc == 0 ? file_sync_dir(dir) : rc;
}
