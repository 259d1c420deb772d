#include "fetched_policies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Its record lives in its reader. */
struct fetched_policy {
	struct record_reader reader;
	struct policy_file_record record;
};

static int
add(struct fetched_policies *f, const char *line, size_t len)
{
	struct fetched_policy **row =
	    array_push(&f->at, 1, sizeof(struct fetched_policy *));
	if (row == NULL)
		return -ENOMEM;
	*row = calloc(1, sizeof(**row));
	if (*row == NULL) {
		f->at.count--;
		return -ENOMEM;
	}
	record_reader_init(&(*row)->reader);
	return policy_file_record_read(
		   &(*row)->reader, line, len, &(*row)->record)
		   ? 0
		   : -EBADMSG;
}

int
fetched_policies_read(struct fetched_policies *f, const char *path)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int rc = 0;
	*f = (struct fetched_policies){0};
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return errno == ENOENT ? 0 : -errno;
	while (rc == 0 && (len = getline(&line, &cap, file)) > 0)
		rc = add(f, line, (size_t)len);
	if (rc == 0 && ferror(file))
		rc = -EIO;
	free(line);
	fclose(file);
	return rc;
}

void
fetched_policies_fini(struct fetched_policies *f)
{
	struct fetched_policy **row = f->at.at;
	for (size_t i = 0; i < f->at.count; i++) {
		record_reader_fini(&row[i]->reader);
		free(row[i]);
	}
	array_fini(&f->at);
}

const struct policy_file_record *
fetched_policies_find(
    const struct fetched_policies *f, const struct dns_name *domain)
{
	struct fetched_policy *const *row = f->at.at;
	for (size_t i = 0; i < f->at.count; i++)
		if (dns_name_equal(row[i]->record.domain, domain))
			return &row[i]->record;
	return NULL;
}
