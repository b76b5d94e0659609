"""Chapter 2, where the month will land (着地見込み)."""
