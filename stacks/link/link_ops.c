#include "link/link_ops.h"

#include <stdio.h>
#include <string.h>

#include "link/interface.h"

static const struct {
	const char *name;
	enum link_kind kind;
	int (*open)(const struct link_config *config, struct link **out,
	    struct text *why);
} kinds[] = {
    {"auto", LINK_AUTO, NULL},
    {"packet", LINK_PACKET, link_packet_open},
    {"kernel", LINK_KERNEL, link_kernel_open},
    {"xdp", LINK_XDP, link_xdp_open},
    {"pcap", LINK_PCAP, link_pcap_open},
    {"sim", LINK_SIM, link_sim_open},
};

bool
link_choice_parse(const char *text, struct link_choice *out)
{
	if (strncmp(text, "pcap:", 5) == 0 && text[5] != '\0') {
		*out = (struct link_choice){LINK_PCAP, text + 5};
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (kinds[i].kind == LINK_PCAP || /* it wants a file */
		    kinds[i].kind == LINK_SIM ||  /* for tests alone */
		    strcmp(text, kinds[i].name) != 0)
			continue;
		*out = (struct link_choice){.kind = kinds[i].kind};
		return true;
	}
	return false;
}

enum link_kind
link_kind_at(enum link_kind kind, uint64_t rate_pps)
{
	if (kind != LINK_AUTO)
		return kind;
	return rate_pps >= LINK_XDP_FROM_PPS ? LINK_XDP : LINK_PACKET;
}

static void
name_troubles(struct link *l, const char *interface)
{
	const char *name = interface != NULL ? interface : "the link";
	snprintf(l->no_carrier, sizeof(l->no_carrier),
	    "%s has no carrier, or is down: waiting for it", name);
	snprintf(l->refused, sizeof(l->refused),
	    "%s refuses what we send: an egress rule (nft, tc) drops it, or "
	    "its queue stays full",
	    name);
}

int
link_open(const struct link_config *config, struct link **out, struct text *why)
{
	enum link_kind kind = link_kind_at(config->kind, config->rate_pps);
	size_t i = 0;
	while (kinds[i].kind != kind)
		i++;
	int rc = kinds[i].open(config, out, why);
	if (rc == 0) {
		(*out)->info.kind = kinds[i].name;
		if (config->interface != NULL)
			snprintf((*out)->interface, sizeof((*out)->interface),
			    "%s", config->interface);
		name_troubles(*out, config->interface);
		atomic_store(&(*out)->send, (*out)->info.send);
	}
	return rc;
}

void
link_close(struct link *l)
{
	if (l != NULL)
		l->ops->close(l);
}

void
link_describe(struct link *l, struct link_info *out)
{
	*out = l->info;
	out->send = atomic_load(&l->send);
	out->note = atomic_load(&l->note);
	switch ((enum link_trouble)atomic_load(&l->totals.trouble)) {
	case LINK_TROUBLE_NONE:
		break;
	case LINK_TROUBLE_NO_CARRIER:
		out->note = l->no_carrier;
		break;
	case LINK_TROUBLE_REFUSED:
		out->note = l->refused;
		break;
	}
}

int
link_tx_open(struct link *l, enum link_use use, struct link_tx **out)
{
	int rc = l->ops->tx_open(l, use, out);
	if (rc == 0)
		(*out)->totals = &l->totals;
	return rc;
}

void
link_tx_close(struct link_tx *tx)
{
	if (tx == NULL)
		return;
	tx->ops->flush(tx);
	tx->ops->close(tx);
}

uint8_t *
link_reserve(struct link_tx *tx)
{
	return tx->ops->reserve(tx);
}

void
link_commit(struct link_tx *tx, size_t len)
{
	tx->ops->commit(tx, len);
}

void
link_flush(struct link_tx *tx)
{
	tx->ops->flush(tx);
}

size_t
link_receive(
    struct link *l, struct link_frame *frames, size_t max, int timeout_ms)
{
	return l->ops->receive(l, frames, max, timeout_ms);
}

void
link_release(struct link *l)
{
	l->ops->release(l);
}

bool
link_has_carrier(struct link *l)
{
	bool has =
	    l->interface[0] == '\0' || interface_has_carrier(l->interface);
	int none = LINK_TROUBLE_NO_CARRIER;
	if (!has)
		link_totals_trouble(&l->totals, LINK_TROUBLE_NO_CARRIER);
	else
		atomic_compare_exchange_strong(
		    &l->totals.trouble, &none, LINK_TROUBLE_NONE);
	return has;
}

bool
link_has_ended(const struct link *l)
{
	return atomic_load(&l->ended);
}

void
link_stats(struct link *l, struct link_stats *out)
{
	*out = (struct link_stats){
	    .sent = atomic_load(&l->totals.sent),
	    .sent_bytes = atomic_load(&l->totals.sent_bytes),
	    .send_failed = atomic_load(&l->totals.failed),
	};
	l->ops->receive_stats(l, out);
}

struct link_sent
link_sent(const struct link *l)
{
	const struct link_totals *t = &l->totals;
	uint64_t sent = atomic_load_explicit(&t->sent, memory_order_relaxed);
	return (struct link_sent){
	    .frames =
		sent + atomic_load_explicit(&t->failed, memory_order_relaxed),
	    .bytes = atomic_load_explicit(&t->sent_bytes, memory_order_relaxed),
	};
}

void
link_totals_add(
    struct link_totals *t, uint64_t frames, uint64_t bytes, uint64_t failed)
{
	atomic_fetch_add_explicit(&t->sent, frames, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->sent_bytes, bytes, memory_order_relaxed);
	if (failed > 0)
		atomic_fetch_add_explicit(
		    &t->failed, failed, memory_order_relaxed);
}

void
link_totals_trouble(struct link_totals *t, enum link_trouble trouble)
{
	atomic_store_explicit(&t->trouble, (int)trouble, memory_order_relaxed);
}
