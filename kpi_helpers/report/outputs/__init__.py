"""What carries a page on: Excel, a digest to paste, the lists to act on, a PDF."""
