"""Who is the same company: the company key of a row."""

import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from kpi_helpers.workbook.engine import Column, Engine, Expr, text, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import first_id

MOST_NAMES = 20
"""How many companies' names one domain, or domains one name, may join; beyond it they tell no company."""

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
        "|".join([*(re.escape(form) for form in (*bracketed, *japanese)), rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])"]),
        re.IGNORECASE,
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


def without_legal_form(name: str) -> str:
    """A company name as people say it.

    Examples
    --------
    >>> without_legal_form("株式会社アオバ物流"), without_legal_form("Kohaku Printing Co., Ltd.")
    ('アオバ物流', 'Kohaku Printing')
    """
    return " ".join(_LEGAL_FORMS.sub(" ", unicodedata.normalize("NFKC", name)).split()).strip(" ,.")


def mail_domain(address: str) -> str | None:
    """Everything after the last @, lower case; None without one.

    Examples
    --------
    >>> mail_domain("Taro@Sub.Example.co.jp")
    'sub.example.co.jp'
    """
    _, at, domain = address.strip().lower().rpartition("@")
    return domain if at and domain else None


@dataclass(frozen=True)
class Keyed:
    """Tables whose rows have the key of their company."""

    tables: dict[str, Expr]
    """With ``company_key`` (integer, missing where nothing tells the company), ``company_basis`` ("id" or
    "guess"), ``company_told`` (whether any of the three columns is filled) and, where rows have an e-mail
    address, ``address_no``; ``domain_no`` and ``name_no`` are the same for the same corporate domain and
    normalised name, unless these join too much."""
    wide: Expr
    """Domains and names that would join too much and so join nothing: ``clue`` ("domain" or "name"),
    ``value`` and ``joins``, how many names or domains."""


def with_company_keys(engine: Engine, tables: dict[str, Expr], freemail: frozenset[str]) -> Keyed:
    """Each table with its rows' company key.

    Parameters
    ----------
    engine : Engine
    tables : dict of Expr
        Tables with ``company_id``, ``company_name`` and ``email`` (accounts and
        companies: ``email_domain``), already cut at as_of where their rows are
        dated. The look-ups by domain and by name use all of them.
    freemail : frozenset of str
        Domains that are nobody's own.

    Returns
    -------
    Keyed
    """
    tables = {name: table.mutate(company_id=first_id(table.company_id)) for name, table in tables.items()}
    names = _normalised_names(engine, tables)
    mails = _read_mails(engine, tables, freemail)
    told = {name: _with_clues(table, names, mails, freemail) for name, table in tables.items()}
    clues = engine.keep("clues", fn.union(*[table.select(*_CLUES) for table in told.values()], distinct=True))
    wide = engine.keep(
        "wide_clues", under_one_another(_wide(clues, "domain", "name_key"), _wide(clues, "name_key", "domain"))
    )
    narrow = _without_wide(clues, wide)
    keyed = _with_key_text(narrow, _only_id(narrow, "domain"), _only_id(narrow, "name_key"))
    keys = engine.keep(
        "company_keys",
        keyed.mutate(
            company_key=fn.dense_rank().over(order_by=keyed.key_text),
            domain_no=_number(keyed.told_domain),
            name_no=_number(keyed.told_name_key),
        ),
    )
    listed = wide.mutate(clue=fn.ifelse(wide.clue == "domain", "domain", "name"))
    return Keyed({name: _with_key(table, keys) for name, table in told.items()}, listed)


def _normalised_names(engine: Engine, tables: dict[str, Expr]) -> Expr:
    written = _distinct(engine, [table.company_name for table in tables.values()])
    keys = [normal_name(name) or None for name in written]
    return engine.keep("names", pd.DataFrame({"company_name": written, "name_key": pd.Series(keys, dtype="str")}))


def _read_mails(engine: Engine, tables: dict[str, Expr], freemail: frozenset[str]) -> Expr:
    written = _distinct(engine, [table.email for table in tables.values() if "email" in table.columns])
    domains = [mail_domain(address) for address in written]
    addresses = pd.Series([address.strip().lower() for address in written], dtype="str")
    return engine.keep(
        "mails",
        pd.DataFrame(
            {
                "email": written,
                "address": addresses,
                "address_no": pd.factorize(addresses)[0].astype("int64"),
                "domain": pd.Series([None if domain in freemail else domain for domain in domains], dtype="str"),
            }
        ),
    )


def _distinct(engine: Engine, columns: list[fn.Value]) -> pd.Series:
    values = fn.union(*[column.name("value").as_table() for column in columns], distinct=True)
    return engine.run(values.filter(values.value.notnull()).order_by("value"))["value"].astype("str")


def _with_clues(table: Expr, names: Expr, mails: Expr, freemail: frozenset[str]) -> Expr:
    table = table.left_join(names, "company_name").drop("company_name_right")
    if "email" in table.columns:
        table = table.left_join(mails, "email").drop("email_right")
        filled = table.company_id.notnull() | table.company_name.notnull() | table.email.notnull()
        return table.mutate(company_told=filled)
    domain = table.email_domain.lower()
    domain = fn.ifelse(domain.isin(sorted(freemail)), fn.null("string"), domain)
    return table.mutate(domain=domain, address=fn.null("string"), company_told=fn.literal(True))


def _wide(clues: Expr, clue: str, joined: str) -> Expr:
    """Values of a clue that stand beside more than `MOST_NAMES` different values of the other."""
    known = clues.filter(clues[clue].notnull() & clues[joined].notnull())
    counted = known.group_by(value=known[clue]).agg(joins=known[joined].nunique())
    return counted.filter(counted.joins > MOST_NAMES).select("value", "joins", clue=fn.literal(clue))


def _without_wide(clues: Expr, wide: Expr) -> Expr:
    """The clues, beside each as it stands in the tables the one that may tell a company."""
    for clue in ("domain", "name_key"):
        these = wide.filter(wide.clue == clue).select(_wide="value")
        joined = clues.left_join(these, clues[clue] == these["_wide"])
        clues = joined.mutate(
            **{f"told_{clue}": fn.ifelse(joined["_wide"].isnull(), joined[clue], fn.null("string"))}
        ).drop("_wide")
    return clues


def _only_id(clues: Expr, clue: str) -> Expr:
    told = f"told_{clue}"
    known = clues.filter(clues.company_id.notnull() & clues[told].notnull())
    counted = known.group_by(told).agg(ids=known.company_id.nunique(), only_id=known.company_id.min())
    return counted.filter(counted.ids == 1).select(told, "only_id")


def _with_key_text(clues: Expr, by_domain: Expr, by_name: Expr) -> Expr:
    joined = (
        clues.left_join(by_domain, "told_domain")
        .drop("told_domain_right")
        .rename(id_by_domain="only_id")
        .left_join(by_name, "told_name_key")
        .drop("told_name_key_right")
        .rename(id_by_name="only_id")
    )
    identity = fn.coalesce(joined.company_id, joined.id_by_domain, joined.id_by_name)
    # The kinds are told apart by a letter, so that an id and a name of the same text stay two companies.
    key_text = fn.coalesce("i" + identity, "d" + joined.told_domain, "n" + joined.told_name_key, "m" + joined.address)
    basis = fn.ifelse(joined.company_id.notnull(), "id", "guess")
    return (
        joined.mutate(key_text=key_text, company_basis=basis)
        .filter(key_text.notnull())
        .select(*_CLUES, "told_domain", "told_name_key", "key_text", "company_basis")
    )


def _number(clue: Column) -> Column:
    return fn.ifelse(clue.isnull(), fn.null("int64"), fn.dense_rank().over(order_by=clue))


def _with_key(table: Expr, keys: Expr) -> Expr:
    same = [text(table[clue]) == text(keys[clue]) for clue in _CLUES]
    columns = [name for name in table.columns if name not in _CLUES[1:]]
    joined = table.left_join(keys, same)
    told = [keys[name] for name in ("company_key", "company_basis", "domain_no", "name_no")]
    return joined.select(*[table[name] for name in columns], *told)
