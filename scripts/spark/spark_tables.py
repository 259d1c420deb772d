#!/usr/bin/env python3
"""spark_tables.py STORE [TABLE...]: tables and figures of a store by Spark; --help says more.

Alone it is a session of this machine; `spark-submit --master ...` takes it to
others, the store then being a path that all of them read.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sql"))
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # a machine need not know its own name

# pylint: disable=wrong-import-position
import store_tables  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


def engine(**settings):
    builder = SparkSession.builder
    for name, value in {**QUIET, **settings}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def load(spark, store):
    """Makes the tables of a store known to a session, and no other's."""
    spark.sql("CREATE OR REPLACE TEMPORARY FUNCTION percent(a BIGINT, b BIGINT) RETURNS STRING "
              f"RETURN {store_tables.PERCENT}")
    for name, columns in store_tables.tables().items():
        schema = ", ".join(f"{column} {kind}" for column, kind in columns)
        files = store_tables.files(store, name)
        frame = spark.read.schema(schema).parquet(*files) if files else spark.createDataFrame([], schema)
        frame.createOrReplaceTempView(name)


def derive(spark, texts):
    """The last of them."""
    frame = None
    for name, select in texts:
        # Not cache(): plans of views on views grow beyond what can be planned.
        frame = spark.sql(select).localCheckpoint()
        frame.createOrReplaceTempView(name)
    return frame


def popular_elsewhere(spark, options):
    """The popularity that another store tells, on its own day of snapshots, by the same definitions."""
    there = argparse.Namespace(**{**vars(options), "store": options.popularity, "vantage": None, "at_day": None})
    load(spark, there.store)
    return derive(spark, (*store_tables.given(there), *store_tables.derived_for(["popularity"])))


def prepare(spark, options, again=False):
    """Makes the store's tables and all that is derived known to a session; `again`: only with other definitions."""
    popularity = popular_elsewhere(spark, options) if options.popularity else None
    if popularity is not None or not again:
        load(spark, options.store)
    derived = store_tables.derived_by("definitions") if again and popularity is None else store_tables.derived()
    for name, select in (*store_tables.given(options), *derived):
        if name == "popularity" and popularity is not None:
            popularity.createOrReplaceTempView(name)
        else:
            derive(spark, [(name, select)])


def write(spark, options):
    for name, select in store_tables.results(options.names):
        frame = spark.sql(select)
        store_tables.write_csv(options.out, name, frame.columns, [tuple(row) for row in frame.collect()])


if __name__ == "__main__":
    asked = store_tables.arguments()
    here = engine()
    prepare(here, asked)
    write(here, asked)
