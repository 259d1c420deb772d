-- Made by scripts/sql-views after doc/schema/.  README.md says how it is used.
SET TimeZone = 'UTC';

SET VARIABLE delegation_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/delegation/*.ndjson.gz'));
CREATE OR REPLACE VIEW delegation AS SELECT * FROM read_json(
    getvariable('delegation_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'domain': 'VARCHAR',
        'zone': 'VARCHAR',
        'source': 'VARCHAR',
        'ns': 'VARCHAR[]',
        'ds': 'VARCHAR[]',
        'ds_rrsig': 'VARCHAR[]',
        'glue': 'STRUCT("name" VARCHAR, "ip" VARCHAR)[]'});

SET VARIABLE dns_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/dns/*.ndjson.gz'));
CREATE OR REPLACE VIEW dns AS SELECT * FROM read_json(
    getvariable('dns_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'name': 'VARCHAR',
        'type': 'VARCHAR',
        'class': 'VARCHAR',
        'status': 'VARCHAR',
        'reason': 'VARCHAR',
        'rcode': 'BIGINT',
        'flags': 'STRUCT("aa" BOOLEAN, "tc" BOOLEAN, "ad" BOOLEAN, "ra" BOOLEAN)',
        'server': 'VARCHAR',
        'ns': 'VARCHAR',
        'zone': 'VARCHAR',
        'proto': 'VARCHAR',
        'stage': 'VARCHAR',
        'attempts': 'BIGINT',
        'rx_ts': 'TIMESTAMPTZ',
        'edns': 'BOOLEAN',
        'conflict': 'BOOLEAN',
        'listed': 'BOOLEAN',
        'servers': 'STRUCT("server" VARCHAR, "proto" VARCHAR, "status" VARCHAR, "same" BOOLEAN, "provable" BOOLEAN)[]',
        'servers_left': 'BIGINT',
        'data': 'STRUCT("answers" STRUCT("name" VARCHAR, "type" VARCHAR, "class" VARCHAR, "ttl" BIGINT, "data" VARCHAR)[], "authorities" STRUCT("name" VARCHAR, "type" VARCHAR, "class" VARCHAR, "ttl" BIGINT, "data" VARCHAR)[], "additionals" STRUCT("name" VARCHAR, "type" VARCHAR, "class" VARCHAR, "ttl" BIGINT, "data" VARCHAR)[])'});

SET VARIABLE smtp_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/smtp/*.ndjson.gz'));
CREATE OR REPLACE VIEW smtp AS SELECT * FROM read_json(
    getvariable('smtp_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'host': 'VARCHAR',
        'ip': 'VARCHAR',
        'port': 'BIGINT',
        'status': 'VARCHAR',
        'reason': 'VARCHAR',
        'stage': 'VARCHAR',
        'attempts': 'BIGINT',
        'same_as': 'VARCHAR',
        'again': 'BOOLEAN',
        'unfit': 'BOOLEAN',
        'twin': 'VARCHAR',
        'twin_due': 'VARCHAR',
        'rx_ts': 'TIMESTAMPTZ',
        'rtt_us': 'BIGINT',
        'banner': 'VARCHAR',
        'ehlo': 'VARCHAR[]',
        'starttls': 'VARCHAR',
        'tls': 'STRUCT("version" VARCHAR, "cipher" VARCHAR, "group" VARCHAR, "sni" VARCHAR)',
        'chain': 'VARCHAR[]',
        'chain_cut': 'BOOLEAN',
        'error': 'VARCHAR',
        'timing': 'STRUCT("connect_us" BIGINT, "banner_us" BIGINT, "ehlo_us" BIGINT, "starttls_us" BIGINT, "tls_us" BIGINT, "tls_ehlo_us" BIGINT)'});

SET VARIABLE cert_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/cert/*.ndjson.gz'));
CREATE OR REPLACE VIEW cert AS SELECT * FROM read_json(
    getvariable('cert_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'sha256': 'VARCHAR',
        'der': 'VARCHAR',
        'spki_sha256': 'VARCHAR',
        'spki_sha512': 'VARCHAR',
        'sha512': 'VARCHAR',
        'subject': 'VARCHAR',
        'issuer': 'VARCHAR',
        'not_before': 'TIMESTAMPTZ',
        'not_after': 'TIMESTAMPTZ',
        'san': 'VARCHAR[]',
        'self_signed': 'BOOLEAN',
        'error': 'VARCHAR'});

SET VARIABLE verdict_host_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/verdict/host/*.ndjson.gz'));
CREATE OR REPLACE VIEW verdict_host AS SELECT * FROM read_json(
    getvariable('verdict_host_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'kind': 'VARCHAR',
        'run_id': 'VARCHAR',
        'host': 'VARCHAR',
        'domains': 'BIGINT',
        'address': 'STRUCT("state" VARCHAR, "status" VARCHAR, "rx_ts" TIMESTAMPTZ, "reason" VARCHAR, "ede" BIGINT, "zone" VARCHAR, "detail" VARCHAR, "sha1" BOOLEAN)',
        'tlsa_base': 'VARCHAR',
        'tlsa': 'STRUCT("state" VARCHAR, "status" VARCHAR, "rx_ts" TIMESTAMPTZ, "reason" VARCHAR, "ede" BIGINT, "zone" VARCHAR, "detail" VARCHAR, "sha1" BOOLEAN)',
        'ttl': 'BIGINT',
        'records': 'STRUCT("usage" BIGINT, "selector" BIGINT, "mtype" BIGINT, "data" VARCHAR, "usable" BOOLEAN, "matched" BOOLEAN, "reason" VARCHAR, "wrong" VARCHAR[], "distance" BIGINT, "detail" VARCHAR)[]',
        'addresses': 'STRUCT("ip" VARCHAR, "status" VARCHAR, "same_as" VARCHAR, "rx_ts" TIMESTAMPTZ, "matched" BOOLEAN, "record" BIGINT, "depth" BIGINT, "cert" VARCHAR, "reason" VARCHAR, "tls" VARCHAR, "chain" VARCHAR[], "twin" STRUCT("key" VARCHAR, "status" VARCHAR, "matched" BOOLEAN, "chain" VARCHAR[]))[]',
        'coverage': 'VARCHAR',
        'twins': 'VARCHAR',
        'soa': 'STRUCT("zone" VARCHAR, "rname" VARCHAR)',
        'ds_signals': 'STRUCT("zone" VARCHAR, "cds" BOOLEAN, "dsync" BOOLEAN, "dsboot" BOOLEAN)',
        'study': 'VARCHAR',
        'sender': 'VARCHAR',
        'reason': 'VARCHAR',
        'forecast': 'STRUCT("at" TIMESTAMPTZ, "study" VARCHAR, "sender" VARCHAR, "reason" VARCHAR, "zone" VARCHAR, "detail" VARCHAR)',
        'renewal': 'STRUCT("at" TIMESTAMPTZ, "basis" VARCHAR, "interval_s" BIGINT, "seen" BIGINT, "new_keys" BIGINT, "breaks" BOOLEAN)',
        'past_renewals': 'STRUCT("kept" BIGINT, "ahead" BIGINT, "at_once" BIGINT, "late" BIGINT, "never" BIGINT, "open" BIGINT, "unknown" BIGINT, "ahead_s" BIGINT, "last" STRUCT("at" TIMESTAMPTZ, "way" VARCHAR, "new_key" BOOLEAN, "exposed_s" BIGINT)[])',
        'fix': 'STRUCT("action" VARCHAR, "name" VARCHAR, "data" VARCHAR[])[]'});

SET VARIABLE verdict_domain_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/verdict/domain/*.ndjson.gz'));
CREATE OR REPLACE VIEW verdict_domain AS SELECT * FROM read_json(
    getvariable('verdict_domain_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'kind': 'VARCHAR',
        'run_id': 'VARCHAR',
        'domain': 'VARCHAR',
        'zone': 'VARCHAR',
        'mx': 'STRUCT("state" VARCHAR, "status" VARCHAR, "rx_ts" TIMESTAMPTZ, "reason" VARCHAR, "ede" BIGINT, "zone" VARCHAR, "detail" VARCHAR, "sha1" BOOLEAN)',
        'hosts': 'STRUCT("host" VARCHAR, "preference" BIGINT, "study" VARCHAR, "sender" VARCHAR)[]',
        'study': 'VARCHAR',
        'sender': 'VARCHAR',
        'reason': 'VARCHAR',
        'host': 'VARCHAR',
        'policy': 'STRUCT("mta_sts" BOOLEAN, "tlsrpt" BOOLEAN, "dmarc" BOOLEAN, "spf" BOOLEAN, "caa" BOOLEAN)',
        'ds_signals': 'STRUCT("zone" VARCHAR, "cds" BOOLEAN, "dsync" BOOLEAN, "dsboot" BOOLEAN)',
        'forecast': 'STRUCT("at" TIMESTAMPTZ, "study" VARCHAR, "sender" VARCHAR, "reason" VARCHAR, "zone" VARCHAR, "detail" VARCHAR)',
        'fix': 'STRUCT("action" VARCHAR, "name" VARCHAR, "data" VARCHAR[])[]'});

SET VARIABLE listed_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/listed/*.ndjson.gz'));
CREATE OR REPLACE VIEW listed AS SELECT * FROM read_json(
    getvariable('listed_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'host': 'VARCHAR',
        'domains': 'BIGINT',
        'next_hop': 'VARCHAR',
        'seen': 'TIMESTAMPTZ'});

SET VARIABLE dropped_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/dropped/*.ndjson.gz'));
CREATE OR REPLACE VIEW dropped AS SELECT * FROM read_json(
    getvariable('dropped_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'host': 'VARCHAR',
        'reason': 'VARCHAR',
        'seen': 'TIMESTAMPTZ'});

SET VARIABLE rrset_parts = (SELECT coalesce(list(file ORDER BY file), ['/dev/null'])
    FROM glob(getvariable('run') || '/rrset/*.ndjson.gz'));
CREATE OR REPLACE VIEW rrset AS SELECT * FROM read_json(
    getvariable('rrset_parts'), format = 'newline_delimited', hive_partitioning = false,
    columns = {
        'run_id': 'VARCHAR',
        'name': 'VARCHAR',
        'type': 'VARCHAR',
        'state': 'VARCHAR',
        'rx_ts': 'TIMESTAMPTZ',
        'ede': 'BIGINT',
        'reason': 'VARCHAR',
        'zone': 'VARCHAR',
        'detail': 'VARCHAR',
        'sha1': 'BOOLEAN'});
