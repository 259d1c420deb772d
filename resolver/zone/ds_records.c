#include "ds_records.h"

#include <errno.h>
#include <string.h>

/* In front of the RDATA; copied in and out, for it is not aligned. */
struct ds_head {
	uint32_t next;
	uint16_t len;
	uint16_t is_rrsig;
};

static struct ds_head
head_at(const struct ds_records *r, uint32_t place)
{
	struct ds_head head;

	memcpy(&head, (const uint8_t *)r->bytes.at + place, sizeof(head));
	return head;
}

static const uint8_t *
rdata_at(const struct ds_records *r, uint32_t place)
{
	return (const uint8_t *)r->bytes.at + place + sizeof(struct ds_head);
}

/* <0, 0, >0: where a new record stands relative to the one at `place`. */
static int
compare(const struct ds_records *r, const struct ds_head *new,
    const uint8_t *rdata, uint32_t place)
{
	struct ds_head old = head_at(r, place);
	size_t common = new->len < old.len ? new->len : old.len;

	if (new->is_rrsig != old.is_rrsig)
		return new->is_rrsig - old.is_rrsig;
	int order = memcmp(rdata, rdata_at(r, place), common);
	return order != 0 ? order : new->len - old.len;
}

int
ds_records_add(struct ds_records *r, uint32_t *first, bool is_rrsig,
    const uint8_t *rdata, size_t len)
{
	struct ds_head head = {.len = (uint16_t)len, .is_rrsig = is_rrsig};
	uint32_t before = DS_RECORDS_NONE;
	size_t place = r->bytes.count;

	head.next = *first;
	while (head.next != DS_RECORDS_NONE) {
		int order = compare(r, &head, rdata, head.next);
		if (order == 0)
			return 0;
		if (order < 0)
			break;
		before = head.next;
		head.next = head_at(r, before).next;
	}
	if (place >= DS_RECORDS_NONE)
		return -EFBIG;
	uint8_t *new = array_push(&r->bytes, sizeof(head) + len, 1);
	if (new == NULL)
		return -ENOMEM;
	memcpy(new, &head, sizeof(head));
	memcpy(new + sizeof(head), rdata, len);
	uint32_t at = (uint32_t)place;
	if (before == DS_RECORDS_NONE)
		*first = at;
	else /* `next` is the first member */
		memcpy((uint8_t *)r->bytes.at + before, &at, sizeof(at));
	return 0;
}

bool
ds_records_get(const struct ds_records *r, uint32_t first, bool is_rrsig,
    unsigned n, struct wire *rdata)
{
	for (uint32_t at = first; at != DS_RECORDS_NONE;) {
		struct ds_head head = head_at(r, at);
		if (head.is_rrsig == is_rrsig && n-- == 0) {
			*rdata = wire_over(rdata_at(r, at), head.len);
			return true;
		}
		at = head.next;
	}
	return false;
}
