-- What came of reading a page in the background. cause: '' when it went well,
-- else one of those of PROTOCOL section 2; detail: words of the catalogue, as
-- code and arguments. attempts: failures in a row. next_try: NULL means never by
-- itself. gone_since, gone_checks: since when, and how many times in a row, the
-- page was found to be gone; dead: often enough and for long enough. ignored:
-- by the person's word not to be tried or named again. etag, modified: of the
-- text that is kept, for asking whether it changed. canonical: the key of the
-- address that the page calls its own, '' for none.
CREATE TABLE fetches (
  page        INTEGER PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,
  cause       TEXT NOT NULL,
  detail      TEXT NOT NULL DEFAULT '',
  at          INTEGER NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  next_try    INTEGER,
  gone_since  INTEGER,
  gone_checks INTEGER NOT NULL DEFAULT 0,
  dead        INTEGER NOT NULL DEFAULT 0,
  ignored     INTEGER NOT NULL DEFAULT 0,
  etag        TEXT NOT NULL DEFAULT '',
  modified    TEXT NOT NULL DEFAULT '',
  canonical   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fetches_due ON fetches(next_try) WHERE next_try IS NOT NULL AND ignored = 0;
CREATE INDEX fetches_failed ON fetches(at, page) WHERE cause <> '';

-- Other addresses of a page: a redirect, or the page itself, says that it is
-- the same one.
CREATE TABLE aliases (
  key  TEXT PRIMARY KEY,
  page INTEGER NOT NULL REFERENCES pages(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_page ON aliases(page);
CREATE INDEX texts_hash ON texts(hash) WHERE damaged_at IS NULL;

-- Texts that are there are looked at again 30 days after they came.
INSERT INTO fetches(page, cause, at, next_try)
  SELECT page, '', coalesce(captured_at, 0), coalesce(captured_at, 0) + 2592000000 FROM texts WHERE damaged_at IS NULL AND text <> '';
