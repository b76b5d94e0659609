"""The report: sections, the meeting pages, their archive and the headless run."""
