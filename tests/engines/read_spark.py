"""read_spark.py RUN RANDOM: a run by Spark, as JSON: see check."""

import json
import os
import sys
import time

os.environ["TZ"] = "UTC"  # of a datetime that becomes Python's
time.tzset()
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # a machine need not know its own name

# pylint: disable=wrong-import-position
from pyspark.sql import SparkSession  # noqa: E402

from queries import QUERIES, VIEWS, lines_of, names_of, rows, unlike  # noqa: E402

SQL = "doc/sql/spark.sql"


def session():
    settings = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
                "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
                "spark.log.level": "ERROR", "spark.sql.shuffle.partitions": "2"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def answers(spark, names):
    return {name: rows(tuple(row) for row in spark.sql(QUERIES[name].text("explode")).collect()) for name in names}


def make_views(spark, run):
    spark.conf.set("run", run)
    with open(SQL, encoding="ascii") as f:
        for statement in f.read().split(";\n"):
            if statement.strip():
                spark.sql(statement)


def plain(spark, run):
    for view in ("verdict_host", "verdict_domain"):
        spark.read.json(f"{run}/{VIEWS[view]}").createOrReplaceTempView(view)
    return answers(spark, names_of("verdict_host") + names_of("verdict_domain"))


def differences(spark, run):
    make_views(spark, run)
    for view in VIEWS:
        found = [row.asDict(recursive=True) for row in spark.table(view).collect()]
        fault = unlike(lines_of(run, view), found)
        if fault:
            yield f"{view}: {fault}"


def main():
    run, random = sys.argv[1:3]
    spark = session()
    found = {"plain": plain(spark, run)}
    make_views(spark, run)
    found["views"] = answers(spark, QUERIES)
    found["differences"] = list(differences(spark, random))
    print(json.dumps(found))


main()
