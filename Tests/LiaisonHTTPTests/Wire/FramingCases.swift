extension WireCase {
    /// RFC 9112 sections 6.2 and 6.3.
    static let lengths: [WireCase] = [
        WireCase("content", post("Content-Length: 3\r\n", "abc"), "POST / [abc]"),
        WireCase("no content", post("Content-Length: 0\r\n", ""), "POST /"),
        WireCase("content of a GET", get("Content-Length: 3\r\n") + "abc", "GET / [abc]"),
        WireCase(
            "content of a DELETE", "DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
            "DELETE / [x]"
        ),
        WireCase("POST without a length", post("", ""), "411"),
        WireCase("POST of HTTP/1.0 without a length", "POST / HTTP/1.0\r\n\r\n", "411"),
        WireCase("content still to come", post("Content-Length: 4\r\n", "abc"), ""),
        WireCase("zeros before the length", post("Content-Length: 0003\r\n", "abc"), "POST / [abc]"),
        WireCase(
            "content as long as allowed", post("Content-Length: 1000\r\n", long(1000)),
            "POST / [\(long(1000))]"),
        WireCase("content one byte too long", post("Content-Length: 1001\r\n", long(1001)), "413"),
        WireCase("length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n", ""), "413"),
        WireCase("length of 2^63", post("Content-Length: 9223372036854775808\r\n", ""), "413"),
        WireCase("length of 2^63 - 1", post("Content-Length: 9223372036854775807\r\n", ""), "413"),
        WireCase("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"), "400"),
        WireCase("the same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), "400"),
        WireCase("list of lengths", post("Content-Length: 3, 3\r\n", "abc"), "400"),
        WireCase("list of different lengths", post("Content-Length: 3,4\r\n", "abc"), "400"),
        WireCase("empty length", post("Content-Length:\r\n", "abc"), "400"),
        WireCase("blank length", post("Content-Length:  \r\n", "abc"), "400"),
        WireCase("length with a plus", post("Content-Length: +3\r\n", "abc"), "400"),
        WireCase("length with a minus", post("Content-Length: -3\r\n", "abc"), "400"),
        WireCase("length with a point", post("Content-Length: 3.0\r\n", "abc"), "400"),
        WireCase("length with a space in it", post("Content-Length: 1 2\r\n", "abc"), "400"),
        WireCase("length in hexadecimal", post("Content-Length: 0x3\r\n", "abc"), "400"),
        WireCase("length with an underscore", post("Content-Length: 1_0\r\n", "abc"), "400"),
        WireCase("length in full-width digits", post("Content-Length: \u{EF}\u{BC}\u{93}\r\n", "abc"), "400"),
        WireCase("length with a letter", post("Content-Length: 3a\r\n", "abc"), "400"),
        WireCase("length with NUL", post("Content-Length: 3\u{0}\r\n", "abc"), "400"),
        WireCase("length in quotes", post("Content-Length: \"3\"\r\n", "abc"), "400"),
        WireCase("space before the length's colon", post("Content-Length : 3\r\n", "abc"), "400"),
        WireCase(
            "expectation of content", post("Expect: 100-continue\r\nContent-Length: 3\r\n", ""), "continue"),
        WireCase(
            "expectation of no content", post("Expect: 100-continue\r\nContent-Length: 0\r\n", ""), "POST /"),
        WireCase(
            "expectation of too much", post("Expect: 100-continue\r\nContent-Length: 1001\r\n", ""), "413"),
        WireCase(
            "expectation in capitals", post("Expect: 100-Continue\r\nContent-Length: 3\r\n", ""), "continue"),
        WireCase(
            "expectation in HTTP/1.0", "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            ""),
        WireCase("unknown expectation", post("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc"), "417"),
        WireCase("empty expectation", post("Expect:\r\nContent-Length: 3\r\n", "abc"), "417"),
    ]

    /// RFC 9112 sections 6.1 and 7.
    static let codings: [WireCase] = [
        WireCase("chunked", chunked("3\r\nabc\r\n0\r\n\r\n"), "POST / [abc]"),
        WireCase(
            "chunked in capitals", post("Transfer-Encoding: CHUNKED\r\n", "1\r\na\r\n0\r\n\r\n"), "POST / [a]"
        ),
        WireCase(
            "chunked with length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "abc"), "400"),
        WireCase(
            "length with chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "abc"), "400"),
        WireCase(
            "chunked with length 0", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", ""), "400"),
        WireCase(
            "length with an unknown coding", post("Content-Length: 3\r\nTransfer-Encoding: x\r\n", "abc"),
            "400"),
        WireCase("chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", ""), "400"),
        WireCase(
            "chunked in two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
            "400"),
        WireCase("chunked not last", post("Transfer-Encoding: chunked, gzip\r\n", ""), "400"),
        WireCase(
            "chunked not last in two lines",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", ""), "400"),
        WireCase("gzip alone", post("Transfer-Encoding: gzip\r\n", ""), "400"),
        WireCase("identity", post("Transfer-Encoding: identity\r\n", ""), "400"),
        WireCase("gzip before chunked", post("Transfer-Encoding: gzip, chunked\r\n", ""), "501"),
        WireCase("identity before chunked", post("Transfer-Encoding: identity, chunked\r\n", ""), "501"),
        WireCase(
            "gzip and chunked in two lines",
            post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", ""), "501"),
        WireCase("empty coding", post("Transfer-Encoding:\r\n", ""), "400"),
        WireCase("empty element before", post("Transfer-Encoding: , chunked\r\n", ""), "400"),
        WireCase("empty element after", post("Transfer-Encoding: chunked,\r\n", ""), "400"),
        WireCase("chunked with a parameter", post("Transfer-Encoding: chunked;a=b\r\n", ""), "400"),
        WireCase("chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", ""), "400"),
        WireCase("chunked misspelt", post("Transfer-Encoding: xchunked\r\n", ""), "400"),
        WireCase("chunked and a word", post("Transfer-Encoding: chunked x\r\n", ""), "400"),
        WireCase("chunked after a vertical tab", post("Transfer-Encoding: \u{B}chunked\r\n", ""), "400"),
        WireCase("chunked before a NUL", post("Transfer-Encoding: chunked\u{0}\r\n", ""), "400"),
        WireCase("space before the coding's colon", post("Transfer-Encoding : chunked\r\n", ""), "400"),
        WireCase(
            "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
        WireCase(
            "chunked of a GET", get("Transfer-Encoding: chunked\r\n") + "1\r\na\r\n0\r\n\r\n", "GET / [a]"),
        WireCase("TE is not Transfer-Encoding", get("TE: chunked\r\n"), "GET /"),
        WireCase(
            "underscore for the hyphen", post("Transfer_Encoding: chunked\r\nContent-Length: 1\r\n", "a"),
            "POST / [a]"),
        WireCase(
            "chunked with an expectation", post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", ""),
            "continue"),
    ]

    /// Some content of so many bytes.
    static func long(_ count: Int) -> String { String(repeating: "x", count: count) }
}
