"""Stands between a client and a server on this machine, and swallows answers to what was posted.

usage: swallow.py PORT (drop|torn|502|hang)
Prints its own port. Each request goes to the server at PORT and is done there; of those with one Idempotency-Key the first
four answers don't come back: the connection closes, ends in the middle of the answer, carries a gateway's page instead, or
stays silent. Runs until it is killed.
"""
import collections
import socket
import sys
import threading
import time

upstream, way = int(sys.argv[1]), sys.argv[2]
seen = collections.Counter()


def whole(connection):
    """One request, or nothing."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(1 << 16)
        if not more:
            return None, {}
        received += more
    head, body = received.split(b"\r\n\r\n", 1)
    lines = head.split(b"\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    while len(body) < int(fields.get(b"content-length", 0)):
        body += connection.recv(1 << 16)
    return b"\r\n".join([lines[0], b"Connection: close", *lines[1:]]) + b"\r\n\r\n" + body, fields


def serve(connection):
    with connection:
        request, fields = whole(connection)
        if request is None:
            return
        answer = b""
        with socket.create_connection(("127.0.0.1", upstream)) as server:
            server.sendall(request)
            while more := server.recv(1 << 16):
                answer += more
        key = fields.get(b"idempotency-key")
        seen[key] += 1
        if key and seen[key] <= 4:
            if way == "drop":
                return
            if way == "hang":
                return time.sleep(120)
            answer = (
                answer[:-20] if way == "torn"
                else b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nbad"
            )
        connection.sendall(answer)


with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
