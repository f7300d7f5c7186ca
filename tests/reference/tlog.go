// A reader of a published log and of a bundle's proofs about it, built on the reference
// implementation of signed notes and tiled logs (golang.org/x/mod/sumdb): tlog.go LOG POLICY [BUNDLE].
// Shares nothing with the program but the formats of C2SP and section 14 of docs/draw-protocol.md.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A witness's key: Ed25519 over a statement with a time (c2sp.org/tlog-cosignature).
type cosigner struct {
	name string
	key  ed25519.PublicKey
}

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	hash := sha256.Sum256(append([]byte(c.name+"\n\x04"), c.key...))
	return binary.BigEndian.Uint32(hash[:])
}

func (c cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	statement := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(c.key, []byte(statement), signature[8:])
}

func main() {
	if len(os.Args) < 3 {
		fail("usage: tlog.go LOG POLICY [BUNDLE]")
	}
	log, keys := policy(read(os.Args[2]))
	tree := head(read(os.Args[1], "checkpoint"), log, keys)
	entries(os.Args[1], tree)
	if len(os.Args) > 3 {
		bundle(os.Args[3], tree, log, keys)
	}
}

// The keys of a policy: the log's, and all of them.
func policy(text []byte) (note.Verifier, note.Verifiers) {
	var log note.Verifier
	var all []note.Verifier
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) >= 2 && words[0] == "log":
			log = must(note.NewVerifier(words[1]))
			all = append(all, log)
		case len(words) >= 3 && words[0] == "witness":
			parts := strings.SplitN(words[2], "+", 3)
			key := must(base64.StdEncoding.DecodeString(parts[2]))
			witness := cosigner{parts[0], ed25519.PublicKey(key[1:])}
			if key[0] != 4 || fmt.Sprintf("%08x", witness.KeyHash()) != parts[1] {
				fail("the policy's key of " + words[1])
			}
			all = append(all, witness)
		}
	}
	return log, note.VerifierList(all...)
}

// A checkpoint that the log has signed; says who has cosigned it.
func head(text []byte, log note.Verifier, keys note.Verifiers) tlog.Tree {
	signed := must(note.Open(text, keys))
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != log.Name() || lines[3] != "" {
		fail("the checkpoint's three lines")
	}
	byLog := false
	for _, signature := range signed.Sigs {
		byLog = byLog || (signature.Name == log.Name() && signature.Hash == log.KeyHash())
		fmt.Println("ok signed by", signature.Name)
	}
	if !byLog || len(signed.UnverifiedSigs) > 0 {
		fail("the signatures of the checkpoint")
	}
	return tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
}

// Every entry of the published log stands in the tree under its head.
func entries(dir string, tree tlog.Tree) {
	hashes := tlog.TileHashReader(tree, tiles(dir))
	for number := int64(0); number < tree.N; {
		width := min(256, tree.N-number)
		path := tlog.Tile{H: 8, L: 0, N: number / 256, W: int(width)}.Path()
		bytes := read(dir, strings.Replace(path, "tile/8/0/", "tile/entries/", 1))
		for end := number + width; number < end; number++ {
			length := 2 + int(binary.BigEndian.Uint16(bytes))
			wanted := must(hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, number)}))[0]
			if tlog.RecordHash(bytes[2:length]) != wanted {
				fail(fmt.Sprint("entry ", number))
			}
			bytes = bytes[length:]
		}
		if len(bytes) > 0 {
			fail("bytes behind the entries of " + path)
		}
	}
	fmt.Println("ok", tree.N, "entries")
}

type tiles string

func (dir tiles) Height() int { return 8 }

func (dir tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		found = append(found, read(string(dir), strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
	}
	return found, nil
}

func (dir tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// Every proof of a bundle leads to a head of the log, and the heads continue one another.
func bundle(dir string, latest tlog.Tree, log note.Verifier, keys note.Verifiers) {
	heads := map[int64]tlog.Hash{latest.N: latest.Hash}
	for _, path := range must(filepath.Glob(filepath.Join(dir, "log-*.txt"))) {
		name, text := filepath.Base(path), string(read(path))
		if !strings.HasPrefix(text, "c2sp.org/tlog-proof@v1\n") {
			continue
		}
		parts := strings.SplitN(text, "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		entry := must(base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra ")))
		index := must(strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64))
		var proof tlog.RecordProof
		for _, line := range lines[3:] {
			proof = append(proof, must(tlog.ParseHash(line)))
		}
		tree := head([]byte(parts[1]), log, keys)
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
			fail(name + ": " + err.Error())
		}
		heads[tree.N] = tree.Hash
		fmt.Println("ok", name)
	}
	for _, path := range must(filepath.Glob(filepath.Join(dir, "log-consistency-*.txt"))) {
		lines := strings.Split(string(read(path)), "\n")
		old := must(strconv.ParseInt(strings.TrimPrefix(lines[1], "old "), 10, 64))
		new := must(strconv.ParseInt(strings.TrimPrefix(lines[2], "new "), 10, 64))
		var proof tlog.TreeProof
		for _, line := range lines[3 : len(lines)-1] {
			var hash tlog.Hash
			copy(hash[:], must(hex.DecodeString(strings.TrimPrefix(line, "hash "))))
			proof = append(proof, hash)
		}
		if err := tlog.CheckTree(proof, new, heads[new], old, heads[old]); err != nil {
			fail(path + ": " + err.Error())
		}
		fmt.Println("ok", filepath.Base(path))
	}
}

func read(path ...string) []byte { return must(os.ReadFile(filepath.Join(path...))) }

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func must[T any](value T, err error) T {
	if err != nil {
		fail(err.Error())
	}
	return value
}

func fail(what string) {
	fmt.Println("fail", what)
	os.Exit(1)
}
