-- How often a page found here was opened from a result, and when last: of two
-- that fit a question equally well, the one that is used comes first.
CREATE TABLE opens (
  page  INTEGER PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,
  times INTEGER NOT NULL,
  last  INTEGER NOT NULL
) STRICT;
