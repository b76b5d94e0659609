"""The page: from an executed notebook to one HTML file that needs nothing else."""
