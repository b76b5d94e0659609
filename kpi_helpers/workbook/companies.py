"""Who is the same company: the company key of a row."""

import re
import unicodedata
from importlib.resources import files

import ibis
import pandas as pd

from kpi_helpers.workbook.engine import Engine, Expr, text

_DATA = files("kpi_helpers.workbook") / "data"
_CLUES = ("company_id", "domain", "name_key", "address")


def _lines(name: str) -> tuple[str, ...]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def freemail_domains(extra: tuple[str, ...] = ()) -> frozenset[str]:
    """Domains of free mail and internet providers, which say nothing about a company."""
    return frozenset(domain.lower() for domain in (*_lines("freemail.txt"), *extra))


def _legal_forms() -> re.Pattern[str]:
    forms = {normalised for form in _lines("legal_forms.txt") if (normalised := _plain(form))}
    japanese = sorted((form for form in forms if not form.isascii()), key=len, reverse=True)
    bracketed = sorted((form for form in forms if form.startswith("(")), key=len, reverse=True)
    western = sorted((form for form in forms if form.isascii() and not form.startswith("(")), key=len, reverse=True)
    # A western form counts only as a word of its own: "co" is part of many a name.
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in western)
    return re.compile(
        "|".join([*(re.escape(form) for form in (*bracketed, *japanese)), rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"])
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower().strip()


_LEGAL_FORMS = _legal_forms()


def normal_name(name: str) -> str:
    """A company name without what is written now so, now so.

    NFKC, lower case, legal form and white space removed.

    Examples
    --------
    >>> normal_name("株式会社　サクラ 工業"), normal_name("ｻｸﾗ工業㈱"), normal_name("ACME Co., Ltd.")
    ('サクラ工業', 'サクラ工業', 'acme')
    """
    stripped = _LEGAL_FORMS.sub(" ", _plain(name))
    return re.sub(r"[\s,]+$|^[\s,]+|\s+", "", stripped)


def mail_domain(address: str) -> str | None:
    """Everything after the last @, lower case; None without one.

    Examples
    --------
    >>> mail_domain("Taro@Sub.Example.co.jp")
    'sub.example.co.jp'
    """
    _, at, domain = address.strip().lower().rpartition("@")
    return domain if at and domain else None


def with_company_keys(engine: Engine, tables: dict[str, Expr], freemail: frozenset[str]) -> dict[str, Expr]:
    """Each table with its rows' company key.

    Parameters
    ----------
    engine : Engine
    tables : dict of Expr
        Tables with ``company_id``, ``company_name`` and ``email`` (accounts:
        ``email_domain``), already cut at as_of where their rows are dated. The
        look-ups by domain and by name use all of them.
    freemail : frozenset of str
        Domains that are nobody's own.

    Returns
    -------
    dict of Expr
        The tables with ``company_key`` (integer, missing where nothing tells the
        company), ``company_basis`` ("id" or "guess") and ``company_told``
        (whether any of the three columns is filled).
    """
    names = _normalised_names(engine, tables)
    mails = _read_mails(engine, tables, freemail)
    told = {name: _with_clues(table, names, mails, freemail) for name, table in tables.items()}
    clues = engine.keep("clues", ibis.union(*[table.select(*_CLUES) for table in told.values()], distinct=True))
    keyed = _with_key_text(clues, _only_id(clues, "domain"), _only_id(clues, "name_key"))
    keys = engine.keep("company_keys", keyed.mutate(company_key=ibis.dense_rank().over(order_by=keyed.key_text)))
    return {name: _with_key(table, keys) for name, table in told.items()}


def _normalised_names(engine: Engine, tables: dict[str, Expr]) -> Expr:
    written = _distinct(engine, [table.company_name for table in tables.values()])
    keys = [normal_name(name) or None for name in written]
    return engine.keep("names", pd.DataFrame({"company_name": written, "name_key": pd.Series(keys, dtype="str")}))


def _read_mails(engine: Engine, tables: dict[str, Expr], freemail: frozenset[str]) -> Expr:
    written = _distinct(engine, [table.email for table in tables.values() if "email" in table.columns])
    domains = [mail_domain(address) for address in written]
    return engine.keep(
        "mails",
        pd.DataFrame(
            {
                "email": written,
                "address": pd.Series([address.strip().lower() for address in written], dtype="str"),
                "domain": pd.Series([None if domain in freemail else domain for domain in domains], dtype="str"),
            }
        ),
    )


def _distinct(engine: Engine, columns: list[ibis.Value]) -> pd.Series:
    values = ibis.union(*[column.name("value").as_table() for column in columns], distinct=True)
    return engine.run(values.filter(values.value.notnull()).order_by("value"))["value"].astype("str")


def _with_clues(table: Expr, names: Expr, mails: Expr, freemail: frozenset[str]) -> Expr:
    table = table.left_join(names, "company_name").drop("company_name_right")
    if "email" in table.columns:
        table = table.left_join(mails, "email").drop("email_right")
        filled = table.company_id.notnull() | table.company_name.notnull() | table.email.notnull()
        return table.mutate(company_told=filled)
    domain = table.email_domain.lower()
    domain = ibis.ifelse(domain.isin(sorted(freemail)), ibis.null("string"), domain)
    return table.mutate(domain=domain, address=ibis.null("string"), company_told=ibis.literal(True))


def _only_id(clues: Expr, clue: str) -> Expr:
    known = clues.filter(clues.company_id.notnull() & clues[clue].notnull())
    counted = known.group_by(clue).agg(ids=known.company_id.nunique(), only_id=known.company_id.min())
    return counted.filter(counted.ids == 1).select(clue, "only_id")


def _with_key_text(clues: Expr, by_domain: Expr, by_name: Expr) -> Expr:
    joined = (
        clues.left_join(by_domain, "domain")
        .drop("domain_right")
        .rename(id_by_domain="only_id")
        .left_join(by_name, "name_key")
        .drop("name_key_right")
        .rename(id_by_name="only_id")
    )
    identity = ibis.coalesce(joined.company_id, joined.id_by_domain, joined.id_by_name)
    # The kinds are told apart by a letter, so that an id and a name of the same text stay two companies.
    key_text = ibis.coalesce("i" + identity, "d" + joined.domain, "n" + joined.name_key, "m" + joined.address)
    basis = ibis.ifelse(joined.company_id.notnull(), "id", "guess")
    return (
        joined.mutate(key_text=key_text, company_basis=basis)
        .filter(key_text.notnull())
        .select(*_CLUES, "key_text", "company_basis")
    )


def _with_key(table: Expr, keys: Expr) -> Expr:
    same = [text(table[clue]) == text(keys[clue]) for clue in _CLUES]
    columns = [name for name in table.columns if name not in _CLUES[1:]]
    joined = table.left_join(keys, same)
    return joined.select(*[table[name] for name in columns], keys.company_key, keys.company_basis)
