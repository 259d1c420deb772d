-- schema.sql - the store: which tables it has, and what their columns mean.
--
-- STORE/TABLE/YYYY-MM.parquet, months in UTC.  A reader takes all files of a
-- folder as one table; a folder that is not there is an empty table.  Types are
-- those that DuckDB and Spark both read: BIGINT, STRING, BOOLEAN, BINARY.  A
-- column may be NULL where this page says what NULL means, else never.
--
-- Times are integers.  An hour is the number of hours since 1970-01-01T00 UTC,
-- a day the number of days.  Ids are lower case hexadecimal SHA-256.  Names are
-- lower case without the final dot.  Words of status and reason are those of
-- doc/records.md.
--
-- A row of a state is an interval: `f` and `l` are the first and last hour of a
-- run that saw it, `n` is how many runs saw it.  Where n is less than the runs
-- between f and l there are holes in which nothing else was seen either.
-- Between two intervals of one host, what was is not known.  A host may
-- leave the list and come back within one: then only its ends are known, but
-- for what was seen before it left.  An interval of a
-- host ends with its month and goes on in the next: what is derived joins them.
-- One of a domain does not, but in a store of an older danesweep.

-- A run that was added.  `kind` is 'hourly' or 'daily'.  Shards of one sweep
-- are one run.  The denominator: what no run asked is unknown.
CREATE TABLE run (
    run_id STRING, hour BIGINT, kind STRING, complete BOOLEAN, vantage STRING,
    rules_version STRING);

-- What was known of TLSA at a host.  A host that was asked and has none has a
-- row with set_id NULL; one that was on no list has no row.  Rows of one host
-- and vantage never overlap.  `dnssec` is 'secure', 'insecure', 'bogus' or
-- 'indeterminate', of the TLSA RRset or of its denial.  `reason` says why it is
-- not secure, NULL if it is: for insecure 'unsigned' (no DNSKEY and no
-- signatures) or 'no_ds' (the zone is signed and its parent has no DS), or what
-- the judge says; `ede` its Extended DNS Error, `zone` where.  `ttl` is the
-- largest TTL of the TLSA RRset in seconds, NULL where there is none.
CREATE TABLE tlsa_state (
    host STRING, vantage STRING, f BIGINT, l BIGINT, n BIGINT, ttl BIGINT,
    set_id STRING, dnssec STRING, reason STRING, ede BIGINT, zone STRING);

-- How sessions with one address of a host ended.  chain_id is NULL where no
-- chain was sent; then `status` says why ('TIMEOUT', 'NO_STARTTLS', ...), else
-- it is 'OK', or 'CERTIFICATE_ONLY': the chain was read and no handshake was
-- finished, so that it does not show who holds the key.  `tls` is the version that was agreed on, or NULL.
-- Several chains behind one address: an interval of a chain goes on while the
-- chain comes again within 24 hours, so rows of one address may overlap, and
-- each counts in `n` the runs that met it.  A session that failed between two
-- with a chain is a row of its own within the chain's.
CREATE TABLE smtp_state (
    host STRING, ip STRING, vantage STRING, f BIGINT, l BIGINT, n BIGINT,
    status STRING, chain_id STRING, tls STRING);

-- The other certificate of an address that has two, as runs with --sigalgs both
-- saw it: `key` is the kind of its key, 'rsa' or 'ecdsa'.  Such a chain is in no
-- row of smtp_state, as no sender asks for it alone, and is no change of one.
-- Intervals are those of chains in smtp_state.
CREATE TABLE twin_state (
    host STRING, ip STRING, vantage STRING, f BIGINT, l BIGINT, n BIGINT,
    key STRING, chain_id STRING);

-- A host that left the list of the hourly runs: the first run without it.
CREATE TABLE dropped (host STRING, vantage STRING, hour BIGINT);

-- What set_id means: SHA-256 of the sorted RDATA.  One row a record; positions
-- count from 1 in that order; `data` is hexadecimal.
CREATE TABLE tlsa_record (
    set_id STRING, position BIGINT, usage BIGINT, selector BIGINT,
    mtype BIGINT, data STRING);

-- What chain_id means: SHA-256 of the certificates' SHA-256 in the order sent.
-- Issuer, dates (hours) and key are the leaf's; issuer_o, issuer_cn may be NULL.
-- `pkix` is 'valid' (builds to a root of the dated root file, names aside, at
-- the first session), 'expired' (but for dates), 'name' (only the name is one of
-- a public issuer), 'no', or NULL where nobody looked.
CREATE TABLE chain (
    chain_id STRING, leaf_sha256 STRING, leaf_spki STRING, issuer_o STRING,
    issuer_cn STRING, not_before BIGINT, not_after BIGINT, self_signed BOOLEAN,
    pkix STRING);

-- One row a certificate of a chain; position 1 is the leaf.  `spki` is the
-- SHA-256 of its key.
CREATE TABLE chain_cert (
    chain_id STRING, position BIGINT, sha256 STRING, spki STRING);

-- Certificates live once for ever; in the file of the month that met them.
CREATE TABLE cert (
    sha256 STRING, spki STRING, subject STRING, issuer STRING,
    not_before BIGINT, not_after BIGINT, der BINARY);

-- Every set of a host with every chain of that host, each judged once as if
-- the set were secure.  `rfc` and `paper` are 'match', 'mismatch' or 'unusable'
-- (no usable record).  `record` is the position of the record that matched by
-- the RFCs, `depth` that of the certificate; NULL where none.  `reason` is why
-- none does.  `valid_to` is the hour in which a match by the RFCs ends by time
-- alone, NULL where it does not.
CREATE TABLE pair (
    host STRING, set_id STRING, chain_id STRING, rfc STRING, paper STRING,
    record BIGINT, depth BIGINT, reason STRING, valid_to BIGINT);

-- The records of a pair that does not match, one by one.  `wrong` are the
-- fields of which another value would match ('usage', 'selector', 'mtype',
-- by their names and separated by one space), '' for none, NULL where nobody
-- looked; `distance` is that of edits to the nearest right data.
CREATE TABLE pair_record (
    host STRING, set_id STRING, chain_id STRING, position BIGINT, rfc STRING,
    paper STRING, reason STRING, wrong STRING, distance BIGINT);

-- A swept domain, by days; `zone` is the TLD.  `mx_dnssec` is of its MX RRset.
-- `zone_state` is 'secure', 'no_ds', 'unsigned' or 'bogus'.  mx_id, ns_id are
-- NULL where it has none.
CREATE TABLE domain_state (
    domain STRING, zone STRING, f_day BIGINT, l_day BIGINT, n BIGINT,
    mx_id STRING, ns_id STRING, mx_dnssec STRING, zone_state STRING);

-- What mx_id and ns_id mean, one row a name; SHA-256 of the sorted rows.
CREATE TABLE mx_set (mx_id STRING, preference BIGINT, host STRING);
CREATE TABLE ns_set (ns_id STRING, ns STRING);

-- Addresses of MX hosts and of name servers, by days.
CREATE TABLE host_addr (host STRING, ip STRING, f_day BIGINT, l_day BIGINT);

-- What domains have beside DANE: the first and the last day of a month in which it
-- was so; two rows of a domain may overlap.  NULL where nobody asked, or no
-- usable answer came; a domain of which nothing is known has no row.
CREATE TABLE domain_policy (
    domain STRING, f_day BIGINT, l_day BIGINT, mta_sts BOOLEAN, tlsrpt BOOLEAN,
    dmarc BOOLEAN, spf BOOLEAN, caa BOOLEAN);

-- Whom the zones of MX hosts with TLSA name as responsible (SOA RNAME, a name as
-- it is written), by days as above.  Zones of which a run saw no SOA have no row.
CREATE TABLE zone_contact (
    zone STRING, rname STRING, f_day BIGINT, l_day BIGINT);

-- What zones that are signed and have no DS do to get one, by days as above: `cds`:
-- they say which they want (CDS or CDNSKEY); `dsync`: the zone above says whom
-- to tell; `dsboot`: the zone of a name server vouches for the keys.  NULL as above.
CREATE TABLE zone_signals (
    zone STRING, cds BOOLEAN, dsync BOOLEAN, dsboot BOOLEAN, f_day BIGINT,
    l_day BIGINT);

-- Of each name of a domain, MX host and name server: `registered_domain` by the
-- public suffix list, `label` as the study's code has it, the label before the
-- last.  Both NULL where there is none.
CREATE TABLE registered (name STRING, registered_domain STRING, label STRING);
