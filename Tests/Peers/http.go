// The HTTP benchmark's peer in Go: net/http answering with one page, as a Go handler would be written.
package main

import (
	"net"
	"net/http"
	"os"
)

func main() {
	page, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	println("listening http://" + listener.Addr().String())
	http.Serve(listener, http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		header := writer.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		writer.Write(page)
	}))
}
