"""Chapter 10, the months ahead (予算の調整): by cohort and lag."""
