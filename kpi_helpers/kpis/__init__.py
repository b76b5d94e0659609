"""What every number means: one module per chapter of the definitions."""
