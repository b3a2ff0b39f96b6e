"""What a report on staircases holds: tables, sheets, pictures."""
