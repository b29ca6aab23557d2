"""The other engines behind three methods: lay a relation, run a query, close. Each is imported only when asked for."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from bench.engines.translate import translate
from tiyn.queries import queries

HERE = Path(__file__).parent
SMALL = 20_000  # rows


class Other(Protocol):
    """An engine that answers a rule over relations laid as Parquet."""

    name: str

    def lay(self, relation: str, path: Path) -> None: ...
    def keep(self, relation: str, sql: str, values: Mapping[str, Any]) -> None: ...
    def rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]: ...
    def close(self) -> None: ...


class Chdb:
    """ClickHouse inside the process; joins give nulls, columns win over aliases, least and greatest skip nulls, as in DuckDB."""

    name = "chdb"
    SETTINGS = ("join_use_nulls = 1", "prefer_column_name_to_alias = 1", "aggregate_functions_null_for_empty = 1",
                "max_threads = 1", "union_default_mode = 'DISTINCT'", "output_format_json_quote_64bit_integers = 0",
                "least_greatest_legacy_null_behavior = 0", "data_type_default_nullable = 1")  # fmt: skip

    def __init__(self) -> None:
        from chdb.session import Session

        self.folder = tempfile.TemporaryDirectory(prefix="tiyn-chdb-")
        self.session = Session(self.folder.name)
        for setting in self.SETTINGS:
            self.session.query(f"set {setting}")
        self.columns: dict[str, list[str]] = {}
        self.named = queries(HERE / "clickhouse.sql")
        for one in self.named["macros"].split(";"):
            self.session.query(one)

    def lay(self, relation: str, path: Path) -> None:
        self._replace(relation, self.named["table"].format(name=relation, path=path))
        told = str(self.session.query(f"describe table {relation}", "JSONEachRow"))
        self.columns[relation] = [json.loads(line)["name"] for line in told.splitlines()]

    def keep(self, relation: str, sql: str, values: Mapping[str, Any]) -> None:
        self._replace(
            relation, self.named["relation"].format(name=relation, sql=translate(sql, "clickhouse", values, self.columns))
        )

    def _replace(self, relation: str, sql: str) -> None:
        self.session.query(self.named["drop"].format(name=relation))
        self.session.query(sql)

    def rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        told = str(self.session.query(translate(sql, "clickhouse", values, self.columns), "JSONEachRow"))
        return [json.loads(line) for line in told.splitlines() if line]

    def close(self) -> None:
        self.session.close()
        self.folder.cleanup()


class Spark:
    """A local Spark on the loopback, in UTC; small shuffles, plans read rather than compiled: the cases are small."""

    name = "spark"

    def __init__(self, cores: int = 1) -> None:
        from pyarrow import parquet
        from pyspark.sql import SparkSession

        self.parquet = parquet
        self.folder = tempfile.TemporaryDirectory(prefix="tiyn-spark-")
        settings = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": str(cores),
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN", "spark.driver.memory": "1g",
            "spark.sql.warehouse.dir": self.folder.name, "spark.log.level": "ERROR",
            "spark.sql.ansi.enabled": "true",
        }  # fmt: skip
        builder = SparkSession.builder.master(f"local[{cores}]").appName("tiyn")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        for one in queries(HERE / "spark.sql")["macros"].split(";"):
            self.session.sql(one)

    def lay(self, relation: str, path: Path) -> None:
        rows = self.parquet.read_table(path)
        # Small ones are handed over in memory: a scan of a file is a job of its own, hundreds of milliseconds each.
        small = rows.num_rows <= SMALL
        frame = self.session.createDataFrame(rows) if small else self.session.read.parquet(str(path))
        frame.createOrReplaceTempView(relation)

    def keep(self, relation: str, sql: str, values: Mapping[str, Any]) -> None:
        self.session.sql(translate(sql, "spark", values)).createOrReplaceTempView(relation)

    def rows(self, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [row.asDict() for row in self.session.sql(translate(sql, "spark", values)).collect()]

    def close(self) -> None:
        self.session.stop()
        self.folder.cleanup()


ENGINES: dict[str, type] = {"chdb": Chdb, "spark": Spark}
