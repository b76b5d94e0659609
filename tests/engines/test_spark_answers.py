"""The pinned Spark starts on this machine and answers ibis."""

import ibis
import pandas as pd
import pytest

pytestmark = pytest.mark.engines


def test_counts_per_group_come_back_from_spark(tmp_path, monkeypatch):
    from pyspark.sql import SparkSession

    monkeypatch.chdir(tmp_path)  # Spark leaves a warehouse folder where it starts
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    try:
        connection = ibis.pyspark.connect(spark)
        calls = connection.create_view("calls", ibis.memtable(pd.DataFrame({"rep": ["佐藤", "鈴木", "佐藤"]})))
        per_rep = calls.group_by("rep").agg(calls=calls.count()).order_by("calls").to_pandas()
        assert per_rep.to_dict("list") == {"rep": ["鈴木", "佐藤"], "calls": [1, 2]}
    finally:
        spark.stop()
