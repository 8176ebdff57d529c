extension WireCase {
    /// RFC 9112 section 9, and the attacks that live between two requests.
    static let connections: [WireCase] = [
        WireCase("two requests", get("") + line("GET /2 HTTP/1.1"), "GET / | GET /2"),
        WireCase(
            "content, then a request", post("Content-Length: 1\r\n", "a") + line("GET /2 HTTP/1.1"),
            "POST / [a] | GET /2"),
        WireCase(
            "chunks, then a request", chunked("1\r\na\r\n0\r\n\r\n") + line("GET /2 HTTP/1.1"),
            "POST / [a] | GET /2"),
        WireCase(
            "an empty line between", post("Content-Length: 1\r\n", "a\r\n") + line("GET /2 HTTP/1.1"),
            "POST / [a] | GET /2"),
        WireCase(
            "rubbish between", post("Content-Length: 1\r\n", "a?") + line("GET /2 HTTP/1.1"),
            "POST / [a] | 400"),
        WireCase("nothing after a refusal", get("A : b\r\n") + line("GET /2 HTTP/1.1"), "400"),
        WireCase("close", get("Connection: close\r\n"), "GET / | close"),
        WireCase("close in capitals", get("CONNECTION: CLOSE\r\n"), "GET / | close"),
        WireCase("close in a list", get("Connection: foo, close ,bar\r\n"), "GET / | close"),
        WireCase(
            "close in the second line", get("Connection: foo\r\nConnection: close\r\n"), "GET / | close"),
        WireCase("a word like close", get("Connection: closed\r\n"), "GET /"),
        WireCase(
            "nothing after close", get("Connection: close\r\n") + line("GET /2 HTTP/1.1"), "GET / | close"),
        WireCase(
            "HTTP/1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET / | close"),
        WireCase("keep-alive", get("Connection: keep-alive\r\n") + line("GET /2 HTTP/1.1"), "GET / | GET /2"),
        WireCase(
            "CL.TE",
            post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG")
                + line("GET /2 HTTP/1.1"), "400"),
        WireCase(
            "TE.CL",
            post(
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "5c\r\nGPOST / HTTP/1.1\r\n\r\n0\r\n\r\n"), "400"),
        WireCase(
            "TE.TE",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n")
                + line("GET /2 HTTP/1.1"), "400"),
        WireCase(
            "CL.0", post("Content-Length: 0\r\n", "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"), "POST / | GET /2"),
        WireCase(
            "request in the content", post("Content-Length: 27\r\n", "GET /2 HTTP/1.1\r\nHost: a\r\n\r"),
            "POST / [GET /2 HTTP/1.1\r\nHost: a\r\n\r]"),
        WireCase(
            "request in a chunk's overhang", chunked("1\r\naGET /2 HTTP/1.1\r\nHost: a\r\n\r\n0\r\n\r\n"),
            "400"),
        WireCase(
            "request in an extension", chunked("0;\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"), "400"),
        WireCase(
            "coding after a fold",
            post("Content-Length: 3\r\nX: y\r\n Transfer-Encoding: chunked\r\n", "abc"), "400"),
        WireCase(
            "coding after a bare CR",
            post("X: y\rTransfer-Encoding: chunked\r\nContent-Length: 3\r\n", "abc"), "400"),
        WireCase(
            "coding after a bare LF",
            post("X: y\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n", "abc"), "400"),
        WireCase(
            "coding after a NUL", post("X: y\u{0}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "abc"),
            "400"),
    ]

    /// What is too long or too much.
    static let limits: [WireCase] = [
        WireCase("target as long as allowed", line("GET /\(long(8178)) HTTP/1.1"), "GET /\(long(8178))"),
        WireCase("target too long", line("GET /\(long(8179)) HTTP/1.1"), "414"),
        WireCase("target too long and endless", "GET /\(long(20_000))", "414"),
        WireCase("method too long and endless", long(20_000), "414"),
        WireCase("field too long", get("A: \(long(17_000))\r\n"), "431"),
        WireCase("field too long and endless", "GET / HTTP/1.1\r\nHost: a\r\nA: \(long(20_000))", "431"),
        WireCase("fields too long together", get(String(repeating: "A: \(long(500))\r\n", count: 40)), "431"),
        WireCase("fields as many as allowed", get(String(repeating: "A: b\r\n", count: 99)), "GET /"),
        WireCase("one field too many", get(String(repeating: "A: b\r\n", count: 100)), "431"),
        WireCase("fields without end", get(String(repeating: "A: b\r\n", count: 2000)), "431"),
    ]
}
