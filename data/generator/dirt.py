"""Rows that no program can use, put between the good ones: about one in two hundred."""

from __future__ import annotations

import numpy as np
import pandas as pd
from draws import choose


def spoil(rng, rows: pd.DataFrame, faults: dict) -> pd.DataFrame:
    """Insert spoilt copies of rows behind their originals.

    ``faults`` gives per kind of fault the share of rows, the column and the text it then bears;
    a fault without a column is an exact copy, the others get an id of their own.
    """
    identity = rows.columns[0]
    parts, order = [rows], [np.arange(len(rows), dtype=float)]
    for place, (share, column, text) in enumerate(faults.values()):
        chosen = np.sort(choose(rng, np.arange(len(rows)), np.ones(len(rows)), max(1, round(len(rows) * share))))
        copies = rows.iloc[chosen].copy()
        if column is not None:
            copies[identity] = copies[identity].str[:-2] + f"x{place}"
            copies[column] = text
        parts.append(copies)
        order.append(chosen + 0.1 * (place + 1))
    spoilt = pd.concat(parts, ignore_index=True)
    return spoilt.iloc[np.argsort(np.concatenate(order), kind="stable")].reset_index(drop=True)


LEADS = {
    "unreadable date": (0.0015, "作成日", "2026/13/45"),
    "date outside 2000-2100": (0.0005, "作成日", "1970/01/01 09:00:00"),
    "id missing": (0.001, "リード ID", ""),
    "duplicate id": (0.002, None, None),
}
ACTIVITIES = {
    "unreadable date": (0.001, "ダイヤル開始時刻", "####"),
    "rep missing": (0.0012, "ユーザー名", ""),
    "negative duration": (0.0008, "通話時間", "-0:01:10"),
    "duplicate id": (0.002, None, None),
}
OPPORTUNITIES = {
    "unreadable date": (0.0022, "作成日時", "来週"),
    "id missing": (0.0011, "商談 ID", ""),
    "duplicate id": (0.0022, None, None),
}
