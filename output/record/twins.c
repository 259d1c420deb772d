#include "twins.h"

const char *const twins_words[TWINS_COUNT] = {
    [TWINS_UNKNOWN] = NULL,
    [TWINS_BOTH] = "both",
    [TWINS_RSA] = "rsa",
    [TWINS_ECDSA] = "ecdsa",
    [TWINS_NEITHER] = "neither",
};

enum twins
twins_of(enum leaf_key key, bool matched, bool twin_matched)
{
	bool rsa = key == LEAF_KEY_RSA ? matched : twin_matched;
	bool ecdsa = key == LEAF_KEY_ECDSA ? matched : twin_matched;
	if (rsa && ecdsa)
		return TWINS_BOTH;
	return rsa ? TWINS_RSA : ecdsa ? TWINS_ECDSA : TWINS_NEITHER;
}

static unsigned
rank(enum twins t)
{
	static const unsigned ranks[TWINS_COUNT] = {
	    [TWINS_BOTH] = 1,
	    [TWINS_NEITHER] = 2,
	    [TWINS_ECDSA] = 3,
	    [TWINS_RSA] = 4,
	};
	return ranks[t];
}

enum twins
twins_worse(enum twins a, enum twins b)
{
	return rank(a) >= rank(b) ? a : b;
}
