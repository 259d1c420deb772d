#include "retired_ca.h"

#include <string.h>

#include "base/hex.h"
#include "base/macros.h"

enum { SHA256_BYTES = 32 };

/* Let's Encrypt's own announcements; by key, unless said otherwise. */
static const struct {
	uint8_t selector;
	const char *sha256, *name;
} retired[] = {
    {TLSA_SPKI,
	"60b87575447dcba2a36b7d11ac09fb24a9db406fee12d2cc90180517616e8a18",
	"Let's Encrypt Authority X3"},
    {TLSA_SPKI,
	"b111dd8a1c2091a89bd4fd60c57f0716cce50feeff8137cdbee0326e02cf362b",
	"Let's Encrypt Authority X4"},
    {TLSA_SPKI,
	"8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d",
	"Let's Encrypt R3"},
    {TLSA_CERT,
	"67add1166b020ae61b8f5fc96813c04c2aa589960796865572a3c7e737613dfd",
	"Let's Encrypt R3"},
    {TLSA_SPKI,
	"e5545e211347241891c554a03934cde9b749664a59d26d615fe58f77990f2d03",
	"Let's Encrypt R4"},
    {TLSA_SPKI,
	"276fe8a8c4ec7611565bf9fce6dcace9be320c1b5bea27596b2204071ed04f10",
	"Let's Encrypt E1"},
    {TLSA_SPKI,
	"bd936e72b212ef6f773102c6b77d38f94297322efc25396bc3279422e0c89270",
	"Let's Encrypt E2"},
};

const char *
retired_ca_name(const struct tlsa *record)
{
	if (record->mtype != TLSA_SHA256 || record->data.len != SHA256_BYTES)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(retired); i++) {
		uint8_t digest[SHA256_BYTES];
		size_t len;
		if (retired[i].selector == record->selector &&
		    hex_decode(retired[i].sha256, strlen(retired[i].sha256),
			digest, sizeof(digest), &len) &&
		    memcmp(digest, record->data.bytes, SHA256_BYTES) == 0)
			return retired[i].name;
	}
	return NULL;
}
