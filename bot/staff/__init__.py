"""The signposting aid: for somebody who works here and has a caller on the line."""
