-- A store of tradein, version 1: one SQLite file (3.37 or newer). The log of entries is the truth; what else is here
-- can be made again from it. Nothing is changed or deleted once it is written: `tradein verify` would name it.
--
-- Beside it lie STORE.key (secrets, mode 0600), STORE.lock (the writer's lock, always empty), STORE.history (a derived
-- table that is made anew when it is lost), STORE.vault and STORE.kek (personal data and its key: vault.sql), and
-- STORE-wal and STORE-shm while it is open; the vault has its own, or a STORE.vault-journal.

PRAGMA application_id = 1953653809;  -- 'trd1'
PRAGMA user_version = 1;

-- The log. `seq` is the entry's number, from 0 and without gaps; `bytes` is exactly the entry's bytes (log.md).
CREATE TABLE entry (
  seq   INTEGER PRIMARY KEY,
  bytes TEXT NOT NULL
) STRICT;

-- The RFC 6962 tree over the entries, as the tiles of C2SP tlog-tiles, each cut into four rows of at most 64 hashes:
-- pages of 16 KiB hold seven such rows, but only one of 256. `first` is the position of the row's first hash in its
-- tile level (level L holds the hashes of tree level 8 x L), a multiple of 64; `hashes` has 32 bytes for each. A row
-- of fewer than 64 hashes is the tree's edge and grows. `place` puts the level with the most rows last, as SQLite
-- appends at a table's end fastest.
CREATE TABLE tile (
  place  INTEGER PRIMARY KEY CHECK (place >= 0),
  hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 2048 AND length(hashes) % 32 = 0),
  level  INTEGER GENERATED ALWAYS AS (7 - (place >> 56)) VIRTUAL,
  first  INTEGER GENERATED ALWAYS AS ((place & 72057594037927935) * 64) VIRTUAL
) STRICT;

-- One row a commit: the tree's size and root after it, and its signed note (empty in an imported log).
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  note TEXT NOT NULL
) STRICT;

-- Every rule pack that ever decided, under the SHA-256 of its bytes.
CREATE TABLE pack (
  id     INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  bytes  BLOB NOT NULL
) STRICT;

-- What was decided, read from the entries themselves, so that it cannot say anything else.
CREATE VIEW decision (entry, claim_id, retailer, kind, programme, region, outcome, amount_fen) AS
SELECT seq,
       json_extract(bytes, '$.claim_id'),
       json_extract(bytes, '$.retailer'),
       json_extract(bytes, '$.kind'),
       json_extract(bytes, '$.programme'),
       json_extract(bytes, '$.region'),
       json_extract(bytes, '$.outcome'),
       json_extract(bytes, '$.amount')
FROM entry
WHERE CASE WHEN json_valid(bytes) THEN json_extract(bytes, '$.k') END = 'claim';

CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END;

CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile
WHEN new.place <> old.place OR substr(new.hashes, 1, length(old.hashes)) <> old.hashes
BEGIN SELECT raise(ABORT, 'a tile only grows'); END;
CREATE TRIGGER tile_is_not_deleted BEFORE DELETE ON tile
BEGIN SELECT raise(ABORT, 'a tile is never deleted'); END;

CREATE TRIGGER checkpoint_is_only_signed BEFORE UPDATE ON checkpoint
WHEN new.size <> old.size OR new.root <> old.root OR old.note <> ''
BEGIN SELECT raise(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_is_not_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'a checkpoint is never deleted'); END;

CREATE TRIGGER pack_is_not_changed BEFORE UPDATE ON pack
BEGIN SELECT raise(ABORT, 'a pack is never changed'); END;
CREATE TRIGGER pack_is_not_deleted BEFORE DELETE ON pack
BEGIN SELECT raise(ABORT, 'a pack is never deleted'); END;
