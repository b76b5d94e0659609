"""PostgreSQL and Spark as the tests start them: on loopback, in a passing folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

PASSWORD = "p@ss/w:rd"
"""Holds what ends a password in an address."""

_QUICK = {
    "spark.master": "local[1]",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # A handful of rows: what Spark does to be fast with many only costs time.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
    "spark.sql.optimizer.runtime.bloomFilter.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def spark_address(folder: Path, *, metastore: bool = False) -> str:
    """A Spark of this process that writes nothing but into a folder; with a metastore, the next process finds its tables."""
    own = {"spark.local.dir": str(folder / "local")}
    if metastore:  # Derby, which admits one session at a time
        own["spark.sql.catalogImplementation"] = "hive"
        own["spark.hadoop.javax.jdo.option.ConnectionURL"] = (
            f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
        )
    return f"pyspark://{folder / 'warehouse'}?{urlencode(_QUICK | own)}"


@contextmanager
def postgres(folder: Path):
    """A PostgreSQL server of Debian; yields the address of a database of its own, its password left to the environment."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
    # The server refuses to run as root.
    account = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if account:
        for place in (folder, secret):
            shutil.chown(place, account.pw_uid, account.pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, **as_user)

    data, port = folder / "data", _free_port()
    run(
        "initdb",
        "-D",
        data,
        "-U",
        "kpi",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    # A handful of rows: compiling a query costs more than it saves.
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c jit=off"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
    try:
        yield f"postgres://kpi:${{KPI_TEST_DB}}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
