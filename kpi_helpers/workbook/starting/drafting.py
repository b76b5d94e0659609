"""Writes the first `workbook.yml`, with a comment wherever someone should look."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from kpi_helpers.workbook.config import ColumnSource
from kpi_helpers.workbook.config_section import scalar_text
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.looking import Look
from kpi_helpers.workbook.starting.profiling import Profile
from kpi_helpers.workbook.starting.proposals import Mapped, Proposal, Values
from kpi_helpers.workbook.starting.spellings import Person, same_people

_PLAIN = re.compile(r"[^\W\d_][\w ./（）()・：%+*～〜＋－ー-]*")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "~"}
_MOST = 30  # values or reps that a comment lists
_WIDTH = 48
_EXAMPLE = 40  # characters of a value
SCHEMA_FILE = "workbook.schema.json"
"""The JSON Schema beside a workbook.yml, by which an editor completes and checks."""

_TEXTS = {
    "head": (
        "`kpi init` が書き出しファイルの見出しから作った下書きです。「要確認」の行を見て、違っていれば直してください。",
        "A draft that `kpi init` made from the headers of the exports. Look at the lines marked CHECK and correct what is wrong.",
    ),
    "check": ("要確認", "CHECK"),
    "own": ("見出しは本ツールの列名のまま", "the header bears our own names"),
    "guessed": (
        "どのツールの書き出しかわからない一般的な見出しです。対応をひととおり確認してください",
        "common names, of no known tool: look through all of them",
    ),
    "unit": (
        "単位が見出しにない（例: {}）。秒として読みます。分なら unit: minutes",
        "no unit in the header (e.g. {}): read as seconds; for minutes write unit: minutes",
    ),
    "by_size": (
        "このツールではミリ秒ですが、値が小さい（例: {}）ので秒とみなしました。違えば unit: milliseconds",
        "milliseconds in this tool, but so small (e.g. {}) that they are taken for seconds; else write unit: milliseconds",
    ),
    "noted_unit": (
        "表の上に「{}」とあります。この列が違う単位なら直してください",
        "the note above the table says '{}': correct it where this column is in another unit",
    ),
    "order": (
        "日と月のどちらが先か決まらない（例: {}）。date_order: dmy か mdy を書くまで集計は止まります",
        "day or month first cannot be told (e.g. {}): nothing is built until date_order: dmy or mdy stands here",
    ),
    "year": (
        "年・月・日の順が決まらない（例: {}）。date_order: ymd・mdy・dmy のどれかを書くまで、この行は除かれます",
        "which part is the year cannot be told (e.g. {}): these rows are set aside until date_order: ymd, mdy or dmy stands here",
    ),
    "twice": ("同じ見出しが複数ある", "the header has this name more than once"),
    "copies": (
        "{} とあわせて一つの表にします。同じ活動・同じ行が両方にないか確認してください",
        "read together with {} as one table: make sure that the same rows do not stand in both",
    ),
    "by_mail": (
        "ID の列がないので、メールアドレスで区別します。ID の列があれば書き換えてください",
        "there is no id: told apart by their e-mail address; where a column holds an id, name it",
    ),
    "by_company": (
        "ID もメールもないので、会社名で区別します。ID の列があれば書き換えてください",
        "there is no id and no e-mail: told apart by company; where a column holds an id, name it",
    ),
    "by_sheet": (
        "シート名を担当者とみなしました。違えば直してください",
        "the names of the sheets are taken for those of the reps: correct what is wrong",
    ),
    "won_flag": (
        "false は失注と進行中を区別できないので、進行中として数えます",
        "false may be lost or open: counted as open",
    ),
    "unused": ("使わない列: {}", "columns not used: {}"),
    "absent": ("見つからない項目: {}", "not found: {}"),
    "motion": (
        "反響・新規開拓の区分がないので、全件を反響（inbound）として数えます",
        "no motion: all leads count as inbound",
    ),
    "open_value": (
        "次の値は意味がわからないので空として数えます: {}",
        "the meaning of these is not known, they count as missing: {}",
    ),
    "open_stage": (
        "ここは進行中とみなした値です。受注・失注があれば移してください: {}",
        "taken as open; move what is won or lost: {}",
    ),
    "answered": (
        "空なら不通。つながった通話の相手が担当者かはこの列ではわかりません",
        "empty: not answered; who answered the others cannot be told",
    ),
    "teams": ("チーム別に見るときは、担当者を分けて書きます。", "To see teams, share the reps out among them."),
    "sketch": (
        "知らないツールの書き出しです。見出しと値から推測した対応なので、ひととおり確認してください",
        "of a tool that is not known: guessed by headers and values, look through all of it",
    ),
    "blind": (
        'どの表か決められませんでした。違う表なら、この上の表名を直すか --table "表名={}" で作り直してください',
        'which table this is cannot be told: correct its name above, or begin again with --table "NAME={}"',
    ),
    "lacking": (
        "必須です。{}にあたる列の名前を書いてください",
        "required: write the name of the column that holds the {}",
    ),
    "lacking_rep": (
        "必須です。{}にあたる列の名前を書くか、どの行も同じ人なら constants: {{rep: 名前}} を足してください",
        "required: write the name of the column that holds the {}, or constants: {{rep: NAME}} where all rows are one person's",
    ),
    "header": ("見出しと値の例（上で使っていないもの）", "headers with some of their values, of those not used above"),
    "dates_without_year": (
        "年のない日付です。違えば直してください",
        "of dates that bear no year: correct it where it is another",
    ),
    "ditto": (
        "〃・同上などの印があるので、上の行の値で埋めます（空のセルは空のまま）。違う意味なら外してください",
        "they hold ditto marks, which are filled from the row above (blank cells stay blank): take out what means something else",
    ),
    "groups": (
        "グループの先頭行にだけ値があるので、下へ埋めます",
        "they say something in the first row of each group alone, and are filled down",
    ),
    "grouped": (
        "グループの先頭行にだけ値がある列（結合セルなど）のようなので、下へ埋めます。空のままが正しければ外してください",
        "they seem to be filled in the first row of each group alone, as merged cells are, and are filled down: take out what is blank by right",
    ),
    "ask_groups": (
        "{} はグループの先頭行にだけ値がある列（結合セルなど）のようです。空のセルが上の行と同じ意味なら fill_down に書いてください",
        "{} seems to be filled in the first row of each group alone, as merged cells are: name it under fill_down where a blank means the row above",
    ),
    "repeats": (
        "同じ ID の行が複数あります。この扱いでよいか確認してください",
        "one id has several rows: make sure that they are to be taken so",
    ),
    "people": (
        "同じ人の表記ゆれと思われます。違う人がいれば外してください",
        "these look like spellings of one person each: take out whoever is another",
    ),
    "by_leads": (
        "担当リードが一致した表記: {}",
        "told by their leads alone: {}",
    ),
    "currency": ("金額についている通貨記号から", "by the signs of the amounts"),
    "left": ("使っていないファイル: {}", "not used: {}"),
    "more": ("ほか{}件", "{} more"),
}


def draft(
    name: str, language: str, proposals: Sequence[Proposal], left: Sequence[Look], definitions: str | None = None
) -> str:
    """The text of a `workbook.yml`.

    Parameters
    ----------
    name : str
        Of the workbook.
    language : str
        ``ja`` or ``en``, also of the comments.
    proposals : sequence of Proposal
    left : sequence of Look
        Files that stand in no table; they are named in a comment.
    definitions : str, optional
        The file of definitions that lies in the folder.

    Returns
    -------
    str
    """
    return "\n".join(_Draft(language).lines(name, proposals, left, definitions)) + "\n"


def told(language: str, key: str, *parts: object) -> str:
    """One of the texts of the draft."""
    return _TEXTS[key][0 if language == "ja" else 1].format(*(_one_line(str(part)) for part in parts))


def scalar(value: object) -> str:
    """A value as YAML writes it, quoted where it could be read as anything but this text.

    Examples
    --------
    >>> [scalar(text) for text in ("リード ID", "確度(%)", "2026", "a: b", "No.")]
    ['リード ID', '確度(%)', '"2026"', '"a: b"', 'No.']
    """
    text = scalar_text(value)
    if _PLAIN.fullmatch(text) and text.strip() == text and text.casefold() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=not text.replace("\u3000", " ").isprintable())


class _Draft:
    def __init__(self, language: str):
        self.language = language

    def say(self, key: str, *parts: object) -> str:
        return told(self.language, key, *parts)

    def check(self, key: str | None = None, *parts: object) -> str:
        return f"# {self.say('check')}" + (f": {self.say(key, *parts)}" if key else "")

    def lines(
        self, name: str, proposals: Sequence[Proposal], left: Sequence[Look], definitions: str | None
    ) -> Iterator[str]:
        yield f"# {self.say('head')}"
        yield f"# yaml-language-server: $schema={SCHEMA_FILE}"
        yield f"name: {scalar(name)}"
        yield "timezone: Asia/Tokyo"
        yield f"language: {self.language}"
        currencies = {proposal.currency for proposal in proposals} - {None, "JPY"}
        if len(currencies) == 1:
            yield _beside(f"currency: {currencies.pop()}", self.check("currency"))
        yield "tables:"
        for table in TABLES:
            parts = [proposal for proposal in proposals if proposal.table == table]
            if parts:
                yield f"  {table}:"
            for proposal in parts:
                yield from self.part(proposal) if len(parts) == 1 else _as_item(self.part(proposal))
        people = same_people(proposals)
        yield from self.people(people)
        if definitions:
            yield f"definitions: {definitions}"
        names = {one: person.name for person in people for one in (*person.spellings, *person.unsure)}
        reps = [
            names.get(rep, rep)
            for proposal in proposals
            if proposal.table != "opportunities"
            for rep in proposal.reps
            if rep
        ]
        if reps:
            yield f"# {self.say('teams')}"
            yield f"# teams: {{SDR: [{', '.join(scalar(_one_line(rep)) for rep in list(dict.fromkeys(reps))[:_MOST])}]}}"
        for one in left:
            yield f"# {self.say('left', one.title)}"

    def part(self, proposal: Proposal) -> Iterator[str]:
        form, first = proposal.fit.form, proposal.looks[0]
        unknown = form.guessed and not form.preset
        if first.sketch and first.sketch.is_blind:
            yield f"    {self.check('blind', first.title)}"
        elif form.guessed:
            yield f"    {self.check('sketch' if unknown else 'guessed')}"
        names = [scalar(one.name) for one in proposal.looks]
        yield f"    file: {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}"
        if first.sheet:
            yield f"    sheet: {scalar(first.sheet)}"
        if form.preset:
            yield f"    preset: {form.preset}"
        elif not unknown:
            yield f"    # {self.say('own')}"
        yield from self.arrangement(proposal)
        shown = first.sketch.found if unknown and first.sketch else {}
        yield "    columns:" if proposal.columns else "    # columns:"
        for column in TABLES[proposal.table].by_name:
            if column in proposal.columns:
                mapped = proposal.columns[column]
                if unknown and mapped.doubt == "unsure":
                    yield self.sketched(column, mapped, shown)
                else:
                    yield self.column(column, mapped, guessed=form.guessed)
            elif column in proposal.lacking:
                meaning = TABLES[proposal.table].by_name[column]
                line = f"      # {column}: "
                said = "lacking_rep" if column == "rep" else "lacking"
                yield _beside(line, self.check(said, meaning.ja if self.language == "ja" else meaning.en))
        if proposal.constants:
            line = f"    constants: {{{', '.join(f'{key}: {scalar(value)}' for key, value in proposal.constants.items())}}}"
            yield _beside(line, self.check("by_sheet")) if proposal.by_sheet else line
        yield from self.values(proposal)
        absent = [
            column
            for column in TABLES[proposal.table].by_name
            if column not in proposal.columns
            and column not in proposal.constants
            and column not in proposal.lacking
            and column != TABLES[proposal.table].key
        ]
        if absent:
            yield f"    # {self.say('absent', ', '.join(absent))}"
        if unknown and proposal.unused:
            yield f"    # {self.say('header')}:"
            for label in proposal.unused:
                yield f"    #   {_one_line(label)}: {self.examples(shown.get(label))}"
        elif proposal.unused:
            yield f"    # {self.say('unused', self.listed(proposal.unused))}"

    def column(self, name: str, mapped: Mapped, *, guessed: bool) -> str:
        line = f"      {name}: {_source(mapped.source)}"
        if mapped.doubt is None or (mapped.doubt == "unsure" and guessed):
            return line
        doubt = self.check() if mapped.doubt == "unsure" else self.check(mapped.doubt, mapped.example)
        return _beside(line, doubt)

    def sketched(self, name: str, mapped: Mapped, shown: Mapping[str, Profile]) -> str:
        """A column that was guessed, beside what its cells hold."""
        line = f"      {name}: {_source(mapped.source)}"
        return _beside(line, f"# {self.say('check')}: {self.examples(shown.get(mapped.source.column))}")

    def examples(self, profile: Profile | None) -> str:
        return " | ".join(_one_line(text)[:_EXAMPLE] for text in profile.examples) if profile else ""

    def arrangement(self, proposal: Proposal) -> Iterator[str]:
        if proposal.year:
            yield _beside(f"    year: {proposal.year}", self.check("dates_without_year"))
        if proposal.fill_down:
            line = f"    fill_down: [{', '.join(map(scalar, proposal.fill_down))}]"
            seems = self.check("grouped") if {*proposal.fill_down} <= {*proposal.grouped} else f"# {self.say('groups')}"
            yield _beside(line, self.check("ditto") if proposal.ditto else seems)
        if asked := [label for label in proposal.grouped if label not in proposal.fill_down]:
            yield f"    {self.check('ask_groups', self.listed(asked))}"
        if proposal.repeats:
            said = proposal.repeats
            inside = (
                f"collect: [{', '.join(said.collect)}]"
                if said.collect
                else f"keep: {said.keep}" + (f", by: {scalar(said.by)}" if said.by else "")
            )
            yield _beside(f"    repeats: {{{inside}}}", self.check("repeats"))

    def people(self, people: Sequence[Person]) -> Iterator[str]:
        if not people:
            return
        yield f"people:  {self.check('people')}"
        for person in people:
            line = f"  {scalar(person.name)}: [{', '.join(scalar(one) for one in (*person.spellings,))}]"
            unsure = ", ".join(person.unsure)
            yield _beside(line, self.check("by_leads", unsure)) if unsure else line

    def values(self, proposal: Proposal) -> Iterator[str]:
        said = {column: values for column, values in proposal.values.items() if values.known or values.open}
        if any(values.known or column == "is_won" for column, values in said.items()):
            yield "    values:"
        for column, values in said.items():
            if values.known or column == "is_won":
                yield f"      {column}:"
            yield from self.known(column, values)
            if values.open and column != "is_won":
                yield f"      {self.check('open_value', f'{column}: ' + self.counted(values))}"
        if proposal.table == "leads" and "motion" not in proposal.columns:
            yield f"    {self.check('motion')}"

    def known(self, column: str, values: Values) -> Iterator[str]:
        open_stages = list(values.open) if column == "is_won" else []
        known = {ours: list(texts) for ours, texts in values.known.items()}
        if open_stages:
            known["missing"] = [*known.get("missing", []), *open_stages]
        for ours, texts in known.items():
            line = f"        {ours}: [{', '.join(map(scalar, texts))}]"
            if any(text in values.doubtful for text in texts):
                line = _beside(line, self.check())
            yield line
        if "" in known.get("no_answer", ()):
            yield f"        {self.check('answered')}"
        if open_stages:
            yield f"        {self.check('open_stage', self.counted(values))}"

    def counted(self, values: Values) -> str:
        return self.listed([f"{text} ({count:,})" for text, count in values.open.most_common()])

    def listed(self, texts: Sequence[str]) -> str:
        more = [self.say("more", len(texts) - _MOST)] if len(texts) > _MOST else []
        return ", ".join([*(_one_line(text)[:60] for text in texts[:_MOST]), *more])


def _source(source: ColumnSource) -> str:
    """Where a column comes from, as it is written."""
    if source.until:
        return f"{{from: {scalar(source.column)}, to: {scalar(source.until)}}}"
    pairs: dict[str, str | None] = (
        {"date": source.column, "time": source.time} if source.time else {"column": source.column}
    )
    pairs |= {"unit": source.unit, "timezone": source.timezone}
    said = {key: value for key, value in pairs.items() if value}
    if list(said) == ["column"]:
        return scalar(source.column)
    return "{" + ", ".join(f"{key}: {scalar(value)}" for key, value in said.items()) + "}"


def _as_item(lines: Iterator[str]) -> Iterator[str]:
    """Lines of a mapping as one item of a list."""
    mark = "- "
    for line in lines:
        yield line if line.lstrip().startswith("#") and mark == "- " else f"    {mark}{line[4:]}"
        if not line.lstrip().startswith("#"):
            mark = "  "


def _beside(line: str, comment: str) -> str:
    """A line and its comment, which begins where those of other lines do, also after wide letters."""
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
    return f"{line}{' ' * max(_WIDTH - width, 2)}{comment}"


def _one_line(text: str) -> str:
    """Text that stays in its comment."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
