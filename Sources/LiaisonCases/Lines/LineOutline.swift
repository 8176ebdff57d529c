import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What a copy of the store must know of a line: whose it is, and which photos it names. Read without the rest, which is most
/// of the work of a ``LedgerLine``.
///
/// A line whose bytes give its hash is sound, whatever it says, so nothing is checked here that a hash covers.
package struct LineOutline: Sendable {
    package let frame: LineFrame
    package let subject: Subject
    /// The file names of its photos, as far as this release knows their types.
    package private(set) var photos: [String] = []

    /// Whose a line is.
    package enum Subject: Sendable {
        case opening(SegmentOpening)
        /// A case's message.
        case message(CaseNumber, nonce: Digest, to: Code)
        /// Any other line of a case; its nonce, where it says one.
        case act(CaseNumber, nonce: Digest?, isErasure: Bool)
        case record(RecordNumber, isErasure: Bool)
        /// Only a newer release can tell.
        case unknown
    }

    /// Reads a line.
    ///
    /// - Parameter bytes: The line without its newline.
    /// - Throws: ``LineError`` for what is no line.
    package init(decoding bytes: UnsafeBufferPointer<UInt8>) throws(LineError) {
        guard var scanner = LineScanner(bytes) else { throw .malformed(member: "{") }
        var (members, fields) = (LineFrame.Members(), OutlineFields())
        while let member = scanner.next() {
            if !members.keep(member, scanner) { fields.keep(member, scanner) }
        }
        frame = try members.frame(scanner)
        subject = fields.subject(scanner)
        if let range = fields.photos {
            let found = try? LedgerLine.photos(range, bytes, skippingUnreadable: true)
            photos = found?.map(\.fileName) ?? []
        }
    }

    /// Whether the line says that a case or record was erased.
    package var isErasure: Bool {
        switch subject {
        case .act(_, _, let isErasure), .record(_, let isErasure): isErasure
        case .opening, .message, .unknown: false
        }
    }
}

extension LineChain {
    /// Reads the next line, and checks it against its own hashes and the line before it.
    ///
    /// - Parameter bytes: The line without its newline.
    /// - Returns: The line, nothing when it is none, what has become of its words, and whether anything is wrong with it; the
    ///   chain goes on behind it in any case.
    package mutating func follow(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (line: LineOutline?, words: LineWords, isSound: Bool) {
        guard let line = try? LineOutline(decoding: bytes) else {
            pass()
            return (nil, .none, false)
        }
        let link = follow(bytes, line.frame)
        return (line, link.words, link.problems.isEmpty && link.words != .torn)
    }
}

/// Where the members of a line stand that say whose it is.
private struct OutlineFields {
    private var at, kind, caseNumber, record, nonce, to: Range<Int>?
    private(set) var photos: Range<Int>?

    mutating func keep(_ member: LineScanner.Member, _ scanner: LineScanner) {
        func named(_ text: StaticString) -> Bool { scanner.matches(member.name, text) }
        switch member.name.count {
        case 2 where named("at"): at = member.value
        case 2 where named("to"): to = member.value
        case 4 where named("kind"): kind = member.value
        case 4 where named("case"): caseNumber = member.value
        case 5 where named("nonce"): nonce = member.value
        case 6 where named("record"): record = member.value
        case 6 where named("photos"): photos = member.value
        default: break
        }
    }

    func subject(_ scanner: LineScanner) -> LineOutline.Subject {
        guard let at, let kind else { return .unknown }
        if scanner.matches(kind, "\"opened\"") {
            let moment = scanner.plainString(at).flatMap { Timestamp(rfc3339: $0) }
            let opening = moment.flatMap { try? SegmentOpening(at: $0, decoding: scanner.bytes) }
            return opening.map { .opening($0) } ?? .unknown
        }
        if let record {
            let number = scanner.plainString(record).flatMap { try? RecordNumber(parsing: $0) }
            return number.map { .record($0, isErasure: scanner.text(kind) == Record.erasure) } ?? .unknown
        }
        guard let number = caseNumber.flatMap(scanner.plainString).flatMap({ CaseNumber(spelled: $0) }) else {
            return .unknown
        }
        let nonce = nonce.flatMap(scanner.plainString).flatMap { Digest(hex: $0) }
        let known = scanner.plainString(kind).flatMap { EventKind(spelled: $0) }
        if known == .received, let nonce, let to = to.flatMap({ scanner.code($0) }) {
            return .message(number, nonce: nonce, to: to)
        }
        return .act(number, nonce: nonce, isErasure: known == .erased)
    }
}
