"""The workbook: what a team writes down, read, judged and seen as on one day."""
