-- library.db, the truth. Times are Unix milliseconds; NULL is "unknown".

-- id: random, ties index.db to this library. rev: the last revision given out.
-- scrub: 1 while erased words may still stand in free space of the files.
-- bookmarks, visible, captured: counters, see below.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- A browser profile, or an import. run_no numbers the runs of bookmarks.sync;
-- run_added counts the bookmarks that the present run brought, run_asked
-- tells that its end was answered with "confirm?".
CREATE TABLE sources (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  browser   TEXT NOT NULL,
  profile   TEXT NOT NULL,
  label     TEXT NOT NULL DEFAULT '',
  last_seen INTEGER,
  run       TEXT NOT NULL DEFAULT '',
  run_no    INTEGER NOT NULL DEFAULT 0,
  run_added INTEGER NOT NULL DEFAULT 0,
  run_asked INTEGER NOT NULL DEFAULT 0,
  UNIQUE (browser, profile)
) STRICT;

-- Runs that a newer one took the place of, so that a late batch of theirs is
-- known for what it is.
CREATE TABLE old_runs (
  source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  run    TEXT NOT NULL,
  run_no INTEGER NOT NULL,
  PRIMARY KEY (source, run)
) STRICT, WITHOUT ROWID;

-- What stands at one normalised address. hidden_since: the last bookmark went.
-- saved_at: kept by the person's word although no bookmark points at it.
CREATE TABLE pages (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  key          TEXT NOT NULL UNIQUE,
  url          TEXT NOT NULL,
  rev          INTEGER NOT NULL,
  saved_at     INTEGER,
  hidden_since INTEGER
) STRICT;
CREATE INDEX pages_rev ON pages(rev, hidden_since);
CREATE INDEX pages_hidden ON pages(hidden_since) WHERE hidden_since IS NOT NULL;
CREATE INDEX pages_saved ON pages(saved_at) WHERE saved_at IS NOT NULL;

-- The text of a page, apart from pages so that a new revision does not write
-- the text again. hash: SHA-256 of text. damaged_at: text did not fit its hash.
CREATE TABLE texts (
  page        INTEGER PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,
  title       TEXT NOT NULL,
  hash        BLOB NOT NULL,
  lang        TEXT NOT NULL,
  captured_at INTEGER,
  captured_by TEXT NOT NULL,
  damaged_at  INTEGER,
  text        TEXT NOT NULL
) STRICT;
CREATE INDEX texts_sound ON texts(page) WHERE damaged_at IS NULL AND text <> '';
CREATE INDEX texts_damaged ON texts(damaged_at) WHERE damaged_at IS NOT NULL;

-- Bookmarks and folders (url = ''). parent may name a node that has not come
-- yet. seen: the last run that named the node, or was present when
-- bookmarks.apply touched it; touched: the run during which apply did.
CREATE TABLE nodes (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  source   INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  node     TEXT NOT NULL,
  parent   TEXT NOT NULL,
  title    TEXT NOT NULL,
  url      TEXT NOT NULL,
  added    INTEGER,
  position INTEGER NOT NULL,
  page     INTEGER REFERENCES pages(id),
  seen     INTEGER NOT NULL,
  touched  INTEGER NOT NULL,
  UNIQUE (source, node)
) STRICT;
CREATE INDEX nodes_parent ON nodes(source, parent);
CREATE INDEX nodes_page ON nodes(page) WHERE page IS NOT NULL;
CREATE INDEX nodes_recent ON nodes(added, page) WHERE page IS NOT NULL;
CREATE INDEX nodes_bookmarks ON nodes(source) WHERE url <> '';

-- Nodes that bookmarks.apply removed since the present run began: the run's
-- own picture of the tree may be older and must not bring them back.
CREATE TABLE removed_nodes (
  source INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  node   TEXT NOT NULL,
  PRIMARY KEY (source, node)
) STRICT, WITHOUT ROWID;

-- Pages that were erased here and may still be in index.db.
CREATE TABLE erased (
  page INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id      TEXT PRIMARY KEY,
  updated INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_updated ON conversations(updated, id);

CREATE TABLE turns (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
  question     TEXT NOT NULL,
  answer       BLOB NOT NULL,
  at           INTEGER NOT NULL
) STRICT;
CREATE INDEX turns_conversation ON turns(conversation, id);

-- The pages that a turn quotes, so that forgetting a page finds the turn.
CREATE TABLE turn_pages (
  page INTEGER NOT NULL,
  turn INTEGER NOT NULL REFERENCES turns(id) ON DELETE CASCADE,
  PRIMARY KEY (page, turn)
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_pages_turn ON turn_pages(turn);

INSERT INTO meta(key, value) VALUES ('id', lower(hex(randomblob(16)))), ('rev', 0), ('scrub', 0),
  ('bookmarks', 0), ('visible', 0), ('captured', 0);

-- The counters of what status shows: counting walks whole indexes, and every
-- browser asks for the numbers when it connects. Triggers keep them, so that
-- no statement can forget to. visible: pages not hidden. captured: those of
-- them with a sound text.
CREATE TRIGGER nodes_added AFTER INSERT ON nodes WHEN new.url <> '' BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'bookmarks';
END;
CREATE TRIGGER nodes_removed AFTER DELETE ON nodes WHEN old.url <> '' BEGIN
  UPDATE meta SET value = value - 1 WHERE key = 'bookmarks';
END;
CREATE TRIGGER nodes_changed AFTER UPDATE OF url ON nodes WHEN (old.url <> '') <> (new.url <> '') BEGIN
  UPDATE meta SET value = value + (new.url <> '') - (old.url <> '') WHERE key = 'bookmarks';
END;

CREATE TRIGGER pages_added AFTER INSERT ON pages WHEN new.hidden_since IS NULL BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'visible';
END;
-- Before: afterwards its text cannot be told from one of a hidden page.
CREATE TRIGGER pages_removed BEFORE DELETE ON pages WHEN old.hidden_since IS NULL BEGIN
  UPDATE meta SET value = value - 1 WHERE key = 'visible';
  UPDATE meta SET value = value - 1 WHERE key = 'captured'
    AND EXISTS (SELECT 1 FROM texts WHERE page = old.id AND damaged_at IS NULL AND text <> '');
END;
CREATE TRIGGER pages_shown AFTER UPDATE OF hidden_since ON pages WHEN (old.hidden_since IS NULL) <> (new.hidden_since IS NULL) BEGIN
  UPDATE meta SET value = value + iif(new.hidden_since IS NULL, 1, -1)
    WHERE key = 'visible' OR key = 'captured'
    AND EXISTS (SELECT 1 FROM texts WHERE page = new.id AND damaged_at IS NULL AND text <> '');
END;

CREATE TRIGGER texts_added AFTER INSERT ON texts WHEN new.damaged_at IS NULL AND new.text <> '' BEGIN
  UPDATE meta SET value = value + 1 WHERE key = 'captured'
    AND EXISTS (SELECT 1 FROM pages WHERE id = new.page AND hidden_since IS NULL);
END;
CREATE TRIGGER texts_removed AFTER DELETE ON texts WHEN old.damaged_at IS NULL AND old.text <> '' BEGIN
  UPDATE meta SET value = value - 1 WHERE key = 'captured'
    AND EXISTS (SELECT 1 FROM pages WHERE id = old.page AND hidden_since IS NULL);
END;
CREATE TRIGGER texts_changed AFTER UPDATE OF text, damaged_at ON texts
WHEN (old.damaged_at IS NULL AND old.text <> '') <> (new.damaged_at IS NULL AND new.text <> '') BEGIN
  UPDATE meta SET value = value + iif(new.damaged_at IS NULL AND new.text <> '', 1, -1) WHERE key = 'captured'
    AND EXISTS (SELECT 1 FROM pages WHERE id = new.page AND hidden_since IS NULL);
END;

