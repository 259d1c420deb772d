"""run_spark.py FOLDER: the tables of FOLDER/planted by one session of Spark: FOLDER/spark/planted/DEFINITIONS/.

All of them by the RFCs; by the study's code those that are made otherwise, of
what is derived otherwise.  It begins with the session of doc/analysis.md.
"""

import os
import sys

# A small history: to compile thoroughly, or at all, takes longer than to run.
os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = {"spark.master": "local[2]", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1", "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.sql.adaptive.enabled": "false",
            "spark.sql.autoBroadcastJoinThreshold": "-1"}
BY_CODE = ("entities", "table2", "table3")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "spark"))

# pylint: disable=wrong-import-position,import-error
import sessions  # noqa: E402
import spark_tables  # noqa: E402
import store_tables  # noqa: E402


def main():
    folder = sys.argv[1]
    spark = spark_tables.engine(**SETTINGS)
    sessions.run("A session with Spark", folder)  # makes the tables by the RFCs
    for definitions, names in (("rfc", ()), ("paper", BY_CODE)):
        out = os.path.join(folder, "spark", "planted", definitions)
        os.makedirs(out)
        options = store_tables.arguments([os.path.join(folder, "planted"), *names, "--definitions", definitions,
                                          "--out", out, "--ca-list", os.path.join(folder, "cas.csv")])
        if definitions == "paper":
            spark_tables.prepare(spark, options, again=True)
        spark_tables.write(spark, options)


main()
