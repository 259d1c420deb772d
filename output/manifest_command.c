#include "output/manifest_command.h"

#include <assert.h>
#include <stdio.h>
#include <sys/utsname.h>

#include "base/program.h"
#include "output/json.h"
#include "output/option_json.h"

struct manifest_digest
manifest_digest_of(const char *path)
{
	struct manifest_digest d = {0};
	d.known = file_digest(path, d.sha256) == 0;
	return d;
}

void
manifest_command_add_file(
    struct manifest_command *c, const char *option, const char *path)
{
	if (path == NULL)
		return;
	assert(c->file_count < MANIFEST_FILES_MAX);
	c->files[c->file_count++] = (struct manifest_file){
	    .option = option,
	    .path = path,
	    .digest = manifest_digest_of(path),
	};
}

void
manifest_add_digest(struct json *j, const struct manifest_digest *digest)
{
	if (!digest->known)
		return;
	json_add_key(j, "sha256");
	json_add_hex(j, digest->sha256, sizeof(digest->sha256));
}

void
manifest_add_argv(struct json *j, const char *const *argv, size_t argc)
{
	json_add_key(j, "argv");
	json_open_array(j);
	for (size_t i = 0; i < argc; i++)
		json_add_string(j, argv[i]);
	json_close_array(j);
}

void
manifest_add_files(
    struct json *j, const struct manifest_file *files, size_t count)
{
	json_add_key(j, "files");
	json_open_array(j);
	for (size_t i = 0; i < count; i++) {
		json_open_object(j);
		json_add_key_string(j, "option", files[i].option);
		json_add_key_string(j, "path", files[i].path);
		manifest_add_digest(j, &files[i].digest);
		json_close_object(j);
	}
	json_close_array(j);
}

/* The machine: its name, and what uname -srvm says of its kernel. */
static void
add_machine(struct json *j)
{
	struct utsname u;
	char kernel[4 * sizeof(u.release)];
	if (uname(&u) < 0)
		return;
	snprintf(kernel, sizeof(kernel), "%s %s %s %s", u.sysname, u.release,
	    u.version, u.machine);
	json_add_key_string(j, "host", u.nodename);
	json_add_key_string(j, "kernel", kernel);
}

void
manifest_add_command(struct json *j, const struct manifest_command *c)
{
	add_machine(j);
	manifest_add_argv(j, c->argv, c->argc);
	json_add_key_string(j, "directory", c->directory);
	json_add_key(j, "options");
	if (c->table != NULL) {
		option_json_add(j, c->table, c->options);
	} else {
		json_open_object(j);
		json_close_object(j);
	}
	manifest_add_files(j, c->files, c->file_count);
}

void
manifest_add_program(struct json *j, const struct manifest_program *p)
{
	const struct manifest_program here = {program_version, program_commit};
	if (p == NULL)
		p = &here;
	json_add_key(j, "program");
	json_open_object(j);
	json_add_key_string(j, "name", "danesweep");
	json_add_key_string(j, "version", p->version);
	json_add_key_string(j, "commit", p->commit);
	json_close_object(j);
}
