"""What a benchmark asks and how: questions with targets become cases, and every method answers every case."""
