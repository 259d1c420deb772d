#include "look.h"

bool
rollover_look_serves(
    const struct rollover_look *l, const struct spki_digest *key)
{
	return l->address_count > 0 && l->unserved_count == 0 &&
	       l->served_count == 1 && spki_digest_is(&l->served[0], key);
}
