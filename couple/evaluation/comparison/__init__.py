"""Methods side by side: differences, corrected p-values, parts of the answers, bounds on single ones."""
