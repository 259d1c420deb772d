/*
 * manifest_command.h - the command that made something: program, machine,
 * command line, options, and the files that these name.  Part of a manifest.
 */
#ifndef MANIFEST_COMMAND_H
#define MANIFEST_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/file_digest.h"

struct json;
struct option_table;

/* The SHA-256 of a file; not known of what can be read but once. */
struct manifest_digest {
	bool known;
	uint8_t sha256[FILE_DIGEST_BYTES];
};

/* A file that an option names, or that is its default. */
struct manifest_file {
	const char *option; /* its long name */
	const char *path;
	struct manifest_digest digest;
};

enum { MANIFEST_FILES_MAX = 13 };

/* What a person typed, and where; all of it is borrowed. */
struct manifest_command {
	const char *const *argv;
	size_t argc;
	const char *directory; /* that relative paths start from; NULL */
	const struct option_table *table; /* NULL: no options */
	const void *options;              /* their values */
	struct manifest_file files[MANIFEST_FILES_MAX];
	size_t file_count;
	bool dry_run; /* nothing was sent */
};

/* Which danesweep it was. */
struct manifest_program {
	const char *version, *commit;
};

/* Of the file as it lies there now. */
struct manifest_digest manifest_digest_of(const char *path);

/* `path` NULL: the option names none. */
void manifest_command_add_file(
    struct manifest_command *c, const char *option, const char *path);

/* Keys of the object that is open.  `p` NULL: this danesweep. */
void manifest_add_program(struct json *j, const struct manifest_program *p);
void manifest_add_argv(struct json *j, const char *const *argv, size_t argc);
void manifest_add_command(struct json *j, const struct manifest_command *c);
void manifest_add_files(
    struct json *j, const struct manifest_file *files, size_t count);
void manifest_add_digest(struct json *j, const struct manifest_digest *digest);

#endif
