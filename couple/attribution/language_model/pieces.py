"""A text that is too long for one prompt, in pieces: nothing is cut away, and no word is cut through if it can be."""


def pieces(text: str, longest: int) -> list[tuple[int, int]]:
    """Borders of pieces of at most ``longest`` characters that make up the text, each cut after its last space."""
    found: list[tuple[int, int]] = []
    start = 0
    while len(text) - start > longest:
        places = range(start + longest, start + longest // 2, -1)
        end = next((place for place in places if text[place - 1].isspace()), start + longest)
        found.append((start, end))
        start = end
    return [*found, (start, len(text))]
