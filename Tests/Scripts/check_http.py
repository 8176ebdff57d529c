"""Talks to a LiaisonHTTP echo server through h11 as a strict client; exits 0 when h11 finds no fault.

usage: python3 Tests/Scripts/check_http.py HOST PORT
"""
import socket
import sys

import h11


class Client:
    def __init__(self):
        self.socket = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10)
        self.connection = h11.Connection(h11.CLIENT)

    def send(self, *events):
        for event in events:
            self.socket.sendall(self.connection.send(event) or b"")

    def receive(self):
        """The interim statuses, the answer and its content."""
        interim, response, content = [], None, b""
        while True:
            event = self.connection.next_event()
            if event is h11.NEED_DATA:
                self.connection.receive_data(self.socket.recv(4096))
            elif isinstance(event, h11.InformationalResponse):
                interim.append(event.status_code)
            elif isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                content += event.data
            elif isinstance(event, h11.EndOfMessage):
                return interim, response, content
            else:
                raise AssertionError(event)


def request(method, target, *headers):
    return h11.Request(method=method, target=target, headers=[("Host", "a"), *headers])


def check(name, actual, expected):
    assert actual == expected, f"{name}: {actual!r} instead of {expected!r}"


def main():
    client = Client()
    for round in range(3):
        client.send(request("GET", "/a%20b?x"), h11.EndOfMessage())
        interim, response, content = client.receive()
        check("GET", (interim, response.status_code, content), ([], 200, b"GET /a b"))
        assert response.http_version == b"1.1"
        names = [name for name, _ in response.headers]
        check("fields", names, [b"date", b"content-length"])
        client.connection.start_next_cycle()

    client.send(request("HEAD", "/a"), h11.EndOfMessage())
    _, response, content = client.receive()
    check("HEAD", (dict(response.headers)[b"content-length"], content), (b"6", b""))
    client.connection.start_next_cycle()

    client.send(request("POST", "/a", ("Content-Length", "3")), h11.Data(data=b"abc"), h11.EndOfMessage())
    check("POST", client.receive()[2], b"POST /a [abc]")
    client.connection.start_next_cycle()

    client.send(request("POST", "/a", ("Transfer-Encoding", "chunked")), h11.Data(data=b"abc"), h11.Data(data=b"d"), h11.EndOfMessage(headers=[("X", "y")]))
    check("chunked", client.receive()[2], b"POST /a [abcd]")
    client.connection.start_next_cycle()

    client.send(request("OPTIONS", "*"), h11.EndOfMessage())
    check("OPTIONS *", client.receive()[1].status_code, 204)
    client.connection.start_next_cycle()

    client.send(request("POST", "/a", ("Content-Length", "3"), ("Expect", "100-continue")))
    while True:
        event = client.connection.next_event()
        if event is not h11.NEED_DATA:
            break
        client.connection.receive_data(client.socket.recv(4096))
    check("100", event.status_code, 100)
    client.send(h11.Data(data=b"abc"), h11.EndOfMessage())
    check("after 100", client.receive()[2], b"POST /a [abc]")
    client.connection.start_next_cycle()

    client.send(request("POST", "/a", ("Content-Length", "9999999")))
    _, response, _ = client.receive()
    check("413", (response.status_code, dict(response.headers)[b"connection"]), (413, b"close"))
    check("end of stream", client.socket.recv(1), b"")

    client = Client()
    client.send(request("GET", "/a", ("Connection", "close")), h11.EndOfMessage())
    check("close", client.receive()[2], b"GET /a")
    check("end of stream", client.socket.recv(1), b"")
    print("h11 finds no fault")


main()
