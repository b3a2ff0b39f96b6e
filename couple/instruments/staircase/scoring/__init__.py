"""From choices to numbers: preferences, drift, ranks, paired comparison; pure functions of recorded choices."""
