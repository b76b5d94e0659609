"""The inside-sales team's own week, one module per section."""
