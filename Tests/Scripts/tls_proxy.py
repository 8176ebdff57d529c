"""Ends TLS in front of a plain server, as nginx or Caddy would.

usage: tls_proxy.py CERTIFICATE KEY HOST:PORT
Prints the port that it listens on, on 127.0.0.1, and copies each connection's bytes both ways until it is killed.
"""
import socket
import ssl
import sys
import threading

host, port = sys.argv[3].rsplit(":", 1)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(connection):
    try:
        with context.wrap_socket(connection, server_side=True) as client:
            with socket.create_connection((host, int(port))) as server:
                threading.Thread(target=copy, args=(client, server), daemon=True).start()
                copy(server, client)
    except (OSError, ssl.SSLError):
        pass


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
