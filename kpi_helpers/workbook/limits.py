"""From how many cases on a rate may decide something."""

THIN_BELOW = 30
"""A rate of fewer cases is told and drawn, but greyed: it decides nothing."""
