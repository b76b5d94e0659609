"""The meeting of inside sales with marketing, one module per section."""
