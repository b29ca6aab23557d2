// Receipts judged with golang.org/x/mod/sumdb, where transparency logs were first written: a line of JSON in, "yes" or "no" out.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type bundle struct {
	Schema  string
	Entry   string
	Proof   string
	Keys    []string
	Records []struct {
		Record string
		Salt   string
		Leaf   int64
		Path   []string
	}
}

type sealed struct {
	Schema  string
	Records struct {
		N    int64
		Root string
	}
}

var errRefused = errors.New("refused")

// A witness's key: the note package knows the log's kind of signature alone.
type witness struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	moment := binary.BigEndian.Uint64(signature[:8])
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", moment, text)
	return ed25519.Verify(w.public, []byte(message), signature[8:])
}

// verifier reads a key: type 1 as the package does, type 4 as a witness's.
func verifier(key string) (note.Verifier, bool, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return nil, false, errRefused
	}
	packed, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(packed) != 33 {
		return nil, false, errRefused
	}
	if packed[0] == 4 {
		sum := sha256.Sum256([]byte(parts[0] + "\n" + string(packed)))
		if hex.EncodeToString(sum[:4]) != parts[1] {
			return nil, false, errRefused
		}
		return witness{parts[0], binary.BigEndian.Uint32(sum[:4]), packed[1:]}, false, nil
	}
	found, err := note.NewVerifier(key)
	return found, true, err
}

// hash reads base64 strictly: tlog.ParseHash takes any bits after the last byte.
func hash(line string) (found tlog.Hash, err error) {
	packed, err := base64.StdEncoding.Strict().DecodeString(line)
	if err != nil || len(packed) != len(found) {
		return found, errRefused
	}
	copy(found[:], packed)
	return found, nil
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		one, err := hash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// signed gives size and root of a checkpoint its log signed; a known key's wrong signature refuses it.
func signed(checkpoint string, keys []string) (int64, tlog.Hash, error) {
	var known []note.Verifier
	logs := map[string]bool{}
	seen := map[string]bool{}
	for _, key := range keys {
		if seen[key] {
			continue // named twice is named; the note package would call it ambiguous
		}
		seen[key] = true
		one, log, err := verifier(key)
		if err != nil {
			return 0, tlog.Hash{}, err
		}
		known = append(known, one)
		logs[one.Name()] = logs[one.Name()] || log
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(known...))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 {
		return 0, tlog.Hash{}, errRefused
	}
	own := false
	for _, one := range opened.Sigs {
		own = own || one.Name == lines[0] && logs[one.Name]
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || !own {
		return 0, tlog.Hash{}, errRefused
	}
	root, err := hash(lines[2])
	return size, root, err
}

func judge(line []byte) error {
	var body bundle
	if err := json.Unmarshal(line, &body); err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(body.Proof, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || body.Schema != "tiyn/receipt/v1" {
		return errRefused
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	size, root, err := signed(checkpoint, body.Keys)
	if err != nil {
		return err
	}
	path, err := hashes(lines[2:])
	if err != nil || index < 0 || index >= size {
		return errRefused
	}
	if err := tlog.CheckRecord(path, size, root, index, tlog.RecordHash([]byte(body.Entry))); err != nil {
		return err
	}
	var entry sealed
	if err := json.Unmarshal([]byte(body.Entry), &entry); err != nil {
		return err
	}
	if entry.Schema != "edition/v1" || !canonical(body.Entry) {
		return errRefused
	}
	return records(body, entry)
}

// canonical says whether a text of JSON is written with sorted keys, each once, without spaces.
func canonical(text string) bool {
	var body any
	reader := json.NewDecoder(strings.NewReader(text))
	reader.UseNumber()
	if reader.Decode(&body) != nil {
		return false
	}
	var again bytes.Buffer
	writer := json.NewEncoder(&again)
	writer.SetEscapeHTML(false)
	return writer.Encode(body) == nil && again.String() == text+"\n"
}

func records(body bundle, entry sealed) error {
	root, err := hash(entry.Records.Root)
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, one := range body.Records {
		if seen[one.Leaf] || !canonical(one.Record) {
			return errRefused
		}
		seen[one.Leaf] = true
		salt, err := hex.DecodeString(one.Salt)
		if err != nil || len(salt) != 32 || one.Salt != strings.ToLower(one.Salt) || one.Leaf < 0 || one.Leaf >= entry.Records.N {
			return errRefused
		}
		path, err := hashes(one.Path)
		if err != nil {
			return err
		}
		leaf := tlog.RecordHash(append(salt, one.Record...))
		if err := tlog.CheckRecord(path, entry.Records.N, root, one.Leaf, leaf); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		if judge(lines.Bytes()) == nil {
			fmt.Println("yes")
		} else {
			fmt.Println("no")
		}
	}
}
