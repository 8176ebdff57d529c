import LiaisonSystem

/// `at=... method=GET route=form status=200 received=0 sent=12288 us=180 client=192.0.2.1`.
enum AccessLogLine {
    /// Appends the line of one exchange with its line end.
    static func append(_ exchange: Exchange, at time: Timestamp, to line: inout [UInt8]) {
        line.append("at=" as StaticString)
        line.append(time.rfc3339Bytes)
        line.append(" method=" as StaticString)
        line.append(exchange.method?.name ?? "-")
        line.append(" route=" as StaticString)
        if let route = exchange.route {
            let bytes = UnsafeBufferPointer(start: route.utf8Start, count: route.utf8CodeUnitCount)
            appendValue(bytes, to: &line)
        } else {
            line.append(UInt8(ascii: "-"))
        }
        line.append(" status=" as StaticString)
        line.appendDecimal(exchange.status.code)
        line.append(" received=" as StaticString)
        line.appendDecimal(exchange.requestBytes)
        line.append(" sent=" as StaticString)
        line.appendDecimal(exchange.responseBytes)
        line.append(" us=" as StaticString)
        line.appendDecimal(Int(exchange.nanoseconds / 1000))
        line.append(" client=" as StaticString)
        if let client = exchange.client {
            client.address.append(to: &line)
        } else {
            line.append(UInt8(ascii: "-"))
        }
        line.append(ByteClass.lineFeed)
    }

    /// Appends a value as logfmt needs it: in quotes when it holds more than plain characters, control bytes
    /// escaped, so that no value can begin a line or a field, or move a terminal's cursor.
    ///
    /// - Parameters:
    ///   - value: Any bytes.
    ///   - line: Where it goes.
    static func appendValue(_ value: some Collection<UInt8>, to line: inout [UInt8]) {
        let isPlain =
            !value.isEmpty
            && value.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=")
                    && $0 != UInt8(ascii: "\\")
            }
        if isPlain {
            line.append(contentsOf: value)
            return
        }
        line.append(UInt8(ascii: "\""))
        for byte in value {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x7F: line.append(byte)
            default:
                line.append("\\x" as StaticString)
                line.append(Hex.bytes([byte]))
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}
