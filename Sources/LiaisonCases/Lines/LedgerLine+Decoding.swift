import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonText

extension LedgerLine {
    /// Reads a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - withPersonal: Whether to read what a person typed; folding cases doesn't need it.
    /// - Throws: ``LineError``. Hashes are read, not checked: that is `verify`'s work.
    package init(decoding bytes: UnsafeBufferPointer<UInt8>, withPersonal: Bool) throws(LineError) {
        guard var scanner = LineScanner(bytes) else { throw .malformed(member: "{") }
        var fields = LineFields()
        while let member = scanner.next() { fields.keep(member, scanner) }
        // What an interrupted erasure left behind the hash doesn't take the line away; zeros are no erasure's.
        let isTorn = !scanner.isAtEnd
        if isTorn, fields.sealed == nil || fields.hash == nil || bytes.contains(0) {
            throw .malformed(member: "}")
        }
        if isTorn, withPersonal { throw .malformed(member: "personal") }
        guard let sequence = fields.sequence.flatMap(scanner.integer) else { throw .malformed(member: "seq") }
        guard let previous = fields.previous.flatMap(scanner.plainString), previous.count == 64 else {
            throw .malformed(member: "prev")
        }
        guard let hash = fields.hash.flatMap(scanner.plainString), hash.count == 64 else {
            throw .malformed(member: "hash")
        }
        self.sequence = sequence
        self.previous = Array(previous)
        self.hash = Array(hash)
        words =
            if fields.sealed == nil { .none } else if isTorn { .torn } else if fields.personal == nil {
                .erased
            } else { .present }
        isNewer = fields.hasUnknown
        do throws(LineError) {
            content = try fields.content(scanner)
            isNewer = isNewer || content.isNewer
        } catch {
            // What a newer release wrote is sound in its bytes; what isn't is damage.
            guard LineSeal.check(bytes, hash: Array(hash)) != .altered else { throw error }
            content = fields.newerContent(scanner)
            isNewer = true
        }
        let actor = fields.by.flatMap(scanner.text).map { role in
            Actor(role: role, onBehalfOf: fields.behalf.flatMap { scanner.code($0) })
        }
        if case .record(var record) = content {
            record.actor = actor
            if withPersonal, let personal = fields.personal {
                record.words = try Self.words(personal, bytes)
            }
            content = .record(record)
        }
        if case .event(var event) = content {
            event.actor = actor
            if withPersonal, let personal = fields.personal {
                event.personal = try Self.personal(personal, bytes)
            }
            content = .event(event)
        }
    }

    private static func words(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LineError) -> [JSON.Member] {
        guard let value = try? JSON(parsing: Array(bytes[range])), case .object(let members) = value else {
            throw .malformed(member: "personal")
        }
        return members.filter { $0.name != "salt" && $0.value.text != nil }
    }

    private static func personal(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LineError) -> Event.Personal {
        guard let value = try? JSON(parsing: Array(bytes[range])), case .object = value else {
            throw .malformed(member: "personal")
        }
        return Event.Personal(
            text: value["text"]?.text, name: value["name"]?.text, phone: value["phone"]?.text,
            topic: value["topic"]?.text, unit: value["unit"]?.text, reference: value["reference"]?.text)
    }
}

extension LedgerLine.Content {
    /// Whether it says anything that this release doesn't know.
    fileprivate var isNewer: Bool {
        switch self {
        // Whether a record's kind is known is the fold's to tell.
        case .opened, .record: false
        case .newer: true
        case .event(let event): event.body.holdsNewer
        }
    }
}

extension Event.Body {
    fileprivate var holdsNewer: Bool {
        switch self {
        case .newer: true
        case .received(let receipt):
            receipt.channel.known == nil || (receipt.suspicion.map { $0.known == nil } ?? false)
        case .appended, .acknowledged, .asked, .answered, .replied, .extended, .transferred, .claimed,
            .closed,
            .reopened, .rated, .erased, .referred, .released, .discarded, .assigned, .urged,
            .notified:
            facts.holdsNewer
        }
    }
}
