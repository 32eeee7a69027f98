-- The vault of tradein, version 1: personal data of a store's claims, each sealed under a key of its own. One SQLite
-- file `STORE.vault` beside the store, mode 0600, so that erasing a person never touches the log. The log is the truth;
-- no decision reads the vault, and replay and verify need none.
--
-- The keys are wrapped by the deployment key, in `STORE.kek` (mode 0600: `tradein-kek 1`, `key` with 32 bytes in hex,
-- a line each), or in the file that TRADEIN_KEK names: on another disk it makes a stolen copy of this one worthless.
-- After `key`, the one in force, there may be `old` lines, newest first, for vaults that are still under such a key.
--
-- `tradein keys rewrap` puts a new key before the old one in that file, changes every wrapped key and `vault.kek` in one
-- transaction, wipes the journals, and takes the old key out. So at any moment the file has the key that the vault names,
-- and the next program that writes ends what was cut short. Where the file may serve other stores (TRADEIN_KEK, or a
-- link) the old key stays until `tradein keys forget`; each store that comes after takes the key in force.
--
-- No page holds what was deleted (secure_delete). While batches are processed the journal is a rollback journal
-- (PERSIST: a new page is written once), while `serve` runs a write-ahead log (a commit syncs once). Erasing overwrites
-- the record where it lies, then what either journal still holds, and leaves both empty.

PRAGMA application_id = 1953653878;  -- 'trdv'
PRAGMA user_version = 1;

-- Whose vault it is: the log's name, and the first 16 bytes of SHA-256("tradein-kek 1\n" || deployment key).
CREATE TABLE vault (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  origin TEXT NOT NULL,
  kek    BLOB NOT NULL CHECK (length(kek) = 16)
) STRICT;

-- The records of one commit of the log. `first` is the log's size before that commit. `places` has 32 bytes a record:
-- the number of the claim's entry (8 bytes), the record's offset in `sealed` (4) and its length (4), highest byte first,
-- then the subject (16): the pseudonym of consumer_id as it stands in the entry, or the entry's content digest where the
-- claim has no consumer_id. A subject of zeros is an erased record, and its bytes in `sealed` are zeros, too.
--
-- A record is the wrapped key and the sealed text. The key: 12 bytes nonce, 32 bytes, 16 bytes tag of AES-256-GCM under
-- the deployment key, with the subject as additional data. The text: 12 bytes nonce, the ciphertext, 16 bytes tag under
-- the record's key, with origin, 0x0a, retailer, 0x0a, claim id, 0x0a and the entry's content digest (16 bytes) as
-- additional data. It is the claim's personal fields as an entry would have them: a canonical JSON object of strings.
--
-- One row a commit and not one a claim: 1,000,000 records took a fifth of the time of as many rows.
CREATE TABLE record (
  first  INTEGER PRIMARY KEY CHECK (first >= 0),
  places BLOB NOT NULL CHECK (length(places) % 32 = 0),
  sealed BLOB NOT NULL
) STRICT;

-- Subjects that are not just active, and the entry of kind `personal-data` that says so.
CREATE TABLE subject (
  pseudonym BLOB PRIMARY KEY CHECK (length(pseudonym) = 16),
  state     TEXT NOT NULL CHECK (state IN ('active', 'restricted', 'erased')),
  entry     INTEGER NOT NULL CHECK (entry >= 0)
) STRICT, WITHOUT ROWID;
