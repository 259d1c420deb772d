#include "sweep_hosts.h"

#include <errno.h>
#include <string.h>

struct row {
	size_t name_at, sni_at; /* into bytes; mostly the same */
};

static int
add_name(struct sweep_hosts *h, const struct dns_name *name, size_t *at)
{
	*at = h->bytes.count;
	uint8_t *place = array_push(&h->bytes, 1u + name->len, 1);
	if (place == NULL)
		return -ENOMEM;
	*place = name->len;
	memcpy(place + 1, name->wire, name->len);
	return 0;
}

int
sweep_hosts_add(struct sweep_hosts *h, const struct dns_name *name,
    const struct dns_name *sni, uint32_t *host)
{
	struct row row;
	int rc = add_name(h, name, &row.name_at);
	row.sni_at = row.name_at;
	if (rc == 0 && !dns_name_equal(name, sni))
		rc = add_name(h, sni, &row.sni_at);
	struct row *last =
	    rc == 0 ? array_push(&h->rows, 1, sizeof(*last)) : NULL;
	if (last == NULL)
		return -ENOMEM;
	*last = row;
	*host = (uint32_t)(h->rows.count - 1);
	return 0;
}

static void
get(const struct sweep_hosts *h, size_t at, struct dns_name *out)
{
	const uint8_t *place = (const uint8_t *)h->bytes.at + at;
	out->len = *place;
	memcpy(out->wire, place + 1, out->len);
}

void
sweep_hosts_name(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	const struct row *rows = h->rows.at;
	get(h, rows[host].name_at, out);
}

void
sweep_hosts_sni(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out)
{
	const struct row *rows = h->rows.at;
	get(h, rows[host].sni_at, out);
}

void
sweep_hosts_fini(struct sweep_hosts *h)
{
	array_fini(&h->bytes);
	array_fini(&h->rows);
}
