#include "question_list.h"

#include <errno.h>
#include <string.h>

enum { HEAD_BYTES = 3 };

int
question_list_add(struct question_list *l, const struct dns_question *q)
{
	uint8_t *at = array_push(&l->bytes, HEAD_BYTES + q->name.len, 1);
	if (at == NULL)
		return -ENOMEM;
	at[0] = (uint8_t)(q->type >> 8);
	at[1] = (uint8_t)q->type;
	at[2] = q->name.len;
	memcpy(at + HEAD_BYTES, q->name.wire, q->name.len);
	return 0;
}

bool
question_list_take(struct question_list *l, struct dns_question *out)
{
	if (l->taken == l->bytes.count) {
		l->taken = l->bytes.count = 0;
		return false;
	}
	const uint8_t *at = (const uint8_t *)l->bytes.at + l->taken;
	out->type = (uint16_t)(at[0] << 8 | at[1]);
	out->class = DNS_CLASS_IN;
	out->name.len = at[2];
	memcpy(out->name.wire, at + HEAD_BYTES, at[2]);
	l->taken += HEAD_BYTES + (size_t)at[2];
	return true;
}

void
question_list_fini(struct question_list *l)
{
	array_fini(&l->bytes);
	*l = (struct question_list){0};
}
