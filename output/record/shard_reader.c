#include "shard_reader.h"

#include <string.h>

#include <openssl/evp.h>

#include "manifest_reader.h"

enum { SHARDS_MAX = 65535 };

static const char *
text_of(const struct json_value *object, const char *key)
{
	const char *text = record_value_text(record_value(object, key));
	return text != NULL ? text : "";
}

/* What was read; which file it lay in is no matter. */
static bool
add_list(EVP_MD_CTX *sha256, const struct json_value *root, const char *list,
    const char *option)
{
	bool good = true;
	for (const struct json_value *one =
		 json_value_first(record_value(root, list));
	     one != NULL; one = json_value_next(one)) {
		const char *digest = text_of(one, "sha256");
		if (option == NULL ||
		    strcmp(text_of(one, "option"), option) == 0)
			good = good && EVP_DigestUpdate(sha256, digest,
					   strlen(digest) + 1) == 1;
	}
	return good;
}

static bool
digest_input(struct record_reader *r, struct manifest_shard *out)
{
	EVP_MD_CTX *sha256 = EVP_MD_CTX_new();
	bool good = sha256 != NULL &&
		    EVP_DigestInit_ex(sha256, EVP_sha256(), NULL) == 1 &&
		    add_list(sha256, r->root, "zones", NULL) &&
		    add_list(sha256, r->root, "files", "domains") &&
		    add_list(sha256, r->root, "files", "hosts") &&
		    EVP_DigestFinal_ex(sha256, out->input, NULL) == 1;
	EVP_MD_CTX_free(sha256);
	return good || record_wrong(r, "zones", "small enough");
}

static bool
read_place(struct record_reader *r, const struct json_value *object,
    struct manifest_shard *out)
{
	uint64_t shard = 0, shards = 1;
	if (!record_get_u64(r, object, "shard", SHARDS_MAX - 1, &shard) ||
	    !record_get_u64(r, object, "shards", SHARDS_MAX, &shards))
		return false;
	if (shard >= shards)
		return record_wrong(r, "shard", "below \"shards\"");
	out->shard = (uint32_t)shard;
	out->shards = (uint32_t)shards;
	return manifest_need_digits(r, object, "seed", &out->seed);
}

bool
shard_read(struct record_reader *r, struct manifest_shard *out)
{
	*out = (struct manifest_shard){.shards = 1};
	return read_place(r, r->root, out) &&
	       (out->shards == 1 || digest_input(r, out));
}

bool
shard_read_verdict(struct record_reader *r, const struct json_value *run,
    struct manifest_shard *out)
{
	const struct json_value *sweep = NULL;
	*out = (struct manifest_shard){.shards = 1};
	return record_get_object(r, run, "sweep", &sweep) &&
	       (sweep == NULL ||
		   (read_place(r, sweep, out) &&
		       record_get_digest(r, sweep, "input", out->input,
			   sizeof(out->input), NULL)));
}
