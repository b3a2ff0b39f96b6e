"""Value Portrait (Han, Choi, Song, Lee and Jo, ACL 2025): replies to everyday texts, tagged by human ratings."""
