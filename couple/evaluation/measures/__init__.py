"""What is measured of answers, with intervals and tests that draw questions and never single answers."""
