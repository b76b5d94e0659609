"""Who is the same company: the company key of a row."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files

import pandas as pd

from kpi_helpers.workbook.engine import Column, Engine, Expr, built_once, constant, day_of, text, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import first_id

MOST_NAMES = 20
"""How many companies' names one domain, or domains one name, may join; beyond it they tell no company."""

_DATA = files("kpi_helpers.workbook") / "data"
_WRITTEN = ("company_id", "company_name", "email", "email_domain")
_UNDATED = -1_000_000
"""The day from which a row that no moment dates is there."""
_NUMBERS = ("id_no", "domain_no", "name_no", "address_no")


def _lines(name: str) -> tuple[str, ...]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def freemail_domains(extra: tuple[str, ...] = ()) -> frozenset[str]:
    """Domains of free mail and internet providers, which say nothing about a company."""
    return frozenset(domain.lower() for domain in (*_lines("freemail.txt"), *extra))


def _legal_forms(flags: int = 0) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Every form, and those that a name without Latin letters can have: most names are never searched for the others."""
    forms = {normalised for form in _lines("legal_forms.txt") if (normalised := _plain(form))}
    inside = sorted((form for form in forms if not form.isascii() or form.startswith("(")), key=len, reverse=True)
    western = sorted(forms.difference(inside), key=len, reverse=True)
    # A western form counts only as a word of its own: "co" is part of many a name.
    words = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in western)
    quick = "|".join(map(re.escape, inside))
    return re.compile(rf"{quick}|(?<![a-z0-9])(?:{words})(?![a-z0-9])", flags), re.compile(quick, flags)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower().strip()


_LOWER_FORMS, _WRITTEN_FORMS = _legal_forms(), _legal_forms(re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


def _without(forms: tuple[re.Pattern[str], re.Pattern[str]], name: str) -> str:
    every, quick = forms
    return (every if _LATIN.search(name) else quick).sub(" ", name)


def normal_name(name: str) -> str:
    """A company name without what is written now so, now so.

    NFKC, lower case, legal form and white space removed.

    Examples
    --------
    >>> normal_name("株式会社　サクラ 工業"), normal_name("ｻｸﾗ工業㈱"), normal_name("ACME Co., Ltd.")
    ('サクラ工業', 'サクラ工業', 'acme')
    """
    return "".join(_without(_LOWER_FORMS, _plain(name)).split()).strip(",")


def without_legal_form(name: str) -> str:
    """A company name as people say it.

    Examples
    --------
    >>> without_legal_form("株式会社アオバ物流"), without_legal_form("Kohaku Printing Co., Ltd.")
    ('アオバ物流', 'Kohaku Printing')
    """
    return " ".join(_without(_WRITTEN_FORMS, unicodedata.normalize("NFKC", name)).split()).strip(" ,.")


def mail_domain(address: str) -> str | None:
    """Everything after the last @, lower case; None without one.

    Examples
    --------
    >>> mail_domain("Taro@Sub.Example.co.jp")
    'sub.example.co.jp'
    """
    _, at, domain = address.strip().lower().rpartition("@")
    return domain if at and domain else None


def with_clues(
    engine: Engine,
    tables: Mapping[str, Expr],
    moments: Mapping[str, str],
    freemail: frozenset[str],
    lay: Callable[[str, Expr], Expr],
) -> tuple[Expr, dict[str, Expr]]:
    """What rows tell of their company, in numbers, whatever the day.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        Tables with ``company_id``, ``company_name`` and ``email`` (accounts and companies: ``email_domain``).
    moments : mapping of str
        The column that dates the rows of a table; rows of the others are always there.
    freemail : frozenset of str
        Domains that are nobody's own.
    lay : callable
        Materialises the first table given back.

    Returns
    -------
    clues : Expr
        A row for each different thing that rows tell: ``clue_no``, ``first_day`` (on which one first told it),
        the id, domain and normalised name of a company and the address, each as a number (``id_no``, ``domain_no``,
        ``name_no``, ``address_no``), and what they stand for.
    tables : dict of Expr
        The same tables with their ``clue_no``, the first id of a cell as ``company_id``, ``company_told`` (whether any
        of the three columns is filled) and, where rows have an e-mail address, ``address_no``.
    """
    order = [fn.row[name] for name in _WRITTEN]
    written = engine.keep_numbered("written", _written(dict(tables), dict(moments)), order)
    names = engine.mapped("names", _distinct(written, "company_name"), _normalised)
    mails = engine.mapped("mails", _distinct(written, "email"), partial(_read, freemail=freemail))
    clues = lay("clues", _clues(written, names, mails, freemail))
    return clues, {name: _with_clue(table, clues) for name, table in tables.items()}


def company_keys(engine: Engine, clues: Expr, end: Column, lay: Callable[[str, Expr], Expr]) -> tuple[Expr, Expr]:
    """Whose company each clue tells, by what is known before a moment.

    Parameters
    ----------
    engine : Engine
    clues : Expr
        As `with_clues` gives them.
    end : Column
    lay : callable
        Materialises the keys.

    Returns
    -------
    keys : Expr
        By ``clue_no`` the ``company_key`` (integer; a clue that tells no company is not there) and
        ``company_basis`` ("id" or "guess"); ``domain_no`` and ``name_no`` are the same for the same corporate domain
        and normalised name, unless these join too much.
    wide : Expr
        Domains and names that would join too much and so join nothing: ``clue`` ("domain" or "name"),
        ``value`` and ``joins``, how many names or domains.
    """
    wide = engine.keep("wide_clues", _wide_clues(clues, end))
    return lay("keys", _keys(clues, end, wide)), _listed(wide, clues)


@built_once
def with_keys(table: Expr, keys: Expr) -> Expr:
    """A table with ``clue_no`` with the rest of `company_keys`."""
    return table.left_join(keys, "clue_no").drop("clue_no_right")


def _told_by(table: Expr) -> dict[str, Column]:
    """What a row tells of its company, of each of `_WRITTEN`; "" tells nothing."""
    mail = "email" if "email" in table.columns else "email_domain"
    given = {name: table[name].nullif("") for name in ("company_id", "company_name", mail)}
    return {name: given.get(name, fn.null("string")) for name in _WRITTEN}


@built_once
def _written(tables: Mapping[str, Expr], moments: Mapping[str, str]) -> Expr:
    always = constant(_UNDATED).cast("int64")
    days = {name: day_of(table[moments[name]]) if name in moments else always for name, table in tables.items()}
    rows = [table.select(day=days[name], **_told_by(table)) for name, table in tables.items()]
    each = [part.group_by(_WRITTEN).agg(first_day=part.day.min()) for part in rows]
    told = under_one_another(*each)
    return told.group_by(_WRITTEN).agg(first_day=told.first_day.min().cast("int64"))


@built_once
def _clues(written: Expr, names: Expr, mails: Expr, freemail: frozenset[str]) -> Expr:
    names, mails = _numbered(names, "name_key", "name_no"), _numbered(mails, "address", "address_no")
    domain = written.email_domain.lower()
    of_account = fn.ifelse(domain.isin(sorted(freemail)), fn.null("string"), domain)
    told = written.left_join(names, written.company_name == names.value).drop("value")
    told = told.left_join(mails, told.email == mails.value).drop("value")
    told = told.mutate(first_id=first_id(told.company_id), domain=fn.coalesce(told.domain, of_account))
    for clue, number in (("first_id", "id_no"), ("domain", "domain_no")):
        known = told.select(value=clue).distinct().filter(fn.row.value.notnull())
        known = _numbered(known, "value", number)
        told = told.left_join(known, told[clue] == known.value).drop("value")
    return told.rename(clue_no="row_no").select(
        "clue_no", "first_day", *_WRITTEN, "first_id", "name_key", "domain", *_NUMBERS
    )


def _numbered(table: Expr, clue: str, number: str) -> Expr:
    """The same number for the same clue."""
    place = fn.dense_rank().over(order_by=table[clue]).cast("int64")
    return table.mutate(**{number: fn.ifelse(table[clue].isnull(), fn.null("int64"), place)})


@built_once
def _distinct(written: Expr, column: str) -> Expr:
    return written.select(value=column).distinct().filter(fn.row.value.notnull())


def _normalised(names: pd.DataFrame) -> pd.DataFrame:
    keys = [normal_name(name) or None for name in names["value"]]
    return names.astype("str").assign(name_key=pd.Series(keys, dtype="str"))


def _read(mails: pd.DataFrame, freemail: frozenset[str]) -> pd.DataFrame:
    domains = [mail_domain(address) for address in mails["value"]]
    return mails.astype("str").assign(
        address=pd.Series([address.strip().lower() for address in mails["value"]], dtype="str"),
        domain=pd.Series([None if domain in freemail else domain for domain in domains], dtype="str"),
    )


@built_once
def _with_clue(table: Expr, clues: Expr) -> Expr:
    same = [text(value) == text(clues[name]) for name, value in _told_by(table).items()]
    told: dict[str, Column] = {"clue_no": clues.clue_no, "company_told": fn.literal(True)}
    if "email" in table.columns:
        told["address_no"] = clues.address_no
        told["company_told"] = clues.first_id.notnull() | table.company_name.notnull() | table.email.notnull()
    columns = {name: table[name] for name in table.columns} | {"company_id": clues.first_id}
    return table.left_join(clues, same).select(**columns, **told)


def _known(clues: Expr, end: Column) -> Expr:
    return clues.filter(clues.first_day < day_of(end))


@built_once
def _wide_clues(clues: Expr, end: Column) -> Expr:
    known = _known(clues, end).select("domain_no", "name_no")
    return under_one_another(_wide(known, "domain", "name"), _wide(known, "name", "domain"))


def _wide(known: Expr, clue: str, joined: str) -> Expr:
    """Values of a clue that stand beside more than `MOST_NAMES` different values of the other."""
    both = known.filter(known[f"{clue}_no"].notnull() & known[f"{joined}_no"].notnull())
    counted = both.group_by(value_no=both[f"{clue}_no"]).agg(joins=both[f"{joined}_no"].nunique())
    return counted.filter(counted.joins > MOST_NAMES).select("value_no", "joins", clue=constant(clue))


@built_once
def _listed(wide: Expr, clues: Expr) -> Expr:
    """With the texts in the place of their numbers."""
    parts = []
    for clue, written in (("domain", "domain"), ("name", "name_key")):
        these = wide.filter(wide.clue == clue)
        texts = clues.select(value_no=f"{clue}_no", value=written)
        parts.append(these.join(texts, "value_no").select("value", "joins", "clue").distinct())
    return under_one_another(*parts)


@built_once
def _keys(clues: Expr, end: Column, wide: Expr) -> Expr:
    told = _known(clues, end).select("clue_no", *_NUMBERS)
    for clue in ("domain", "name"):
        these = wide.filter(wide.clue == clue).select(**{f"wide_{clue}": "value_no"})
        told = told.left_join(these, told[f"{clue}_no"] == these[f"wide_{clue}"])
        narrow = fn.ifelse(told[f"wide_{clue}"].isnull(), told[f"{clue}_no"], fn.null("int64"))
        told = told.mutate(**{f"{clue}_no": narrow}).drop(f"wide_{clue}")
    ids = [_only_id(told, clue) for clue in ("domain", "name")]
    keyed = told
    for clue, only in zip(("domain", "name"), ids, strict=True):
        keyed = keyed.left_join(only, keyed[f"{clue}_no"] == only[f"of_{clue}"]).drop(f"of_{clue}")
    identity = fn.coalesce(keyed.id_no, keyed.id_by_domain, keyed.id_by_name)
    # The kinds are told apart by the remainder, so that an id and a name of the same number stay two companies.
    kinds = (identity, keyed.domain_no, keyed.name_no, keyed.address_no)
    key = fn.coalesce(*(number * len(kinds) + place for place, number in enumerate(kinds)))
    basis = fn.ifelse(keyed.id_no.notnull(), "id", "guess")
    keyed = keyed.select("clue_no", "domain_no", "name_no", company_key=key.cast("int64"), company_basis=basis)
    return keyed.filter(keyed.company_key.notnull())


def _only_id(told: Expr, clue: str) -> Expr:
    known = told.filter(told.id_no.notnull() & told[f"{clue}_no"].notnull())
    counted = known.group_by(**{f"of_{clue}": known[f"{clue}_no"]}).agg(least=known.id_no.min(), most=known.id_no.max())
    return counted.filter(counted.least == counted.most).select(f"of_{clue}", **{f"id_by_{clue}": "least"})
