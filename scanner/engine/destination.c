#include "destination.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The last word of a line, where it is an address. */
static void
take_line(char *line, struct destination *out)
{
	struct addr a;
	char *rest = line, *word, *last = NULL;
	line[strcspn(line, ";")] = '\0';
	while ((word = strsep(&rest, " \t\r\n")) != NULL)
		if (*word != '\0')
			last = word;
	if (last == NULL || !addr_parse(last, &a))
		return;
	int family = addr_is_v4(&a) ? NETWORK_V4 : NETWORK_V6;
	if (!out->has[family])
		out->addr[family] = a;
	out->has[family] = true;
	if (out->root_count < DESTINATION_ROOTS_MAX)
		out->roots[out->root_count++] = a;
}

int
destination_read(
    const char *hints_path, struct destination *out, struct text *why)
{
	char line[512];
	*out = (struct destination){0};
	FILE *f = fopen(hints_path, "re");
	if (f == NULL) {
		int rc = -errno;
		text_addf(why,
		    "%s: %s; say where root hints are with --root-hints "
		    "(Debian: package dns-root-data)",
		    hints_path, strerror(-rc));
		return rc;
	}
	while (fgets(line, sizeof(line), f))
		take_line(line, out);
	fclose(f);
	if (out->has[NETWORK_V4] || out->has[NETWORK_V6])
		return 0;
	text_addf(
	    why, "%s: there is no address of a root server in it", hints_path);
	return -EINVAL;
}
