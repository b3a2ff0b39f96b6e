"""What a benchmark writes: a row an answer, and the document that its report is drawn from."""
