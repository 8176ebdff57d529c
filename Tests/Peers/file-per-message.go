// The usual way to keep a message: a Go net/http handler that parses the form and writes one Maildir file with
// fsync, rename and fsync of the directory before it answers. A peer of the submission benchmark.
//
//	go run Tests/Peers/file-per-message.go -listen 127.0.0.1:9001 -store /tmp/peer
//
// The first segment of the path names the mailbox, so that messages can be spread over many.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func deliver(store, box string, message []byte) (string, error) {
	var random [10]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	name := hex.EncodeToString(random[:])
	directory := filepath.Join(store, box)
	for _, part := range []string{"tmp", "new"} {
		if err := os.MkdirAll(filepath.Join(directory, part), 0o750); err != nil {
			return "", err
		}
	}
	temporary := filepath.Join(directory, "tmp", name)
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return "", err
	}
	if _, err = file.Write(message); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", err
	}
	if err = os.Rename(temporary, filepath.Join(directory, "new", name)); err != nil {
		return "", err
	}
	entries, err := os.Open(filepath.Join(directory, "new"))
	if err != nil {
		return "", err
	}
	defer entries.Close()
	return name, entries.Sync()
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	store := flag.String("store", "", "directory")
	flag.Parse()
	handler := http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if err := request.ParseForm(); err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		text := request.PostForm.Get("text")
		if strings.TrimSpace(text) == "" {
			http.Error(answer, "no text", http.StatusUnprocessableEntity)
			return
		}
		message, err := json.Marshal(map[string]string{
			"at": time.Now().Format(time.RFC3339Nano), "nonce": request.PostForm.Get("nonce"), "text": text,
			"name": request.PostForm.Get("name"), "phone": request.PostForm.Get("phone"),
		})
		if err == nil {
			var name string
			name, err = deliver(*store, filepath.Base(request.URL.Path), message)
			if err == nil {
				answer.Header().Set("Location", "/r/"+name)
				answer.WriteHeader(http.StatusSeeOther)
				return
			}
		}
		http.Error(answer, err.Error(), http.StatusServiceUnavailable)
	})
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.WriteString("listening http://" + listener.Addr().String() + "\n")
	log.Fatal(http.Serve(listener, handler))
}
