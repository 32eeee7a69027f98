// verify_log opens what tradein exports with the code of the Go checksum database, which knows nothing of tradein:
// notes and tiles as C2SP has them, inclusion of every entry, receipts, and consistency with older checkpoints.
//
// usage: verify_log TILES [-receipt FILE]... [-older CHECKPOINT]...
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder reads tiles by their path in tlog-tiles, which has no height: the checksum database's has.
type folder struct{ path string }

func (f folder) Height() int { return tileHeight }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
		data, err := os.ReadFile(filepath.Join(f.path, "tile", path))
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// opened checks a checkpoint's signature and gives its tree.
func opened(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.SplitN(signed.Text, "\n", 4)
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("no checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// entries calls visit with each entry of tile/entries.
func (f folder) entries(size int64, visit func(number int64, entry []byte) error) error {
	for number := int64(0); number < size; {
		width := size - number
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		tile := tlog.Tile{H: tileHeight, L: 0, N: number >> tileHeight, W: int(width)}
		path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight))
		data, err := os.ReadFile(filepath.Join(f.path, "tile", "entries", path))
		if err != nil {
			return err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("entry %d: cut short", number)
			}
			length := int(binary.BigEndian.Uint16(data))
			if err := visit(number, data[2:2+length]); err != nil {
				return err
			}
			data = data[2+length:]
			number++
		}
		if len(data) != 0 {
			return fmt.Errorf("entry %d: bytes behind it", number-1)
		}
	}
	return nil
}

// checkEntries compares each entry with the tree that the checkpoint signs.
func (f folder) checkEntries(tree tlog.Tree, hashes tlog.HashReader) error {
	var indexes []int64
	var leaves []tlog.Hash
	compare := func() error {
		stored, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range stored {
			if stored[i] != leaves[i] {
				return fmt.Errorf("entry %d: not in the tree", tree.N-int64(len(stored)-i))
			}
		}
		return nil
	}
	err := f.entries(tree.N, func(number int64, entry []byte) error {
		indexes = append(indexes, tlog.StoredHashIndex(0, number))
		leaves = append(leaves, tlog.RecordHash(entry))
		return nil
	})
	if err != nil {
		return err
	}
	return compare()
}

// checkReceipt checks a C2SP tlog-proof; its entry is in `extra`.
func checkReceipt(path string, verifier note.Verifier) (int64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	head, checkpoint, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, fmt.Errorf("no receipt")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return 0, err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return 0, err
	}
	tree, err := opened(checkpoint, verifier)
	if err != nil {
		return 0, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, err
		}
		proof = append(proof, hash)
	}
	return index, tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func run(arguments []string) error {
	if len(arguments) == 0 || len(arguments)%2 != 1 {
		return fmt.Errorf("usage: verify_log TILES [-receipt FILE]... [-older CHECKPOINT]...")
	}
	tiles := folder{arguments[0]}
	vkey, err := os.ReadFile(filepath.Join(tiles.path, "vkey"))
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	checkpoint, err := os.ReadFile(filepath.Join(tiles.path, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := opened(checkpoint, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	hashes := tlog.TileHashReader(tree, tiles)
	if err := tiles.checkEntries(tree, hashes); err != nil {
		return err
	}
	fmt.Printf("OK: %d entries in the tree that %s signed\n", tree.N, verifier.Name())
	for i := 1; i < len(arguments); i += 2 {
		path := arguments[i+1]
		if arguments[i] == "-receipt" {
			index, err := checkReceipt(path, verifier)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			fmt.Printf("OK: the receipt of entry %d\n", index)
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		older, err := opened(text, verifier)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		proof, err := tlog.ProveTree(tree.N, older.N, hashes)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		fmt.Printf("OK: it continues the checkpoint of %d entries\n", older.N)
	}
	return nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Printf("FAILED: %v\n", err)
		os.Exit(1)
	}
}
