#include "net/packet_sum.h"

#include "net/checksum.h"

enum { UDP_SUM_AT = 6, TCP_SUM_AT = 16 };

/* RFC 8200 8.1; with IPv4 the same fields in another order. */
static uint32_t
pseudo_header(const struct packet *p, size_t len)
{
	size_t skip = addr_is_v4(&p->src) ? 12 : 0; /* the mapped form */
	uint32_t sum = (uint32_t)len + p->proto;

	sum = checksum_add(sum, p->src.bytes + skip, 16 - skip);
	return checksum_add(sum, p->dst.bytes + skip, 16 - skip);
}

bool
packet_sum_is_right(const struct packet *p, enum packet_sum known)
{
	if (known == PACKET_SUM_NONE ||
	    (p->proto != NET_UDP && p->proto != NET_TCP))
		return true;
	struct wire w = p->transport;
	size_t len = wire_left(&w);
	uint32_t pseudo = pseudo_header(p, len);
	uint32_t all = checksum_add(pseudo, w.at, len);

	wire_sub(&w, p->proto == NET_UDP ? UDP_SUM_AT : TCP_SUM_AT);
	uint16_t field = wire_u16(&w);
	if (p->proto == NET_UDP && field == 0)
		return addr_is_v4(&p->src);
	return checksum_end(all) == 0 ||
	       (known == PACKET_SUM_UNFINISHED &&
		   (field ^ checksum_end(pseudo)) == 0xffff);
}
