#include "verdict.h"

#include "keys.h"

static const char *const kinds[VERDICT_KIND_COUNT] = {
    [VERDICT_HOST] = "host",
    [VERDICT_DOMAIN] = "domain",
};

const char *const verdict_folders[VERDICT_KIND_COUNT] = {
    [VERDICT_HOST] = "verdict/host",
    [VERDICT_DOMAIN] = "verdict/domain",
};

/* By verdict_host_record.partial. */
static const char *const coverages[] = {"full", "partial"};

static void
add_tlsa(struct json *j, const struct verdict_tlsa *t)
{
	json_open_object(j);
	json_add_key_u64(j, KEY_USAGE, t->usage);
	json_add_key_u64(j, KEY_SELECTOR, t->selector);
	json_add_key_u64(j, KEY_MTYPE, t->mtype);
	record_add_hex(j, KEY_DATA, t->data.at, t->data.len);
	record_add_bool(j, KEY_USABLE, t->usable);
	record_add_bool(j, KEY_MATCHED, t->matched);
	reason_add(j, t->reason);
	tlsa_miss_add(j, &t->miss);
	record_add_text_or_null(j, KEY_DETAIL, t->detail);
	json_close_object(j);
}

/* Where it matched. */
static void
add_match(struct json *j, const struct verdict_address *a)
{
	if (a->matched) {
		json_add_key_u64(j, KEY_RECORD, a->record);
		json_add_key_u64(j, KEY_DEPTH, a->depth);
	} else {
		json_add_key_null(j, KEY_RECORD);
		json_add_key_null(j, KEY_DEPTH);
	}
	if (a->matched && a->cert != NULL)
		record_add_hex(
		    j, KEY_CERT, a->cert, sizeof(smtp_record_digest));
	else
		json_add_key_null(j, KEY_CERT);
}

static void
add_chain(struct json *j, const smtp_record_digest *chain, size_t count)
{
	json_add_key(j, KEY_CHAIN);
	json_open_array(j);
	for (size_t i = 0; i < count; i++)
		json_add_hex(j, chain[i], sizeof(chain[i]));
	json_close_array(j);
}

static void
add_twin(struct json *j, const struct verdict_twin *t)
{
	if (t->key == LEAF_KEY_ANY) {
		json_add_key_null(j, KEY_TWIN);
		return;
	}
	json_add_key(j, KEY_TWIN);
	json_open_object(j);
	json_add_key_string(j, KEY_KEY, leaf_key_words[t->key]);
	json_add_key_string(j, KEY_STATUS, smtp_status_words[t->status]);
	record_add_bool(j, KEY_MATCHED, t->matched);
	add_chain(j, t->chain, t->chain_count);
	json_close_object(j);
}

static void
add_session(struct json *j, const struct verdict_address *a)
{
	record_add_text_or_null(j, KEY_TLS, a->tls);
	add_chain(j, a->chain, a->chain_count);
	add_twin(j, &a->twin);
}

static void
add_address(struct json *j, const struct verdict_address *a)
{
	json_open_object(j);
	json_add_key(j, KEY_IP);
	json_add_addr(j, a->ip);
	json_add_key_string(j, KEY_STATUS, smtp_status_words[a->status]);
	record_add_name_or_null(j, KEY_SAME_AS, a->same_as);
	rx_time_add(j, a->rx_ns);
	record_add_bool(j, KEY_MATCHED, a->matched);
	add_match(j, a);
	reason_add(j, a->reason);
	add_session(j, a);
	json_close_object(j);
}

static void
add_matching(struct json *j, const struct verdict_host_record *h)
{
	if (h->record_count > 0)
		json_add_key_u64(j, KEY_TTL, h->ttl_s);
	else
		json_add_key_null(j, KEY_TTL);
	json_add_key(j, KEY_RECORDS);
	json_open_array(j);
	for (size_t i = 0; i < h->record_count; i++)
		add_tlsa(j, &h->records[i]);
	json_close_array(j);
	json_add_key(j, KEY_ADDRESSES);
	json_open_array(j);
	for (size_t i = 0; i < h->address_count; i++)
		add_address(j, &h->addresses[i]);
	json_close_array(j);
	record_add_text_or_null(
	    j, KEY_COVERAGE, h->matched ? coverages[h->partial] : NULL);
	record_add_text_or_null(j, KEY_TWINS, twins_words[h->twins]);
}

void
verdict_record_add_host(struct text *line, const struct verdict_host_record *h)
{
	struct json j = json_over(line);
	json_open_object(&j);
	json_add_key_string(&j, KEY_KIND, kinds[VERDICT_HOST]);
	record_add_text_or_null(&j, KEY_RUN_ID, h->run_id);
	record_add_name(&j, KEY_HOST, h->host);
	json_add_key_u64(&j, KEY_DOMAINS, h->domains);
	state_add(&j, KEY_ADDRESS, &h->address);
	record_add_name_or_null(&j, KEY_TLSA_BASE, h->tlsa_base);
	state_add(&j, KEY_TLSA, &h->tlsa);
	add_matching(&j, h);
	zone_contact_add(&j, &h->soa);
	ds_signals_add(&j, &h->ds_signals);
	outcome_add(&j, &h->outcome);
	forecast_add(&j, &h->forecast);
	renewal_add(&j, &h->renewal);
	past_renewals_add(&j, h->past_renewals);
	fix_add(&j, h->fix, h->fix_count);
	json_close_object(&j);
	text_add_char(line, '\n');
}

static void
add_host(struct json *j, const struct verdict_domain_host *h)
{
	json_open_object(j);
	record_add_name(j, KEY_HOST, h->host);
	json_add_key_u64(j, KEY_PREFERENCE, h->preference);
	outcome_add_words(j, &h->outcome);
	json_close_object(j);
}

void
verdict_record_add_domain(
    struct text *line, const struct verdict_domain_record *d)
{
	struct json j = json_over(line);
	json_open_object(&j);
	json_add_key_string(&j, KEY_KIND, kinds[VERDICT_DOMAIN]);
	record_add_text_or_null(&j, KEY_RUN_ID, d->run_id);
	record_add_name(&j, KEY_DOMAIN, d->domain);
	record_add_name(&j, KEY_ZONE, d->zone);
	state_add(&j, KEY_MX, &d->mx);
	json_add_key(&j, KEY_HOSTS);
	json_open_array(&j);
	for (size_t i = 0; i < d->host_count; i++)
		add_host(&j, &d->hosts[i]);
	json_close_array(&j);
	outcome_add(&j, &d->outcome);
	record_add_name_or_null(&j, KEY_HOST, d->host);
	mail_policies_add(&j, &d->policy);
	ds_signals_add(&j, &d->ds_signals);
	forecast_add(&j, &d->forecast);
	fix_add(&j, d->fix, d->fix_count);
	json_close_object(&j);
	text_add_char(line, '\n');
}

static bool
get_u8(struct record_reader *r, const struct json_value *object,
    const char *key, uint8_t *out)
{
	uint64_t n = 0;
	bool good = record_get_u64(r, object, key, UINT8_MAX, &n);
	*out = (uint8_t)n;
	return good;
}

static bool
read_tlsa(struct record_reader *r, const struct json_value *o,
    struct verdict_tlsa *out)
{
	return get_u8(r, o, KEY_USAGE, &out->usage) &&
	       get_u8(r, o, KEY_SELECTOR, &out->selector) &&
	       get_u8(r, o, KEY_MTYPE, &out->mtype) &&
	       record_get_hex(r, o, KEY_DATA, &out->data) &&
	       record_get_bool(r, o, KEY_USABLE, &out->usable) &&
	       record_get_bool(r, o, KEY_MATCHED, &out->matched) &&
	       reason_read(r, o, &out->reason) &&
	       tlsa_miss_read(r, o, &out->miss) &&
	       record_get_text(r, o, KEY_DETAIL, &out->detail);
}

static bool
read_chain(struct record_reader *r, const struct json_value *o,
    const smtp_record_digest **out, size_t *out_count)
{
	static const char want[] = "a list of SHA-256 digests";
	const struct json_value *list;
	if (!record_get_list(r, o, KEY_CHAIN, want, &list))
		return false;
	size_t count = json_value_count(list);
	smtp_record_digest *chain = record_alloc(r, count, sizeof(*chain));
	if (chain == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!record_value_digest(v, chain[i], sizeof(chain[i])))
			return record_wrong(r, KEY_CHAIN, want);
	}
	*out = (const smtp_record_digest *)chain;
	*out_count = count;
	return true;
}

static bool
read_twin(struct record_reader *r, const struct json_value *o,
    struct verdict_twin *out)
{
	const struct json_value *twin;
	unsigned status = SMTP_STATUS_COUNT, key = LEAF_KEY_ANY;
	if (!record_get_object(r, o, KEY_TWIN, &twin))
		return false;
	if (twin == NULL)
		return true;
	if (!record_get_word(r, twin, KEY_KEY, leaf_key_words, LEAF_KEY_COUNT,
		"a kind of key", &key) ||
	    !record_get_word(r, twin, KEY_STATUS, smtp_status_words,
		SMTP_STATUS_COUNT, "the status of a session", &status) ||
	    !record_get_bool(r, twin, KEY_MATCHED, &out->matched) ||
	    !read_chain(r, twin, &out->chain, &out->chain_count))
		return false;
	if (key == LEAF_KEY_ANY || status == SMTP_STATUS_COUNT)
		return record_wrong(r, KEY_TWIN, "a session with its key");
	out->key = (enum leaf_key)key;
	out->status = (enum smtp_status)status;
	return true;
}

static bool
read_address(struct record_reader *r, const struct json_value *o,
    struct verdict_address *out)
{
	unsigned status = SMTP_STATUS_COUNT;
	bool sent = false;
	uint8_t *cert = record_alloc(r, 1, sizeof(smtp_record_digest));
	if (cert == NULL || !record_get_addr(r, o, KEY_IP, &out->ip) ||
	    !record_get_word(r, o, KEY_STATUS, smtp_status_words,
		SMTP_STATUS_COUNT, "the status of a session", &status) ||
	    !record_get_name(r, o, KEY_SAME_AS, &out->same_as) ||
	    !record_get_time(r, o, KEY_RX_TS, &out->rx_ns) ||
	    !record_get_bool(r, o, KEY_MATCHED, &out->matched) ||
	    !record_get_u64(r, o, KEY_RECORD, UINT64_MAX, &out->record) ||
	    !record_get_u64(r, o, KEY_DEPTH, UINT64_MAX, &out->depth) ||
	    !record_get_digest(
		r, o, KEY_CERT, cert, sizeof(smtp_record_digest), &sent) ||
	    !reason_read(r, o, &out->reason) ||
	    !record_get_text(r, o, KEY_TLS, &out->tls) ||
	    !read_chain(r, o, &out->chain, &out->chain_count) ||
	    !read_twin(r, o, &out->twin))
		return false;
	if (out->ip == NULL)
		return record_wrong(r, KEY_IP, "an address");
	if (status == SMTP_STATUS_COUNT)
		return record_wrong(r, KEY_STATUS, "the status of a session");
	out->status = (enum smtp_status)status;
	out->cert = sent ? cert : NULL;
	return true;
}

static bool
read_records(struct record_reader *r, struct verdict_host_record *out)
{
	const struct json_value *list;
	if (!record_get_list(
		r, r->root, KEY_RECORDS, "a list of records", &list))
		return false;
	size_t count = json_value_count(list);
	struct verdict_tlsa *records = record_alloc(r, count, sizeof(*records));
	if (records == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!read_tlsa(r, v, &records[i]))
			return false;
	}
	out->records = records;
	out->record_count = count;
	return true;
}

static bool
read_addresses(struct record_reader *r, struct verdict_host_record *out)
{
	const struct json_value *list;
	if (!record_get_list(
		r, r->root, KEY_ADDRESSES, "a list of addresses", &list))
		return false;
	size_t count = json_value_count(list);
	struct verdict_address *addresses =
	    record_alloc(r, count, sizeof(*addresses));
	if (addresses == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!read_address(r, v, &addresses[i]))
			return false;
	}
	out->addresses = addresses;
	out->address_count = count;
	return true;
}

static bool
read_coverage(struct record_reader *r, struct verdict_host_record *out)
{
	enum { FULL, PARTIAL, NONE };
	unsigned word = NONE;
	if (!record_get_word(
		r, r->root, KEY_COVERAGE, coverages, NONE, "a coverage", &word))
		return false;
	out->matched = word != NONE;
	out->partial = word == PARTIAL;
	return true;
}

static bool
read_twins(struct record_reader *r, struct verdict_host_record *out)
{
	unsigned word = TWINS_UNKNOWN;
	if (!record_get_word(r, r->root, KEY_TWINS, twins_words, TWINS_COUNT,
		"which of two certificates", &word))
		return false;
	out->twins = (enum twins)word;
	return true;
}

static bool
read_host(struct record_reader *r, struct verdict_host_record *out)
{
	return record_get_text(r, r->root, KEY_RUN_ID, &out->run_id) &&
	       record_need_name(r, r->root, KEY_HOST, &out->host) &&
	       record_get_u64(
		   r, r->root, KEY_DOMAINS, UINT64_MAX, &out->domains) &&
	       state_read(r, r->root, KEY_ADDRESS, &out->address) &&
	       record_get_name(r, r->root, KEY_TLSA_BASE, &out->tlsa_base) &&
	       state_read(r, r->root, KEY_TLSA, &out->tlsa) &&
	       record_get_u64(r, r->root, KEY_TTL, UINT32_MAX, &out->ttl_s) &&
	       read_records(r, out) && read_addresses(r, out) &&
	       read_coverage(r, out) && read_twins(r, out) &&
	       zone_contact_read(r, r->root, &out->soa) &&
	       ds_signals_read(r, r->root, &out->ds_signals) &&
	       outcome_read(r, r->root, &out->outcome) &&
	       forecast_read(r, r->root, &out->forecast) &&
	       fix_read(r, r->root, &out->fix, &out->fix_count);
}

static bool
read_domain_host(struct record_reader *r, const struct json_value *o,
    struct verdict_domain_host *out)
{
	uint64_t preference = 0;
	if (!record_need_name(r, o, KEY_HOST, &out->host) ||
	    !record_get_u64(r, o, KEY_PREFERENCE, UINT16_MAX, &preference) ||
	    !outcome_read(r, o, &out->outcome))
		return false;
	out->preference = (uint16_t)preference;
	return true;
}

static bool
read_hosts(struct record_reader *r, struct verdict_domain_record *out)
{
	const struct json_value *list;
	if (!record_get_list(r, r->root, KEY_HOSTS, "a list of hosts", &list))
		return false;
	size_t count = json_value_count(list);
	struct verdict_domain_host *hosts =
	    record_alloc(r, count, sizeof(*hosts));
	if (hosts == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!read_domain_host(r, v, &hosts[i]))
			return false;
	}
	out->hosts = hosts;
	out->host_count = count;
	return true;
}

static bool
read_domain(struct record_reader *r, struct verdict_domain_record *out)
{
	return record_get_text(r, r->root, KEY_RUN_ID, &out->run_id) &&
	       record_need_name(r, r->root, KEY_DOMAIN, &out->domain) &&
	       record_need_name(r, r->root, KEY_ZONE, &out->zone) &&
	       state_read(r, r->root, KEY_MX, &out->mx) && read_hosts(r, out) &&
	       outcome_read(r, r->root, &out->outcome) &&
	       record_get_name(r, r->root, KEY_HOST, &out->host) &&
	       mail_policies_read(r, r->root, &out->policy) &&
	       ds_signals_read(r, r->root, &out->ds_signals) &&
	       forecast_read(r, r->root, &out->forecast) &&
	       fix_read(r, r->root, &out->fix, &out->fix_count);
}

bool
verdict_record_read(struct record_reader *r, const char *line, size_t len,
    struct verdict_record *out)
{
	unsigned kind = VERDICT_KIND_COUNT;
	*out = (struct verdict_record){.kind = VERDICT_KIND_COUNT};
	if (!record_begin(r, line, len) ||
	    !record_get_word(r, r->root, KEY_KIND, kinds, VERDICT_KIND_COUNT,
		"a kind of verdict", &kind))
		return false;
	out->kind = (enum verdict_kind)kind;
	if (kind == VERDICT_HOST)
		return read_host(r, &out->host);
	if (kind == VERDICT_DOMAIN)
		return read_domain(r, &out->domain);
	return record_wrong(r, KEY_KIND, "a kind of verdict");
}
