-- index.db, derived: dropped and made again whenever it does not fit. Ids of
-- pages are those of library.db.

-- library: the id of the library this index is of. epoch: random, of this
-- index. analysis: the newest
-- analysis.Version that wrote here. through: every page with a revision up to
-- this one is indexed as it should be. rebuilding: 1 until all pages are in. passages: how many rows
-- passages has.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for every indexed page, also one without passages. site_key is the
-- host with its labels turned round, each followed by a dot ("com.example."),
-- so that a site and everything below it is one range.
CREATE TABLE docs (
  page     INTEGER PRIMARY KEY,
  rev      INTEGER NOT NULL,
  analysis INTEGER NOT NULL,
  added    INTEGER,
  site_key TEXT NOT NULL,
  lang     TEXT NOT NULL
) STRICT;
CREATE INDEX docs_added ON docs(added);
CREATE INDEX docs_site ON docs(site_key);

-- Names of the folders a page is in, anywhere on the path, as folded terms.
CREATE TABLE doc_folders (
  folder TEXT NOT NULL,
  page   INTEGER NOT NULL REFERENCES docs(page) ON DELETE CASCADE,
  PRIMARY KEY (folder, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX doc_folders_page ON doc_folders(page);

-- start and stop are bytes of the page's text. unembedded: waits for a vector.
CREATE TABLE passages (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  page       INTEGER NOT NULL REFERENCES docs(page) ON DELETE CASCADE,
  start      INTEGER NOT NULL,
  stop       INTEGER NOT NULL,
  heading    TEXT NOT NULL,
  hash       TEXT NOT NULL,
  unembedded INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX passages_page ON passages(page, start);
CREATE INDEX passages_unembedded ON passages(id) WHERE unembedded = 1;

-- The change log: the last change of every page, in the order of seq.
CREATE TABLE changes (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  page    INTEGER NOT NULL UNIQUE,
  deleted INTEGER NOT NULL
) STRICT;

-- Fed with terms made by package analysis, so the tokenizer only splits at
-- white space: every byte that can be in a term is a token character.
CREATE VIRTUAL TABLE ft USING fts5(
  title, folder, address, body,
  content='', contentless_delete=1, tokenize="ascii tokenchars '+#._-&@'"
);
CREATE VIRTUAL TABLE ft_terms USING fts5vocab(ft, 'row');

-- For typing: prefixes of two and three characters are indexed.
CREATE VIRTUAL TABLE titles USING fts5(
  title, site,
  content='', contentless_delete=1, prefix='2 3', tokenize="ascii tokenchars '+#._-&@'"
);

-- Words as written (folded, not stemmed), for the correction of typing
-- errors. A full-text table of which only the vocabulary is read: counting in
-- a plain table would cost an update for each word of each page.
CREATE VIRTUAL TABLE words USING fts5(
  word,
  content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '+#._-&@'"
);
CREATE VIRTUAL TABLE words_vocab USING fts5vocab(words, 'row');
