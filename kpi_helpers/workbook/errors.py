"""The one exception that a user is meant to read."""


class WorkbookError(Exception):
    """What is wrong with a call, a workbook or its data, in one sentence.

    The message names the file, the column and the row where they are known,
    and what to do. The command line prints it and exits with status 2.
    """

    def _render_traceback_(self) -> list[str]:
        """A notebook shows the sentence alone: the way through the program is no help to its reader."""
        return [str(self)]


class EngineError(WorkbookError):
    """A database or warehouse could not work something out."""
