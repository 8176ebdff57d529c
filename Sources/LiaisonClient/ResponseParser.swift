/// Reads one HTTP/1.1 answer from bytes as they arrive: a value without a socket (RFC 9112).
///
/// Strict: an answer that two readers could understand differently is refused.
struct ResponseParser {
    /// Why bytes are no answer.
    struct Failure: Error, Equatable {
        let reason: String
    }

    /// The answer, once it is whole.
    private(set) var response: ClientResponse?
    /// Whether the connection may carry another request afterwards.
    private(set) var keepsAlive = false
    /// Whether nothing has arrived yet: a kept connection that ends here was closed before it saw the request.
    private(set) var isUntouched = true

    private enum Phase {
        case head
        case sized(Int)
        case chunkSize
        case chunk(Int)
        case trailer
        case untilClose
    }

    private static let headLimit = 64 * 1024
    private var phase = Phase.head
    private var pending: [UInt8] = []
    private var position = 0
    private var draft = ClientResponse(status: 0)
    private let bodyLimit: Int

    /// A parser for one answer.
    ///
    /// - Parameter bodyLimit: The most bytes of a body.
    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// Takes the next bytes; ``response`` is there once they complete the answer.
    mutating func receive(_ bytes: some Collection<UInt8>) throws(Failure) {
        if bytes.isEmpty { return }
        isUntouched = false
        guard response == nil else { throw Failure(reason: "bytes after the answer") }
        pending.append(contentsOf: bytes)
        while response == nil, try step() {}
        if position > 0 {
            pending.removeFirst(position)
            position = 0
        }
        if response != nil, !pending.isEmpty { throw Failure(reason: "bytes after the answer") }
    }

    /// The connection ended: an answer without a stated length is whole now, any other is torn.
    ///
    /// - Returns: Whether the answer is whole.
    mutating func end() -> Bool {
        if response == nil, case .untilClose = phase {
            response = draft
            keepsAlive = false
        }
        return response != nil
    }

    /// One step; answers whether another may follow without more bytes.
    private mutating func step() throws(Failure) -> Bool {
        switch phase {
        case .head: return try readHead()
        case .sized(let count): return try readSized(count)
        case .chunkSize: return try readChunkSize()
        case .chunk(let count): return try readChunk(count)
        case .trailer:
            guard let line = try line() else { return false }
            if line.isEmpty { response = draft }
            return response == nil
        case .untilClose:
            try take(pending.count - position)
            return false
        }
    }

    private mutating func readHead() throws(Failure) -> Bool {
        guard let end = endOfHead() else {
            if pending.count - position > Self.headLimit { throw Failure(reason: "head too long") }
            return false
        }
        let lines = pending[position..<end.start].split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
        position = end.next
        let head = try AnswerHead(lines: lines)
        // 1xx answers announce the real one.
        if (100..<200).contains(head.status) {
            if head.status == 101 { throw Failure(reason: "switches protocols unasked") }
            return true
        }
        draft = ClientResponse(status: head.status, fields: head.fields)
        keepsAlive = head.keepsAlive
        switch try head.framing() {
        case .none: response = draft
        case .sized(let count):
            if count > bodyLimit { throw Failure(reason: "body too long") }
            if count == 0 { response = draft } else { phase = .sized(count) }
        case .chunked: phase = .chunkSize
        case .untilClose:
            keepsAlive = false
            phase = .untilClose
        }
        return response == nil
    }

    private func endOfHead() -> (start: Int, next: Int)? {
        var index = position
        while let newline = pending[index...].firstIndex(of: 0x0A) {
            let after = newline + 1
            if after < pending.count, pending[after] == 0x0A { return (newline, after + 1) }
            if after + 1 < pending.count, pending[after] == 0x0D, pending[after + 1] == 0x0A {
                return (newline, after + 2)
            }
            index = after
        }
        return nil
    }

    private mutating func readSized(_ count: Int) throws(Failure) -> Bool {
        let ready = min(count, pending.count - position)
        try take(ready)
        if ready == count { response = draft } else { phase = .sized(count - ready) }
        return false
    }

    private mutating func readChunkSize() throws(Failure) -> Bool {
        guard let line = try line() else { return false }
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        guard !digits.isEmpty, digits.count <= 8,
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0,
            digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
        else { throw Failure(reason: "chunk size") }
        phase = size == 0 ? .trailer : .chunk(size)
        return true
    }

    private mutating func readChunk(_ count: Int) throws(Failure) -> Bool {
        let ready = min(count, pending.count - position)
        if ready < count {
            try take(ready)
            phase = .chunk(count - ready)
            return false
        }
        guard pending.count - position >= count + 2 else { return false }
        try take(count)
        guard pending[position] == 0x0D, pending[position + 1] == 0x0A else {
            throw Failure(reason: "chunk end")
        }
        position += 2
        phase = .chunkSize
        return true
    }

    private mutating func line() throws(Failure) -> ArraySlice<UInt8>? {
        guard let newline = pending[position...].firstIndex(of: 0x0A) else {
            if pending.count - position > 4096 { throw Failure(reason: "line too long") }
            return nil
        }
        let line = pending[position..<newline]
        position = newline + 1
        guard line.last == 0x0D else { throw Failure(reason: "bare line feed") }
        return line.dropLast()
    }

    private mutating func take(_ count: Int) throws(Failure) {
        if draft.body.count + count > bodyLimit { throw Failure(reason: "body too long") }
        draft.body.append(contentsOf: pending[position..<(position + count)])
        position += count
    }
}
