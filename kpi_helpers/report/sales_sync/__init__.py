"""The meeting of inside sales with field sales, one module per section."""
