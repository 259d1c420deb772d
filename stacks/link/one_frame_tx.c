#include "link/one_frame_tx.h"

#include <errno.h>
#include <stdlib.h>

int
one_frame_tx_open(
    struct link *l, const struct link_tx_ops *ops, struct link_tx **out)
{
	struct one_frame_tx *tx = calloc(1, sizeof(*tx));
	if (tx == NULL)
		return -ENOMEM;
	tx->base.ops = ops;
	tx->link = l;
	*out = &tx->base;
	return 0;
}

uint8_t *
one_frame_tx_reserve(struct link_tx *tx)
{
	return ((struct one_frame_tx *)tx)->frame;
}

void
one_frame_tx_close(struct link_tx *tx)
{
	free(tx);
}

void
one_frame_tx_count(struct one_frame_tx *tx, bool sent)
{
	if (sent)
		link_totals_add(tx->base.totals, tx->frames, tx->bytes, 0);
	else
		link_totals_add(tx->base.totals, 0, 0, tx->frames);
	tx->frames = 0;
	tx->bytes = 0;
}
