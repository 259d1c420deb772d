-- Made by scripts/sql-views after doc/schema/.  README.md says how it is used.
SET spark.sql.session.timeZone = UTC;

CREATE OR REPLACE TEMPORARY VIEW delegation (
    `domain` STRING,
    `zone` STRING,
    `source` STRING,
    `ns` ARRAY<STRING>,
    `ds` ARRAY<STRING>,
    `ds_rrsig` ARRAY<STRING>,
    `glue` ARRAY<STRUCT<`name`: STRING, `ip`: STRING>>)
USING json OPTIONS (
    path '${run}/delegation', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW dns (
    `name` STRING,
    `type` STRING,
    `class` STRING,
    `status` STRING,
    `reason` STRING,
    `rcode` BIGINT,
    `flags` STRUCT<`aa`: BOOLEAN, `tc`: BOOLEAN, `ad`: BOOLEAN, `ra`: BOOLEAN>,
    `server` STRING,
    `ns` STRING,
    `zone` STRING,
    `proto` STRING,
    `stage` STRING,
    `attempts` BIGINT,
    `rx_ts` TIMESTAMP,
    `edns` BOOLEAN,
    `conflict` BOOLEAN,
    `listed` BOOLEAN,
    `servers` ARRAY<STRUCT<`server`: STRING, `proto`: STRING, `status`: STRING, `same`: BOOLEAN, `provable`: BOOLEAN>>,
    `servers_left` BIGINT,
    `data` STRUCT<`answers`: ARRAY<STRUCT<`name`: STRING, `type`: STRING, `class`: STRING, `ttl`: BIGINT, `data`: STRING>>, `authorities`: ARRAY<STRUCT<`name`: STRING, `type`: STRING, `class`: STRING, `ttl`: BIGINT, `data`: STRING>>, `additionals`: ARRAY<STRUCT<`name`: STRING, `type`: STRING, `class`: STRING, `ttl`: BIGINT, `data`: STRING>>>)
USING json OPTIONS (
    path '${run}/dns', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW smtp (
    `host` STRING,
    `ip` STRING,
    `port` BIGINT,
    `status` STRING,
    `reason` STRING,
    `stage` STRING,
    `attempts` BIGINT,
    `same_as` STRING,
    `again` BOOLEAN,
    `unfit` BOOLEAN,
    `twin` STRING,
    `twin_due` STRING,
    `rx_ts` TIMESTAMP,
    `rtt_us` BIGINT,
    `banner` STRING,
    `ehlo` ARRAY<STRING>,
    `starttls` STRING,
    `tls` STRUCT<`version`: STRING, `cipher`: STRING, `group`: STRING, `sni`: STRING>,
    `chain` ARRAY<STRING>,
    `chain_cut` BOOLEAN,
    `error` STRING,
    `timing` STRUCT<`connect_us`: BIGINT, `banner_us`: BIGINT, `ehlo_us`: BIGINT, `starttls_us`: BIGINT, `tls_us`: BIGINT, `tls_ehlo_us`: BIGINT>)
USING json OPTIONS (
    path '${run}/smtp', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW cert (
    `sha256` STRING,
    `der` STRING,
    `spki_sha256` STRING,
    `spki_sha512` STRING,
    `sha512` STRING,
    `subject` STRING,
    `issuer` STRING,
    `not_before` TIMESTAMP,
    `not_after` TIMESTAMP,
    `san` ARRAY<STRING>,
    `self_signed` BOOLEAN,
    `error` STRING)
USING json OPTIONS (
    path '${run}/cert', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW verdict_host (
    `kind` STRING,
    `run_id` STRING,
    `host` STRING,
    `domains` BIGINT,
    `address` STRUCT<`state`: STRING, `status`: STRING, `rx_ts`: TIMESTAMP, `reason`: STRING, `ede`: BIGINT, `zone`: STRING, `detail`: STRING, `sha1`: BOOLEAN>,
    `tlsa_base` STRING,
    `tlsa` STRUCT<`state`: STRING, `status`: STRING, `rx_ts`: TIMESTAMP, `reason`: STRING, `ede`: BIGINT, `zone`: STRING, `detail`: STRING, `sha1`: BOOLEAN>,
    `ttl` BIGINT,
    `records` ARRAY<STRUCT<`usage`: BIGINT, `selector`: BIGINT, `mtype`: BIGINT, `data`: STRING, `usable`: BOOLEAN, `matched`: BOOLEAN, `reason`: STRING, `wrong`: ARRAY<STRING>, `distance`: BIGINT, `detail`: STRING>>,
    `addresses` ARRAY<STRUCT<`ip`: STRING, `status`: STRING, `same_as`: STRING, `rx_ts`: TIMESTAMP, `matched`: BOOLEAN, `record`: BIGINT, `depth`: BIGINT, `cert`: STRING, `reason`: STRING, `tls`: STRING, `chain`: ARRAY<STRING>, `twin`: STRUCT<`key`: STRING, `status`: STRING, `matched`: BOOLEAN, `chain`: ARRAY<STRING>>>>,
    `coverage` STRING,
    `twins` STRING,
    `soa` STRUCT<`zone`: STRING, `rname`: STRING>,
    `ds_signals` STRUCT<`zone`: STRING, `cds`: BOOLEAN, `dsync`: BOOLEAN, `dsboot`: BOOLEAN>,
    `study` STRING,
    `sender` STRING,
    `reason` STRING,
    `forecast` STRUCT<`at`: TIMESTAMP, `study`: STRING, `sender`: STRING, `reason`: STRING, `zone`: STRING, `detail`: STRING>,
    `renewal` STRUCT<`at`: TIMESTAMP, `basis`: STRING, `interval_s`: BIGINT, `seen`: BIGINT, `new_keys`: BIGINT, `breaks`: BOOLEAN>,
    `past_renewals` STRUCT<`kept`: BIGINT, `ahead`: BIGINT, `at_once`: BIGINT, `late`: BIGINT, `never`: BIGINT, `open`: BIGINT, `unknown`: BIGINT, `ahead_s`: BIGINT, `last`: ARRAY<STRUCT<`at`: TIMESTAMP, `way`: STRING, `new_key`: BOOLEAN, `exposed_s`: BIGINT>>>,
    `fix` ARRAY<STRUCT<`action`: STRING, `name`: STRING, `data`: ARRAY<STRING>>>)
USING json OPTIONS (
    path '${run}/verdict/host', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW verdict_domain (
    `kind` STRING,
    `run_id` STRING,
    `domain` STRING,
    `zone` STRING,
    `mx` STRUCT<`state`: STRING, `status`: STRING, `rx_ts`: TIMESTAMP, `reason`: STRING, `ede`: BIGINT, `zone`: STRING, `detail`: STRING, `sha1`: BOOLEAN>,
    `hosts` ARRAY<STRUCT<`host`: STRING, `preference`: BIGINT, `study`: STRING, `sender`: STRING>>,
    `study` STRING,
    `sender` STRING,
    `reason` STRING,
    `host` STRING,
    `policy` STRUCT<`mta_sts`: BOOLEAN, `tlsrpt`: BOOLEAN, `dmarc`: BOOLEAN, `spf`: BOOLEAN, `caa`: BOOLEAN>,
    `ds_signals` STRUCT<`zone`: STRING, `cds`: BOOLEAN, `dsync`: BOOLEAN, `dsboot`: BOOLEAN>,
    `forecast` STRUCT<`at`: TIMESTAMP, `study`: STRING, `sender`: STRING, `reason`: STRING, `zone`: STRING, `detail`: STRING>,
    `fix` ARRAY<STRUCT<`action`: STRING, `name`: STRING, `data`: ARRAY<STRING>>>)
USING json OPTIONS (
    path '${run}/verdict/domain', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW listed (
    `host` STRING,
    `domains` BIGINT,
    `next_hop` STRING,
    `seen` TIMESTAMP)
USING json OPTIONS (
    path '${run}/listed', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW dropped (
    `host` STRING,
    `reason` STRING,
    `seen` TIMESTAMP)
USING json OPTIONS (
    path '${run}/dropped', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');

CREATE OR REPLACE TEMPORARY VIEW rrset (
    `run_id` STRING,
    `name` STRING,
    `type` STRING,
    `state` STRING,
    `rx_ts` TIMESTAMP,
    `ede` BIGINT,
    `reason` STRING,
    `zone` STRING,
    `detail` STRING,
    `sha1` BOOLEAN)
USING json OPTIONS (
    path '${run}/rrset', pathGlobFilter '*.ndjson.gz', mode 'FAILFAST');
