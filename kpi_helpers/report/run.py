"""The headless run: notebooks in, finished pages out, side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import shutil
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kpi_helpers.report.language import words
from kpi_helpers.report.page.content import section_records
from kpi_helpers.report.page.render import failure_page
from kpi_helpers.report.parameters import check_parameters, literal_path, papermill
from kpi_helpers.report.publishing import prefix, remove_leftovers
from kpi_helpers.report.section import Records, plain_reason
from kpi_helpers.workbook.errors import WorkbookError

QUIET = ["--log-level=ERROR"]
"""For the kernel: its warning about plain TCP on this machine is no news to a reader."""

_PICTURES = "pictures"
_GIVEN = {"parameters", "injected-parameters"}
_HEADING = {"code": re.compile(r".*\S  # *(.+)"), "markdown": re.compile(r"#+ *(.+)")}


@dataclass(frozen=True)
class PageRequest:
    """One meeting page to be made.

    Parameters
    ----------
    meeting : str
        Name of the meeting; the files are called after it.
    notebook : Path
        Its notebook.
    folder : Path
        Where the page shall stand; made if need be.
    parameters : mapping of str to object
        Parameters of the notebook; see `check_parameters`.
    lang : str
        ``ja`` or ``en``.
    companions : callable, optional
        Called with the meeting and the records of its page's sections (``key``, ``question``,
        ``sentence``, perhaps ``failure``), when `build_pages` is through with `beside`;
        returns the text of further files by name, which are published together with the page.
    pictures : bool
        Write the figures as PNG too, called after meeting and section.
    """

    meeting: str
    notebook: Path
    folder: Path
    parameters: Mapping[str, object] = field(default_factory=dict)
    lang: str = "ja"
    companions: Callable[[str, Records], Mapping[str, str]] | None = None
    pictures: bool = False


@dataclass(frozen=True)
class PageResult:
    """What became of a `PageRequest`.

    Attributes
    ----------
    meeting : str
        Name of the meeting.
    page : Path
        The page; where the notebook could not be finished, the page that says so.
    notebook : Path
        The executed notebook beside it.
    failures : tuple of (str, str)
        Where something failed and why, in plain words. Empty when all is well.
    records : sequence of mapping
        What the sections of the page told of themselves; empty where the notebook could
        not be finished: then the last good page, if there is one, still stands.
    detail : str
        The traceback, where there is no notebook that has it.
    """

    meeting: str
    page: Path
    notebook: Path
    failures: tuple[tuple[str, str], ...] = ()
    records: Records = ()
    detail: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a meeting has come: `done` of `total` cells, `label` the question at work."""

    meeting: str
    done: int
    total: int
    label: str


def build_pages(
    requests: Sequence[PageRequest],
    *,
    on_progress: Callable[[Progress], None] | None = None,
    workers: int | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    beside: Callable[[], object] = lambda: None,
) -> list[PageResult]:
    """Run notebooks and publish their pages.

    Parameters
    ----------
    requests : sequence of PageRequest
        The pages to make. All parameters are checked before anything runs.
    on_progress : callable, optional
        Called with a `Progress` after every cell, from several threads.
    workers : int, optional
        Notebooks at a time; by default one more than there are processors, so that none is idle while a page waits.
    meanwhile : callable
        What is to be made before any section: called while the kernels start and the notebooks open the workbook,
        which then wait for it.
    beside : callable
        What is to be made besides: called while the sections are made, which do not wait for it.

    Returns
    -------
    list of PageResult
        In the order of `requests`. A notebook that fails does not stop the others.

    Raises
    ------
    WorkbookError
        If a parameter is unknown or of the wrong type.

    Notes
    -----
    Each notebook has a kernel, thus a process, of its own; what is left here is
    waiting, for which threads suffice. A page is written into a hidden folder
    beside its own and moved into place when all its files are complete: whoever
    ends the run, at whatever moment, leaves the last good page as it was.
    """
    checked = [
        replace(request, parameters=check_parameters(request.notebook, request.parameters)) for request in requests
    ]
    running = _Running(on_progress or (lambda progress: None))
    workers = workers or (os.cpu_count() or 1) + 1
    with ThreadPoolExecutor(workers) as pool:
        try:
            futures = [pool.submit(_build, request, running) for request in checked]
            meanwhile()
            running.ready.set()
            for _ in range(min(len(checked), workers)):
                running.alive.acquire()  # until the kernels are at work, their clients here need the processor
            beside()
            running.through.set()
            # The kernels are at work: what this process still needs comes meanwhile.
            import kpi_helpers.report.page.exporter  # noqa: F401

            for future in as_completed(futures):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            running.stop()
            raise
    return [future.result() for future in futures]


class _Running:
    """The kernels at work, so that an interrupted run can end them."""

    def __init__(self, on_progress: Callable[[Progress], None]) -> None:
        self._on_progress = on_progress
        self._managers: list[Any] = []
        self.stopped = False
        self.ready, self.through = threading.Event(), threading.Event()
        self.alive = threading.Semaphore(0)

    def add(self, manager: Any) -> None:
        self._managers.append(manager)

    def tell(self, progress: Progress) -> None:
        if self.stopped:
            raise InterruptedError("the run was interrupted")
        self._on_progress(progress)

    def stop(self) -> None:
        from kpi_helpers.report.kernel import kill

        self.stopped = True
        for name in ("papermill", "traitlets"):  # whoever ended the run need not be told in English that kernels died
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self.ready.set()
        self.through.set()
        for manager in self._managers:
            kill(manager)


def _build(request: PageRequest, running: _Running) -> PageResult:
    request.folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(request.folder.parent)
    workshop = Path(tempfile.mkdtemp(prefix=f"{prefix(os.getpid())}-", dir=request.folder.parent))
    try:
        return _make(request, workshop, running)
    except Exception as error:
        if running.stopped:
            raise
        return _publish_failure(
            request,
            workshop,
            where=words(request.lang)["opening"],
            why=plain_reason(error, request.lang),
            detail="".join(traceback.format_exception(error)),
        )
    finally:
        running.alive.release()
        _close_event_loop()
        shutil.rmtree(workshop, ignore_errors=True)


def _close_event_loop() -> None:
    """Jupyter's clients make an event loop for their thread and leave it open."""
    with contextlib.suppress(RuntimeError):  # there is none
        asyncio.get_event_loop().close()


def _make(request: PageRequest, workshop: Path, running: _Running) -> PageResult:
    from papermill.exceptions import PapermillExecutionError

    executed = workshop / f"{request.meeting}.ipynb"
    try:
        notebook = _execute(request, executed, running)
    except PapermillExecutionError as error:
        return _publish_failure(
            request,
            workshop,
            where=_label(_own_cells(executed), error.cell_index) or words(request.lang)["opening"],
            why=_reason(error, request.lang),
        )
    from kpi_helpers.report.page.exporter import PageExporter

    records = section_records(notebook)
    page, _ = PageExporter(lang=request.lang).from_notebook_node(notebook)
    running.through.wait()
    companions = request.companions(request.meeting, records) if request.companions else {}
    files = {executed.name: _plain_notebook(notebook), **companions, f"{request.meeting}.html": page}
    for picture in sorted((workshop / _PICTURES).glob("*.png")):
        os.replace(picture, request.folder / f"{request.meeting}.{picture.name}")
    _publish(files, workshop, request.folder)
    for suffix in ("html", "ipynb"):
        (request.folder / f"{request.meeting}.failed.{suffix}").unlink(missing_ok=True)
    return PageResult(
        request.meeting,
        request.folder / f"{request.meeting}.html",
        request.folder / executed.name,
        tuple((record["question"], record["failure"]) for record in records if "failure" in record),
        records,
    )


def _execute(request: PageRequest, executed: Path, running: _Running) -> Any:
    from kpi_helpers.report.kernel import KERNEL_NAME, kernel_manager_class

    home, pictures = executed.parent / "kernel", executed.parent / _PICTURES
    home.mkdir()
    if request.pictures:
        pictures.mkdir()
    cells: list[Any] = []

    def remember(notebook: Any) -> None:
        cells.extend(notebook.cells)
        running.tell(Progress(request.meeting, 0, len(cells), ""))

    def report(cell: Any, cell_index: int) -> None:
        if cell_index == 0:
            running.alive.release()
        if not _GIVEN & set(cell.metadata.get("tags", ())):
            running.ready.wait()
        label = _label(cells, cell_index)
        running.tell(Progress(request.meeting, cell_index + 1, len(cells), label))

    return papermill().execute_notebook(
        literal_path(request.notebook),
        literal_path(executed),
        parameters=dict(request.parameters),
        kernel_name=KERNEL_NAME,
        language="python",
        progress_bar=False,
        # Papermill would write the whole notebook anew before and after every cell.
        request_save_on_cell_execute=False,
        kernel_manager_class=kernel_manager_class(home, running.add, pictures=pictures if request.pictures else None),
        extra_arguments=QUIET,
        resources={"metadata": {"path": str(request.notebook.parent)}},
        record_timing=False,
        shutdown_kernel="immediate",
        on_notebook_start=remember,
        on_cell_complete=report,
    )


def _label(cells: Sequence[Any], index: int) -> str:
    """What a cell is for: the comment beside its call, or the heading above it."""
    for cell in reversed(cells[: index + 1]):
        if _GIVEN & set(cell.metadata.get("tags", ())):
            break
        heading = _HEADING.get(cell.cell_type)
        if heading and (found := heading.match(cell.source)):
            return found[1].strip()
    return ""


def _reason(error: Any, lang: str) -> str:
    if error.ename == WorkbookError.__name__:
        return error.evalue
    return words(lang)["unexpected"].format(kind=error.ename)


def _own_cells(executed: Path) -> list[Any]:
    """Cells of a notebook that stopped, without those that papermill put in to say so."""
    import nbformat
    from papermill.execute import ERROR_MARKER_TAG

    notebook = nbformat.read(executed, as_version=4)
    return [cell for cell in notebook.cells if ERROR_MARKER_TAG not in cell.metadata.get("tags", ())]


def _plain_notebook(notebook: Any) -> str:
    """The notebook as text, without the times and paths of this run."""
    import nbformat

    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        # Papermill gives the cell that it adds a random id.
        cell["id"] = f"cell-{place}"
    return nbformat.writes(notebook) + "\n"


def _publish(files: Mapping[str, str], workshop: Path, folder: Path) -> None:
    """Write files in the workshop, then move them, the last one given last."""
    for name, text in files.items():
        (workshop / name).write_text(text, encoding="utf-8", newline="\n")
    for name in files:
        os.replace(workshop / name, folder / name)


def _publish_failure(request: PageRequest, workshop: Path, *, where: str, why: str, detail: str = "") -> PageResult:
    names = [f"{request.meeting}.failed.{suffix}" for suffix in ("ipynb", "html")]
    page = failure_page(request.meeting, where=where, why=why, lang=request.lang)
    executed = workshop / f"{request.meeting}.ipynb"
    if executed.exists():
        os.replace(executed, request.folder / names[0])
    _publish({names[1]: page}, workshop, request.folder)
    return PageResult(
        request.meeting,
        request.folder / names[1],
        request.folder / names[0],
        failures=((where, why),),
        detail=detail,
    )
