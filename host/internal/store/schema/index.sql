-- index.db, derived: dropped and made again whenever it does not fit. Ids of
-- pages are those of library.db.

-- library: the id of the library this index is of. epoch: random, of this
-- index. analysis: the newest
-- analysis.Version that wrote here. through: every page with a revision up to
-- this one is indexed as it should be. rebuilding: 1 until all pages are in.
-- passages, waiting, aside: counters of passages; see there. noise ID, noise of
-- ID: of a model, how near passages come to a question about something else, and
-- how many passages there were when that was measured.
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

-- start and stop are bytes of the page's text; both are 0 for the passage that
-- stands for the page as a whole, its title. waits: 0 it has its vector of the
-- model that is wanted, 1 it waits for one, 2 it failed and is set aside until
-- retry. turn says who comes first: 0 what the person just saved, 1 titles, 2
-- texts; within one turn the newest page, by added, a
-- Unix time in seconds.
CREATE TABLE passages (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  page     INTEGER NOT NULL REFERENCES docs(page) ON DELETE CASCADE,
  start    INTEGER NOT NULL,
  stop     INTEGER NOT NULL,
  heading  TEXT NOT NULL,
  hash     TEXT NOT NULL,
  turn     INTEGER NOT NULL,
  added    INTEGER NOT NULL,
  waits    INTEGER NOT NULL DEFAULT 1,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry    INTEGER,
  reason   TEXT
) STRICT;
CREATE INDEX passages_page ON passages(page);
CREATE INDEX passages_waiting ON passages(turn, added DESC, id DESC) WHERE waits = 1;
CREATE INDEX passages_aside ON passages(retry) WHERE waits = 2;

-- The counters of what waits and of what is set aside: see library.db.
CREATE TRIGGER passages_added AFTER INSERT ON passages WHEN new.waits > 0 BEGIN
  UPDATE meta SET value = value + 1 WHERE key = iif(new.waits = 1, 'waiting', 'aside');
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages WHEN old.waits > 0 BEGIN
  UPDATE meta SET value = value - 1 WHERE key = iif(old.waits = 1, 'waiting', 'aside');
END;
CREATE TRIGGER passages_changed AFTER UPDATE OF waits ON passages WHEN old.waits <> new.waits BEGIN
  UPDATE meta SET value = value - (key = iif(old.waits = 1, 'waiting', 'aside') AND old.waits > 0)
    + (key = iif(new.waits = 1, 'waiting', 'aside') AND new.waits > 0) WHERE key IN ('waiting', 'aside');
END;

-- Embedding models. stage: 'current' answers, 'building' is made beside it and
-- then takes its place, 'dropped' goes bit by bit. docs and size are those of
-- the built-in one: how many pages it was learnt from, and the bytes in
-- model_parts.
CREATE TABLE models (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  name   TEXT NOT NULL,
  digest TEXT NOT NULL,
  dims   INTEGER NOT NULL,
  stage  TEXT NOT NULL,
  docs   INTEGER NOT NULL DEFAULT 0,
  size   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX models_stage ON models(stage) WHERE stage <> 'dropped';

-- The trained model, in parts of one size (the last may be shorter): a question
-- needs a few of them, and one value would have to be read from its beginning.
-- Those of a dropped model go after its vectors: until then a host may answer
-- with what it has in memory.
CREATE TABLE model_parts (
  model INTEGER NOT NULL REFERENCES models(id),
  part  INTEGER NOT NULL,
  data  BLOB NOT NULL,
  PRIMARY KEY (model, part)
) STRICT;

-- A vector as the scan wants it: element i is about scale times code[i]. title:
-- 1 for that of a title passage. The precise one stands apart, so that loading
-- all of these reads no more than them.
CREATE TABLE vectors (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  model   INTEGER NOT NULL REFERENCES models(id),
  passage INTEGER NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
  page    INTEGER NOT NULL,
  title   INTEGER NOT NULL,
  scale   REAL NOT NULL,
  code    BLOB NOT NULL,
  UNIQUE (passage, model)
) STRICT;

-- precise: the elements in half precision (IEEE 754 binary16, little-endian).
CREATE TABLE precise_vectors (
  seq     INTEGER PRIMARY KEY REFERENCES vectors(seq) ON DELETE CASCADE,
  precise BLOB NOT NULL
) STRICT;

-- Vectors once more, those of 512 numbers in one row (see vectorblocks.go), for
-- programs that want all of them at once. One of them that goes takes the whole
-- row along: what was forgotten must not stand here either.
CREATE TABLE vector_blocks (
  model INTEGER NOT NULL REFERENCES models(id),
  block INTEGER NOT NULL,
  data  BLOB NOT NULL,
  PRIMARY KEY (model, block)
) STRICT;
CREATE TRIGGER vector_blocks_outdated AFTER DELETE ON vectors BEGIN
  DELETE FROM vector_blocks WHERE model = old.model AND block = old.seq / 512;
END;

-- Passages that lost a vector which other hosts may have in memory.
CREATE TABLE gone_vectors (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  passage INTEGER NOT NULL
) STRICT;
CREATE TRIGGER vectors_removed AFTER DELETE ON vectors
WHEN (SELECT stage FROM models WHERE id = old.model) <> 'dropped' BEGIN
  INSERT INTO gone_vectors(passage) VALUES (old.passage);
END;

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

-- For typing: prefixes of two and three characters are indexed. Its
-- vocabulary tells what pinyin may stand for.
CREATE VIRTUAL TABLE titles USING fts5(
  title, site,
  content='', contentless_delete=1, prefix='2 3', tokenize="ascii tokenchars '+#._-&@'"
);
CREATE VIRTUAL TABLE titles_vocab USING fts5vocab(titles, 'row');

-- Words as written (folded, not stemmed), for the correction of typing
-- errors. A full-text table of which only the vocabulary is read: counting in
-- a plain table would cost an update for each word of each page.
CREATE VIRTUAL TABLE words USING fts5(
  word,
  content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '+#._-&@'"
);
CREATE VIRTUAL TABLE words_vocab USING fts5vocab(words, 'row');
