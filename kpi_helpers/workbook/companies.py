"""Who is the same company: the company key of a row."""

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

import pandas as pd

from kpi_helpers.workbook.engine import Column, Engine, Expr, built_once, text, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import first_id

MOST_NAMES = 20
"""How many companies' names one domain, or domains one name, may join; beyond it they tell no company."""

_DATA = files("kpi_helpers.workbook") / "data"
_WRITTEN = ("company_id", "company_name", "email", "email_domain")
_TOLD = ("first_id", "address_no", "company_basis")


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


def with_company_keys(
    engine: Engine, tables: dict[str, Expr], freemail: frozenset[str], *, by_mail: bool = True, by_company: bool = True
) -> Keyed:
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
    by_mail, by_company : bool
        Whether anybody asks for the numbers of addresses, and of domains and names.

    Returns
    -------
    Keyed
    """
    written = engine.keep("written", _written(tuple(tables.values())))
    names = engine.mapped("names", _distinct(written, "company_name"), _normalised)
    mails = engine.mapped("mails", _distinct(written, "email"), partial(_read, freemail=freemail))
    told = engine.keep("clues", _with_clues(written, names, mails, freemail, by_mail))
    wide = engine.keep("wide_clues", _wide_clues(told))
    keys = engine.keep("company_keys", _keys(told, wide, by_company))
    return Keyed({name: _with_key(table, keys) for name, table in tables.items()}, _listed(wide))


def _told_by(table: Expr) -> dict[str, Column]:
    """What a row tells of its company, of each of `_WRITTEN`; "" tells nothing."""
    mail = "email" if "email" in table.columns else "email_domain"
    given = {name: table[name].nullif("") for name in ("company_id", "company_name", mail)}
    return {name: given.get(name, fn.null("string")) for name in _WRITTEN}


@built_once
def _written(tables: tuple[Expr, ...]) -> Expr:
    return fn.union(*[table.select(**_told_by(table)) for table in tables], distinct=True)


@built_once
def _with_clues(written: Expr, names: Expr, mails: Expr, freemail: frozenset[str], by_mail: bool) -> Expr:
    joined = written.left_join(names, written.company_name == names.value)
    joined = joined.left_join(mails, written.email == mails.value)
    domain = written.email_domain.lower()
    of_account = fn.ifelse(domain.isin(sorted(freemail)), fn.null("string"), domain)
    return joined.select(
        *[written[name] for name in _WRITTEN],
        first_id=first_id(written.company_id),
        name_key=names.name_key,
        address=mails.address,
        address_no=_number(mails.address, by_mail),
        domain=fn.coalesce(mails.domain, of_account),
    )


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
def _wide_clues(told: Expr) -> Expr:
    return under_one_another(_wide(told, "domain", "name_key"), _wide(told, "name_key", "domain"))


@built_once
def _listed(wide: Expr) -> Expr:
    return wide.mutate(clue=fn.ifelse(wide.clue == "domain", "domain", "name"))


@built_once
def _keys(told: Expr, wide: Expr, by_company: bool) -> Expr:
    narrow = _without_wide(told, wide)
    keyed = _with_key_text(narrow, _only_id(narrow, "domain"), _only_id(narrow, "name_key"))
    return keyed.select(
        *_WRITTEN,
        *_TOLD,
        company_key=fn.dense_rank().over(order_by=keyed.key_text),
        domain_no=_number(keyed.told_domain, by_company),
        name_no=_number(keyed.told_name_key, by_company),
    )


def _wide(told: Expr, clue: str, joined: str) -> Expr:
    """Values of a clue that stand beside more than `MOST_NAMES` different values of the other."""
    known = told.filter(told[clue].notnull() & told[joined].notnull())
    counted = known.group_by(value=known[clue]).agg(joins=known[joined].nunique())
    return counted.filter(counted.joins > MOST_NAMES).select("value", "joins", clue=fn.literal(clue))


def _without_wide(told: Expr, wide: Expr) -> Expr:
    """What rows tell, beside each clue as it stands in the tables the one that may tell a company."""
    joined = told
    for clue in ("domain", "name_key"):
        these = wide.filter(wide.clue == clue).select(**{f"wide_{clue}": "value"})
        joined = joined.left_join(these, told[clue] == these[f"wide_{clue}"])
    return joined.mutate(
        **{
            f"told_{clue}": fn.ifelse(joined[f"wide_{clue}"].isnull(), joined[clue], fn.null("string"))
            for clue in ("domain", "name_key")
        }
    )


def _only_id(told: Expr, clue: str) -> Expr:
    value = f"told_{clue}"
    known = told.filter(told.first_id.notnull() & told[value].notnull())
    counted = known.group_by(**{f"of_{clue}": known[value]}).agg(
        ids=known.first_id.nunique(), **{f"id_by_{clue}": known.first_id.min()}
    )
    return counted.filter(counted.ids == 1).drop("ids")


def _with_key_text(told: Expr, by_domain: Expr, by_name: Expr) -> Expr:
    joined = told.left_join(by_domain, told.told_domain == by_domain.of_domain)
    joined = joined.left_join(by_name, told.told_name_key == by_name.of_name_key)
    identity = fn.coalesce(joined.first_id, joined.id_by_domain, joined.id_by_name_key)
    # The kinds are told apart by a letter, so that an id and a name of the same text stay two companies.
    key_text = fn.coalesce("i" + identity, "d" + joined.told_domain, "n" + joined.told_name_key, "m" + joined.address)
    basis = fn.ifelse(joined.first_id.notnull(), "id", "guess")
    return joined.mutate(key_text=key_text, company_basis=basis).filter(fn.row.key_text.notnull())


def _number(clue: Column, is_asked: bool) -> Column:
    if not is_asked:
        return fn.null("int64")
    return fn.ifelse(clue.isnull(), fn.null("int64"), fn.dense_rank().over(order_by=clue))


@built_once
def _with_key(table: Expr, keys: Expr) -> Expr:
    same = [text(value) == text(keys[name]) for name, value in _told_by(table).items()]
    told = {name: keys[name] for name in ("company_key", "company_basis", "domain_no", "name_no")}
    filled = fn.literal(True)
    if "email" in table.columns:
        told["address_no"] = keys.address_no
        filled = keys.first_id.notnull() | table.company_name.notnull() | table.email.notnull()
    columns = {name: table[name] for name in table.columns} | {"company_id": keys.first_id}
    return table.left_join(keys, same).select(**columns, **told, company_told=filled)
