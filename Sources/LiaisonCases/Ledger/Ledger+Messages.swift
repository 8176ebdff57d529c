import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonText

/// Where the message that opened a case stands, for analyses that read many.
package struct MessageReference: Sendable {
    package let number: CaseNumber
    package let received: Timestamp
    package let channel: Choice<Channel>
    fileprivate let line: LineReference
}

/// What a citizen typed first, while it is being looked at; UTF-8, empty where nothing was typed.
package struct MessageWords: Sendable {
    package var text: [UInt8] = []
    package var name: [UInt8] = []
    package var phone: [UInt8] = []

    package init() {}
}

extension Ledger {
    /// The messages of a station's cases, in the order in which they stand in the store; blocks on the disk.
    ///
    /// Of the cases that whoever looked at the station last was given: a report counts these and no others.
    ///
    /// - Parameters:
    ///   - station: Whose ledger.
    ///   - isWanted: Which of its cases.
    /// - Returns: Where to read them.
    /// - Throws: What the file system says.
    package func messageReferences(
        of station: StationID, where isWanted: (Case) -> Bool
    ) throws(SystemError) -> [MessageReference] {
        try journal(of: station).withFreshFold(maximumAge: .max) { inbox in
            inbox.fold.cases.indices.compactMap { index -> MessageReference? in
                // Where each stands: of those that aren't wanted not even a copy is made.
                guard isWanted(inbox.fold.cases[index]) else { return nil }
                let place = inbox.fold.firstPlace(ofCase: index)
                guard place != .none, inbox.lines.isDurable(place) else { return nil }
                return MessageReference(
                    number: inbox.fold.cases[index].number, received: inbox.fold.cases[index].received,
                    channel: inbox.fold.cases[index].channel, line: inbox.lines.reference(to: place))
            }
        }.sorted {
            ($0.line.segment, $0.line.range.lowerBound) < ($1.line.segment, $1.line.range.lowerBound)
        }
    }

    /// Reads messages back, many of them with one call to the kernel.
    ///
    /// Lines that are damaged, or whose words have been taken out, are passed over.
    ///
    /// - Parameters:
    ///   - references: Which, in the order of ``messageReferences(of:where:)``.
    ///   - others: The indices of those that needn't be read, in order.
    ///   - station: Whose ledger.
    ///   - body: Gets the index of each message, and its words.
    /// - Throws: What the file system says.
    package func forEachMessage(
        at references: ArraySlice<MessageReference>, besides others: [Int] = [], of station: StationID,
        _ body: (Int, MessageWords) -> Void
    ) throws(SystemError) {
        let inbox = journal(of: station).inbox
        var window = SegmentWindow(of: inbox)
        var words = MessageWords()
        var others = others[...]
        for index in references.indices {
            if others.first == index {
                others.removeFirst()
                continue
            }
            let line = references[index].line
            try window.withLine(at: line.range, of: line.segment) { bytes in
                if words.read(from: bytes) { body(index, words) }
            }
        }
    }
}

/// A part of a segment in memory that moves along as lines are asked for, and from one segment to the next.
private struct SegmentWindow: ~Copyable {
    private let inbox: InboxDirectory
    private var name: SegmentName?
    private var file: FileDescriptor?
    private var buffer: [UInt8] = []
    private var start = 0
    private var count = 0

    private static let length = 1 << 18

    init(of inbox: InboxDirectory) { self.inbox = inbox }

    /// Calls `body` with the bytes of a line; not at all where the file ends before it.
    mutating func withLine(
        at range: Range<Int>, of segment: SegmentName, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(SystemError) {
        if segment != name {
            file = try inbox.open(segment)
            (name, start, count) = (segment, 0, 0)
        }
        if range.lowerBound < start || range.upperBound > start + count { try move(to: range) }
        guard range.upperBound <= start + count else { return }
        let place = (range.lowerBound - start)..<(range.upperBound - start)
        buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place])) }
    }

    private mutating func move(to range: Range<Int>) throws(SystemError) {
        let length = max(range.count, Self.length)
        if length > buffer.count { buffer = [UInt8](repeating: 0, count: length) }
        start = range.lowerBound
        count = 0
        while count < range.count {
            guard let read = try file?.read(into: &buffer, from: count, at: start + count), read > 0 else {
                return
            }
            count += read
        }
    }
}

extension MessageWords {
    /// Takes the words out of a line.
    ///
    /// - Returns: Whether there are any.
    fileprivate mutating func read(from line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var members = LineScanner(line) else { return false }
        while let member = members.next() {
            guard members.matches(member.name, "personal") else { continue }
            return read(personal: UnsafeBufferPointer(rebasing: line[member.value]))
        }
        return false
    }

    private mutating func read(personal: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var members = LineScanner(personal) else { return false }
        text.removeAll(keepingCapacity: true)
        name.removeAll(keepingCapacity: true)
        phone.removeAll(keepingCapacity: true)
        while let member = members.next() {
            if members.matches(member.name, "text") {
                members.append(member.value, to: &text)
            } else if members.matches(member.name, "name") {
                members.append(member.value, to: &name)
            } else if members.matches(member.name, "phone") {
                members.append(member.value, to: &phone)
            }
        }
        return !text.isEmpty
    }
}

extension LineScanner {
    /// Appends the content of a string value, its escapes resolved.
    fileprivate func append(_ value: Range<Int>, to output: inout [UInt8]) {
        if let plain = plainString(value) {
            output.append(contentsOf: plain)
        } else if let text = text(value) {
            output.append(contentsOf: text.utf8)
        }
    }
}
